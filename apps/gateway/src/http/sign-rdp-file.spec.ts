import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CmsSigner } from './cms-signature.js';
import { rdpFile } from './rdp-file.js';
import { signedRdpSettings, signRdpFile } from './sign-rdp-file.js';

let folder: string;
let signer: CmsSigner;
const { text } = rdpFile('press-1', { host: 'gatehouse.example.com', port: 3389 }, 'tomas+press-1', {
  ...{ rights: ['view', 'clipboard-out'], width: 1280, height: 800 },
});
const at = (name: string): string => join(folder, name);
const openssl = (...words: string[]): void => void execFileSync('openssl', words, { stdio: 'pipe' });

function makeSigner(...key: readonly string[]): CmsSigner {
  const files = ['-keyout', at('key.pem'), '-out', at('cert.pem')];
  openssl('req', '-x509', '-newkey', ...key, '-nodes', '-subj', '/CN=gatehouse.example.com', ...files);
  return { cert: readFileSync(at('cert.pem'), 'utf8'), key: readFileSync(at('key.pem'), 'utf8') };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rdp-file-'));
  signer = makeSigner('rsa:2048');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads the file as mstsc has to: what the scope names, taken from its own lines. Throws where openssl does not accept it. */
function verify(file: string): void {
  const lines = file.split('\r\n').filter((line) => line !== '');
  const value = /^signature:s:(.+)$/m.exec(file)?.[1] ?? '';
  const blob = Buffer.from(value, 'base64');
  expect([blob.readUInt32LE(0), blob.readUInt32LE(4), blob.readUInt32LE(8)]).toEqual([
    ...[0x00010001, 1, blob.length - 12],
  ]);
  const settings = lines.filter((line) => !/^sign(scope|ature):/.test(line));
  writeFileSync(at('signature'), blob.subarray(12));
  writeFileSync(at('content'), signedRdpSettings(settings).content);
  writeFileSync(at('trusted.pem'), signer.cert);
  const how = ['-binary', '-inform', 'DER', '-purpose', 'any', '-CAfile', at('trusted.pem')];
  openssl('cms', '-verify', ...how, '-in', at('signature'), '-content', at('content'), '-out', at('out'));
}

test('openssl accepts the signature over the settings that the scope names', () => {
  const file = signRdpFile(text, signer);
  expect(file.startsWith(text)).toBe(true);
  expect(file).toContain('\r\nalternate full address:s:gatehouse.example.com:3389\r\n');
  expect(file).toContain('\r\nsignscope:s:Full Address,Alternate Full Address,Negotiate Security Layer,');
  verify(file);
});

test('what is signed is UTF-16LE: the settings in order, the scope, a zero', () => {
  const { content } = signedRdpSettings(['drivestoredirect:s:', 'smart sizing:i:1', 'full address:s:a:1']);
  expect(content.toString('utf16le')).toBe(
    'full address:s:a:1\r\ndrivestoredirect:s:\r\nsignscope:s:Full Address,DrivesToRedirect\r\n\0',
  );
});

test.each([
  ['full address:s:gatehouse', 'full address:s:elsewhere'],
  ['drivestoredirect:s:', 'drivestoredirect:s:*'],
  ['authentication level:i:2', 'authentication level:i:0'],
  ['redirectclipboard:i:1', 'redirectclipboard:i:0'],
])('a file in which "%s" was changed is not accepted', (before, after) => {
  const file = signRdpFile(text, signer);
  expect(file).toContain(before);
  expect(() => verify(file.replace(before, after))).toThrow();
});

test('a key that is not RSA leaves the file unsigned', () => {
  expect(signRdpFile(text, makeSigner('ec', '-pkeyopt', 'ec_paramgen_curve:P-256'))).toBe(text);
});
