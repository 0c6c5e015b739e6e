import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from './config.js';

test('without any setting, everything listens on localhost and nothing is shared', () => {
  const config = readConfig({}, ['--demo']);
  expect(config.http).toEqual({ host: '127.0.0.1', port: 8080, tls: null });
  expect(config.ssh.host).toBe('127.0.0.1');
  expect(config.publicOrigin).toBe('http://localhost:8080');
  expect(config.databaseUrl).toBeNull();
});

test('a secret may come from a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'gatehouse-config-')), 'url');
  writeFileSync(file, 'postgres://db/gatehouse\n');
  expect(readConfig({ DATABASE_URL_FILE: file }, []).databaseUrl).toBe('postgres://db/gatehouse');
});

test.each([
  [{ DATABASE_URL: 'a', DATABASE_URL_FILE: 'b' }, 'keep one'],
  [{ DATABASE_URL_FILE: '/nowhere/at/all' }, 'cannot be read'],
  [{ HTTP_PORT: '70000' }, 'whole number'],
  [{ HTTP_PORT: '80x' }, 'whole number'],
  [{ VNC_PORT: 'on' }, 'VNC_PORT is on; write a whole number'],
  [{ RDP_PORT: 'on' }, 'RDP_PORT is on; write a whole number'],
  [{ TLS_CERT_FILE: '/c.pem' }, 'go together'],
  [{ PUBLIC_ORIGIN: 'http://plant.example' }, 'localhost only'],
  [{ PUBLIC_ORIGIN: 'https://plant.example/path' }, 'only'],
  [{ PUBLIC_ORIGIN: 'plant.example' }, 'https://gatehouse.example.com'],
])('UP-05 a setting that cannot work is refused with what to write instead: %j', (environment, words) => {
  expect(() => readConfig(environment as Record<string, string>, [])).toThrow(words);
});

test('https takes the certificate files, or a local CA, or a trusted proxy in front', () => {
  const origin = { PUBLIC_ORIGIN: 'https://gate.plant.example' };
  expect(readConfig(origin, []).http.tls).toBe('local-ca');
  expect(readConfig({ ...origin, TRUSTED_PROXIES: '10.0.0.0/8' }, []).http.tls).toBeNull();
  const files = { TLS_CERT_FILE: '/c.pem', TLS_KEY_FILE: '/k.pem' };
  expect(readConfig({ ...origin, ...files }, []).http.tls).toEqual({ certFile: '/c.pem', keyFile: '/k.pem' });
});

test('the demo never listens beyond localhost', () => {
  expect(() => readConfig({ HTTP_HOST: '0.0.0.0' }, ['--demo'])).toThrow('localhost only');
});

test('there is a door for viewers only where somebody asked for one, and in the demo', () => {
  expect(readConfig({}, []).vnc).toBeNull();
  expect(readConfig({ VNC_PORT: '5900' }, []).vnc).toEqual({ host: '0.0.0.0', port: 5900 });
  expect(readConfig({}, ['--demo']).vnc).toEqual({ host: '127.0.0.1', port: 5999 });
  expect(readConfig({ VNC_PORT: 'off' }, ['--demo']).vnc).toBeNull();
});

test('there is a door for RDP clients only where somebody asked for one, and in the demo', () => {
  expect(readConfig({}, []).rdp).toBeNull();
  const asked = { RDP_PORT: '3389', RDP_HOST: '10.0.0.1' };
  expect(readConfig(asked, []).rdp).toEqual({ host: '10.0.0.1', port: 3389 });
  expect(readConfig({}, ['--demo']).rdp).toEqual({ host: '127.0.0.1', port: 3390 });
  expect(readConfig({ RDP_PORT: 'off' }, ['--demo']).rdp).toBeNull();
});

test('an argument nobody knows is refused', () => {
  expect(() => readConfig({}, ['--dmeo'])).toThrow('unknown argument');
});
