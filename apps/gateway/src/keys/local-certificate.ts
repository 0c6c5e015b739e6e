import 'reflect-metadata';
import { webcrypto, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

export interface LocalCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  /** What people import once so that their browser knows this gateway. */
  readonly caFile: string;
  /** SHA-256 of the CA certificate, to compare by eye. */
  readonly caFingerprint: string;
}

const day = 24 * 3600 * 1000;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/**
 * A certificate for the gateway's own name from a CA of this installation, for a plant without a PKI. The CA lasts
 * ten years and its key stays in `directory` (0600); the certificate lasts 397 days and is made anew when it names another host
 * or has less than 30 days left.
 */
export async function loadLocalCertificate(
  directory: string,
  hostname: string,
  now: Date,
): Promise<LocalCertificate> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const ca = await loadCa(directory, now);
  const certFile = join(directory, 'gateway.crt');
  const keyFile = join(directory, 'gateway.key');
  if (!(await stillServes(certFile, keyFile, ca.certificate, hostname, now)))
    await makeLeaf(ca, certFile, keyFile, hostname, now);
  const caFingerprint = new X509Certificate(ca.certificate.toString('pem')).fingerprint256;
  return { certFile, keyFile, caFile: join(directory, 'ca.crt'), caFingerprint };
}

interface LocalCa {
  readonly certificate: x509.X509Certificate;
  readonly key: webcrypto.CryptoKey;
}

async function loadCa(directory: string, now: Date): Promise<LocalCa> {
  const certFile = join(directory, 'ca.crt');
  const keyFile = join(directory, 'ca.key');
  const stored = await readBoth(certFile, keyFile);
  if (stored)
    return { certificate: new x509.X509Certificate(stored.certificate), key: await importKey(stored.key) };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=Gatehouse local CA ${serial().slice(0, 8)}`,
    notBefore: new Date(now.getTime() - day),
    notAfter: new Date(now.getTime() + 3650 * day),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  await writeBoth(certFile, keyFile, certificate.toString('pem'), await exportKey(keys.privateKey));
  return { certificate, key: keys.privateKey };
}

async function makeLeaf(
  ca: LocalCa,
  certFile: string,
  keyFile: string,
  hostname: string,
  now: Date,
): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: `CN=${hostname}`,
    issuer: ca.certificate.subject,
    notBefore: new Date(now.getTime() - day),
    notAfter: new Date(now.getTime() + 397 * day),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: ca.key,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: isIP(hostname) ? 'ip' : 'dns', value: hostname }]),
      await x509.AuthorityKeyIdentifierExtension.create(ca.certificate.publicKey),
    ],
  });
  const chain = certificate.toString('pem') + '\n' + ca.certificate.toString('pem') + '\n';
  await writeBoth(certFile, keyFile, chain, await exportKey(keys.privateKey));
}

async function stillServes(
  certFile: string,
  keyFile: string,
  ca: x509.X509Certificate,
  hostname: string,
  now: Date,
): Promise<boolean> {
  const stored = await readBoth(certFile, keyFile);
  if (!stored) return false;
  const leaf = new X509Certificate(stored.certificate);
  const names = isIP(hostname) ? leaf.checkIP(hostname) : leaf.checkHost(hostname);
  const issued = leaf.verify(new X509Certificate(ca.toString('pem')).publicKey);
  return names !== undefined && issued && new Date(leaf.validTo).getTime() - now.getTime() > 30 * day;
}

async function readBoth(
  certFile: string,
  keyFile: string,
): Promise<{ certificate: string; key: string } | null> {
  try {
    return { certificate: await readFile(certFile, 'utf8'), key: await readFile(keyFile, 'utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Each file whole or not at all; the key first, so that a certificate is never there without it. */
async function writeBoth(certFile: string, keyFile: string, certificate: string, key: string): Promise<void> {
  for (const [file, text, mode] of [
    [keyFile, key, 0o600],
    [certFile, certificate, 0o644],
  ] as const) {
    await writeFile(`${file}.new`, text, { mode });
    await rename(`${file}.new`, file);
  }
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY') + '\n';
}

async function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), algorithm, false, ['sign']);
}

/** 16 random bytes as hex, positive (RFC 5280 section 4.1.2.2). */
function serial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = (bytes[0] ?? 0) & 0x7f || 1;
  return Buffer.from(bytes).toString('hex');
}
