import { Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { CodeBody, RecoveryCodeBody } from '@gatehouse/contracts';
import { WebSignIn } from '@gatehouse/identity';
import type { CodeStep, OpenWebSession } from '@gatehouse/identity';
import { DomainError } from '@gatehouse/kernel';
import type { Request } from 'express';
import { Strategy } from 'passport-custom';
import { parseBody } from './parse-body.js';
import { signedInOf } from './signed-in.js';
import { codeRefused } from './sign-in-refusals.js';

/** What a route behind the guards `code` and `recovery-code` finds as the request's user. */
export interface WholeSignIn {
  /** Token of the whole session, for the cookie. */
  readonly token: string;
  readonly session: OpenWebSession;
}

/** Passport strategy `code`: the second step of signing in, with the authenticator's code. */
@Injectable()
export class CodeStrategy extends PassportStrategy(Strategy, 'code') {
  constructor(private readonly signIn: WebSignIn) {
    super();
  }

  async validate(request: Request): Promise<WholeSignIn> {
    const { code } = parseBody(CodeBody, request.body);
    return whole(await this.signIn.code(halfSessionOf(request), code));
  }
}

/** Passport strategy `recovery-code`: the second step with one of the ten codes kept for a lost phone. */
@Injectable()
export class RecoveryCodeStrategy extends PassportStrategy(Strategy, 'recovery-code') {
  constructor(private readonly signIn: WebSignIn) {
    super();
  }

  async validate(request: Request): Promise<WholeSignIn> {
    const { recoveryCode } = parseBody(RecoveryCodeBody, request.body);
    return whole(await this.signIn.recoveryCode(halfSessionOf(request), recoveryCode));
  }
}

export class CodeGuard extends AuthGuard('code') {
  override handleRequest<User>(error: unknown, user: User | false): User {
    return userOrThrow(error, user);
  }
}

export class RecoveryCodeGuard extends AuthGuard('recovery-code') {
  override handleRequest<User>(error: unknown, user: User | false): User {
    return userOrThrow(error, user);
  }
}

function halfSessionOf(request: Request): OpenWebSession {
  const session = signedInOf(request);
  if (session?.level !== 'password')
    throw new DomainError('conflict', 'You are signed in already. Use step-up for a new code.');
  return session;
}

function whole(step: CodeStep): WholeSignIn {
  if (!step.ok) throw codeRefused(step.reason);
  return { token: step.token, session: step.session };
}

function userOrThrow<User>(error: unknown, user: User | false): User {
  if (error) throw error as Error;
  if (!user) throw new DomainError('sign-in-required', 'Sign in first.');
  return user;
}
