import type { AttemptKind, AttemptLimit, AttemptLimitStore } from '@gatehouse/identity';
import type { EntityManager } from 'typeorm';
import { returnedRows } from './returned-rows.js';

export class PostgresAttemptLimitStore implements AttemptLimitStore {
  constructor(private readonly manager: EntityManager) {}

  async reserve(kind: AttemptKind, subject: string, limit: AttemptLimit, now: Date): Promise<boolean> {
    const counted = await returnedRows(
      this.manager,
      // A count is forgiven when its window has passed without a failure, or when the lock it led to is over.
      `INSERT INTO attempt_limit AS a (kind, subject, failures, window_started_at) VALUES ($1, $2, 1, $3)
       ON CONFLICT (kind, subject) DO UPDATE SET
         failures = CASE WHEN a.window_started_at <= $4 OR a.locked_until <= $3 THEN 1 ELSE a.failures + 1 END,
         window_started_at = $3,
         locked_until = NULL
       WHERE (a.locked_until IS NULL OR a.locked_until <= $3)
         AND (a.failures < $5 OR a.window_started_at <= $4 OR a.locked_until <= $3)
       RETURNING failures`,
      [kind, subject, now, secondsBefore(now, limit.windowSeconds), limit.failures],
    );
    return counted.length === 1;
  }

  async giveBack(kind: AttemptKind, subject: string): Promise<void> {
    await this.manager.query(
      `UPDATE attempt_limit SET failures = failures - 1 WHERE kind = $1 AND subject = $2 AND failures > 0`,
      [kind, subject],
    );
  }

  async fail(kind: AttemptKind, subject: string, limit: AttemptLimit, now: Date): Promise<boolean> {
    const locked = await returnedRows(
      this.manager,
      `UPDATE attempt_limit SET locked_until = $3
       WHERE kind = $1 AND subject = $2 AND failures >= $4 AND locked_until IS NULL RETURNING subject`,
      [kind, subject, secondsBefore(now, -limit.lockSeconds), limit.failures],
    );
    return locked.length === 1;
  }

  async forget(before: Date): Promise<void> {
    await this.manager.query(
      `DELETE FROM attempt_limit
       WHERE window_started_at < $1 AND (locked_until IS NULL OR locked_until < $1)`,
      [before],
    );
  }
}

function secondsBefore(instant: Date, seconds: number): Date {
  return new Date(instant.getTime() - seconds * 1000);
}
