import express from 'express';
import { pino } from 'pino';
import request from 'supertest';
import { accessLog } from './access-log.js';

test('WS-06 SC-01 a request leaves one line, without query, cookie or body', async () => {
  const lines: string[] = [];
  const app = express();
  app.use(accessLog(pino({}, { write: (line: string) => void lines.push(line) })));
  app.post('/api/thing', (_request, response) => void response.status(201).end());
  await request(app)
    .post('/api/thing?ticket=canary-ticket')
    .set('cookie', 'a=canary-cookie')
    .send({ password: 'canary-password' })
    .expect(201);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({ method: 'POST', path: '/api/thing', status: 201 });
  expect(lines.join('')).not.toContain('canary');
});
