import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadLocalCertificate } from './local-certificate.js';

const now = new Date();
const place = (): string => join(mkdtempSync(join(tmpdir(), 'gatehouse-ca-')), 'tls');

test('a client that trusts the local CA and nothing else reaches the gateway by its name', async () => {
  const files = await loadLocalCertificate(place(), 'localhost', now);
  const server = createServer(
    { cert: readFileSync(files.certFile), key: readFileSync(files.keyFile) },
    (_request, response) => response.end('here'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const text = await new Promise<string>((resolve, reject) => {
    get({ host: '127.0.0.1', port, servername: 'localhost', ca: readFileSync(files.caFile) }, (response) => {
      response.on('data', (bytes: Buffer) => resolve(bytes.toString()));
    }).on('error', reject);
  });
  server.close();
  expect(text).toBe('here');
});

test('the keys are readable by their owner only and the next start finds the same certificate', async () => {
  const directory = place();
  const first = await loadLocalCertificate(directory, 'gate.plant.example', now);
  const certificate = readFileSync(first.certFile, 'utf8');
  expect(statSync(first.keyFile).mode & 0o777).toBe(0o600);
  expect(statSync(join(directory, 'ca.key')).mode & 0o777).toBe(0o600);
  const second = await loadLocalCertificate(directory, 'gate.plant.example', now);
  expect(readFileSync(second.certFile, 'utf8')).toBe(certificate);
  expect(second.caFingerprint).toBe(first.caFingerprint);
});

test('another host name, or a certificate about to end, makes a new one from the same CA', async () => {
  const directory = place();
  const first = await loadLocalCertificate(directory, 'a.example', now);
  const before = readFileSync(first.certFile, 'utf8');
  const renamed = await loadLocalCertificate(directory, 'b.example', now);
  const afterRename = readFileSync(renamed.certFile, 'utf8');
  expect(afterRename).not.toBe(before);
  await loadLocalCertificate(directory, 'b.example', new Date(now.getTime() + 380 * 24 * 3600 * 1000));
  expect(readFileSync(renamed.certFile, 'utf8')).not.toBe(afterRename);
  expect(renamed.caFingerprint).toBe(first.caFingerprint);
});

test('SC-04 two installations have different authorities', async () => {
  const one = await loadLocalCertificate(place(), 'localhost', now);
  const two = await loadLocalCertificate(place(), 'localhost', now);
  expect(one.caFingerprint).not.toBe(two.caFingerprint);
});
