import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TestCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly certificate: Buffer;
  readonly key: Buffer;
  readonly der: Buffer;
}

/** A certificate that nobody vouches for, in files of this folder. RSA, as Windows makes them for its remote desktop. */
export function makeTestCertificate(folder: string, name = 'machine'): TestCertificate {
  const [certificateFile, keyFile] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`];
  execFileSync('openssl', [...made, '-keyout', keyFile, '-out', certificateFile], { stdio: 'ignore' });
  const certificate = readFileSync(certificateFile);
  return {
    certificateFile,
    keyFile,
    certificate,
    key: readFileSync(keyFile),
    der: new X509Certificate(certificate).raw,
  };
}
