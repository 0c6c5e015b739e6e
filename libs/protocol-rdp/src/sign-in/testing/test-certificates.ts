import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestCertificate {
  /** PEM. */
  readonly certificate: Buffer;
  readonly key: Buffer;
  readonly der: Buffer;
}

/** A certificate that nobody vouches for. */
export function makeTestCertificate(kind: 'rsa' | 'ec' = 'ec'): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-rdp-'));
  const algorithm = kind === 'ec' ? ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['rsa:2048', '-sha256'];
  const [certificateFile, keyFile] = [join(folder, 'it.crt'), join(folder, 'it.key')];
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', ...algorithm, '-nodes', '-days', '2', '-subj', '/CN=machine'],
        ...['-keyout', keyFile, '-out', certificateFile],
      ],
      { stdio: 'ignore' },
    );
    const certificate = readFileSync(certificateFile);
    return { certificate, key: readFileSync(keyFile), der: new X509Certificate(certificate).raw };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
