import type { PersonId } from '@gatehouse/kernel';
import { newToken, tokenHash } from './invitation.js';
import { actorOf } from './principal.js';
import type { Principal } from './principal.js';
import type { CodeRefusal, PasswordRefusal, SignInDeps, SignInDoor } from './sign-in-door.js';
import { principalFrom } from './sign-in-door.js';
import { signInSucceeded, signedOut, steppedUp } from './sign-in-events.js';
import type { WebSession, WebSessionLevel } from './web-session.js';

/** How long a person may take for the code after the password. */
export const halfSessionSeconds = 10 * 60;

export interface WebSessionLimits {
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
}

/** A live web session and whom it stands for. */
export interface OpenWebSession {
  readonly level: WebSessionLevel;
  readonly principal: Principal;
  readonly tokenHash: Buffer;
  readonly endsAt: Date;
}

export type PasswordStep = { ok: true; token: string } | { ok: false; reason: PasswordRefusal };
export type CodeStep =
  { ok: true; token: string; session: OpenWebSession } | { ok: false; reason: CodeRefusal };

/**
 * Signing in through the browser: password, then code. Each step gives a new token and kills the one before, so
 * that a token planted or seen earlier is worth nothing. The token has 256 random bits and is kept as a hash.
 */
export class WebSignIn {
  constructor(
    private readonly deps: SignInDeps,
    private readonly door: SignInDoor,
    private readonly limits: WebSessionLimits,
  ) {}

  /** @param oldToken token of the cookie that came with the request, whatever it was; it dies. */
  async password(
    login: string,
    password: string,
    source: string,
    oldToken: string | null,
  ): Promise<PasswordStep> {
    const outcome = await this.door.password(login, password, source);
    if (!outcome.ok) return outcome;
    const now = this.deps.clock.now();
    const { token, hash } = newToken();
    await this.deps.uow.run(async ({ webSessions }) => {
      if (oldToken !== null) await webSessions.end(tokenHash(oldToken), now);
      await webSessions.add(newSession(hash, outcome.personId, 'password', source, now, halfSessionSeconds));
    });
    return { ok: true, token };
  }

  async code(half: OpenWebSession, code: string): Promise<CodeStep> {
    const { personId, source } = half.principal;
    const outcome = await this.door.code(personId, code, source);
    return outcome.ok ? this.complete(half, 'code', outcome.factorAt) : outcome;
  }

  async recoveryCode(half: OpenWebSession, recoveryCode: string): Promise<CodeStep> {
    const { personId, source } = half.principal;
    const outcome = await this.door.recoveryCode(personId, recoveryCode, source);
    return outcome.ok ? this.complete(half, 'recovery-code', outcome.factorAt) : outcome;
  }

  /** A code within a whole session, so that its factor is fresh again. */
  async stepUp(
    session: OpenWebSession,
    code: string,
  ): Promise<{ ok: true; factorAt: Date } | { ok: false; reason: CodeRefusal }> {
    const { principal } = session;
    const outcome = await this.door.code(principal.personId, code, principal.source);
    if (!outcome.ok) return outcome;
    await this.deps.uow.run(async ({ webSessions, events }) => {
      await webSessions.setFactorAt(session.tokenHash, outcome.factorAt);
      await events.append(steppedUp(actorOf(principal), outcome.factorAt));
    });
    return outcome;
  }

  /**
   * Who the token stands for now, from the database; null when it is unknown, over, idle for too long, or of a
   * person who may not act any more.
   * @param seen false for a request the person did not cause, such as a refresh in the background.
   */
  async open(token: string, source: string, seen: boolean): Promise<OpenWebSession | null> {
    const now = this.deps.clock.now();
    const { idleSeconds } = this.limits;
    return this.deps.uow.run(async ({ webSessions, people }) => {
      const session = await webSessions.find(tokenHash(token), now, { idleSeconds, seen });
      const person = session && (await people.find(session.personId));
      if (!session || person?.mayHoldSession !== true) return null;
      return {
        level: session.level,
        principal: principalFrom(person, session.factorAt, source),
        tokenHash: session.tokenHash,
        endsAt: session.expiresAt,
      };
    });
  }

  async signOut(session: OpenWebSession): Promise<void> {
    const now = this.deps.clock.now();
    await this.deps.uow.run(async ({ webSessions, events }) => {
      if (await webSessions.end(session.tokenHash, now))
        await events.append(signedOut(actorOf(session.principal), now));
    });
  }

  /** The half session is ended by condition: of two codes at once for one half session, one makes a whole one. */
  private async complete(
    half: OpenWebSession,
    by: 'code' | 'recovery-code',
    factorAt: Date,
  ): Promise<CodeStep> {
    const { principal } = half;
    const { token, hash } = newToken();
    const session = {
      ...newSession(
        hash,
        principal.personId,
        'full',
        principal.source,
        factorAt,
        this.limits.absoluteSeconds,
      ),
      factorAt,
    };
    const opened = await this.deps.uow.run(async ({ webSessions, events }) => {
      if (!(await webSessions.end(half.tokenHash, factorAt))) return false;
      await webSessions.add(session);
      await events.append(signInSucceeded(actorOf(principal), by, factorAt));
      return true;
    });
    if (!opened) return { ok: false, reason: 'wrong' };
    return {
      ok: true,
      token,
      session: {
        level: 'full',
        principal: { ...principal, factorAt },
        tokenHash: hash,
        endsAt: session.expiresAt,
      },
    };
  }
}

function newSession(
  hash: Buffer,
  personId: PersonId,
  level: WebSessionLevel,
  source: string,
  now: Date,
  lifeSeconds: number,
): WebSession {
  const expiresAt = new Date(now.getTime() + lifeSeconds * 1000);
  return { tokenHash: hash, personId, level, source, createdAt: now, expiresAt, factorAt: null };
}
