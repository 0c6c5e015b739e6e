import type { PersonId } from '@gatehouse/kernel';

/** `password`: the code is still missing. */
export type WebSessionLevel = 'password' | 'full';

export interface WebSession {
  readonly tokenHash: Buffer;
  readonly personId: PersonId;
  readonly level: WebSessionLevel;
  readonly source: string;
  readonly createdAt: Date;
  /** The session ends then whatever is done. */
  readonly expiresAt: Date;
  readonly factorAt: Date | null;
}

/** Web sessions, judged on the server only. A session that ended or idled too long is never given out again. */
export interface WebSessionStore {
  add(session: WebSession): Promise<void>;
  /**
   * The live session of this token. `seen` also notes that the person did something, in the same statement, so
   * that a session can never be found after its idle limit and then be made alive.
   */
  find(
    tokenHash: Buffer,
    now: Date,
    options: { idleSeconds: number; seen: boolean },
  ): Promise<WebSession | null>;
  /** False when it had ended. */
  end(tokenHash: Buffer, at: Date): Promise<boolean>;
  endAllOf(personId: PersonId, at: Date): Promise<void>;
  setFactorAt(tokenHash: Buffer, at: Date): Promise<void>;
  /** Removes sessions over since before the given instant. */
  forget(endedBefore: Date): Promise<void>;
}
