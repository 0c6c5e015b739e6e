import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { createApp } from '../create-app.js';
import { loadLocalCertificate } from '../keys/local-certificate.js';
import { TestGateway } from '../testing/test-gateway.js';

test('AP-07 with a certificate the same limits hold, and TLS below 1.2 is refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-tls-'));
  const gateway = await TestGateway.start({ environment: { PUBLIC_ORIGIN: 'https://localhost:8443' } });
  const certificate = await loadLocalCertificate(folder, 'localhost', new Date());
  const [cert, key, ca] = [certificate.certFile, certificate.keyFile, certificate.caFile].map((file) =>
    readFileSync(file, 'utf8'),
  ) as [string, string, string];
  const app = await createApp(gateway.context, { cert, key });
  try {
    await app.listen(0, '127.0.0.1');
    const server = app.getHttpServer();
    expect(server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 60_000, maxHeadersCount: 100 });
    const { port } = server.address() as { port: number };
    const answer = await new Promise<{ status?: number; hsts?: string }>((resolve, reject) => {
      const headers = { host: 'localhost:8443' };
      const options = {
        host: '127.0.0.1',
        port,
        path: '/api/me',
        servername: 'localhost',
        ca,
        headers,
        agent: false,
      };
      request(options, (incoming) => {
        incoming.resume();
        const hsts = incoming.headers['strict-transport-security'];
        resolve({ status: incoming.statusCode ?? 0, ...(hsts ? { hsts } : {}) });
      })
        .on('error', reject)
        .end();
    });
    expect(answer).toEqual({ status: 401, hsts: 'max-age=63072000' });
    const old = await new Promise<string>((resolve) => {
      const socket = connect({
        port,
        host: '127.0.0.1',
        ca,
        servername: 'localhost',
        minVersion: 'TLSv1',
        // Lets this client offer it at all.
        ciphers: 'DEFAULT@SECLEVEL=0',
        maxVersion: 'TLSv1.1',
      });
      socket.on('secureConnect', () => resolve('connected'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
    });
    expect(old).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  } finally {
    await app.close();
    await gateway.stop();
    rmSync(folder, { recursive: true });
  }
}, 60_000);
