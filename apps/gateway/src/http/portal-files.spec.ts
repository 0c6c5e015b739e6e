import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import request from 'supertest';
import { servePortal } from './portal-files.js';

function portal() {
  const outside = mkdtempSync(join(tmpdir(), 'gatehouse-portal-'));
  const folder = join(outside, 'dist');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
  writeFileSync(join(folder, 'player.html'), '<script nonce="__CSP_NONCE__">1</script>');
  writeFileSync(join(folder, 'assets', 'app-1.js'), 'let app;');
  const app = express();
  app.use((_request, response, next) => {
    response.locals['cspNonce'] = 'n0nce';
    response.setHeader('content-security-policy', "default-src 'none'");
    next();
  });
  app.use(servePortal(folder));
  app.use((_request, response) => void response.status(404).end('elsewhere'));
  return app;
}

test('every address a person may open gets the page, with the nonce of this response', async () => {
  for (const path of ['/', '/requests/req_1', '/enrol']) {
    const answer = await request(portal()).get(path).expect(200);
    expect(answer.text).toContain('content="n0nce"');
    expect(answer.headers['cache-control']).toBe('no-store');
  }
});

test('hashed assets may be kept, and a missing one is not answered with the page', async () => {
  const answer = await request(portal()).get('/assets/app-1.js').expect(200);
  expect(answer.headers['cache-control']).toContain('immutable');
  await request(portal()).get('/assets/app-2.js').expect(404);
});

test('AP-01 nothing outside the folder is served, whatever the path is dressed as', async () => {
  for (const path of [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/%00.txt',
  ]) {
    const answer = await request(portal()).get(path);
    expect(answer.text).not.toContain('secret');
  }
});

test('the API is never answered by the portal, in whatever case it is written', async () => {
  for (const path of ['/api', '/api/me', '/API/me']) await request(portal()).get(path).expect(404);
  await request(portal()).post('/').expect(404);
});

test('RI-18 the frame of the player has no origin and may load nothing', async () => {
  const answer = await request(portal()).get('/player.html').expect(200);
  const policy = answer.headers['content-security-policy'];
  expect(policy).toContain('sandbox allow-scripts;');
  expect(policy).not.toContain('allow-same-origin');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'nonce-n0nce'");
  expect(answer.headers['x-frame-options']).toBe('SAMEORIGIN');
});
