import { pino } from 'pino';
import { QueryFailedError } from 'typeorm';
import { describeError } from './describe-error.js';

test('SC-01 a failed statement is logged without its values', () => {
  const lines: string[] = [];
  const log = pino(
    { serializers: { error: describeError } },
    { write: (line: string) => void lines.push(line) },
  );
  const cause = Object.assign(new Error('duplicate key'), {
    detail: 'Key (password_hash)=(canary-hash)',
    code: '23505',
  });
  log.error(
    { error: new QueryFailedError('UPDATE person SET password_hash = $1', ['canary-hash'], cause) },
    'failed',
  );
  expect(lines.join('')).toContain('duplicate key');
  expect(lines.join('')).not.toContain('canary-hash');
});
