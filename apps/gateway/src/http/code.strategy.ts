import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { CodeBody, RecoveryCodeBody } from '@gatehouse/contracts';
import { WebSignIn } from '@gatehouse/identity';
import type { CodeStep, OpenWebSession } from '@gatehouse/identity';
import { DomainError } from '@gatehouse/kernel';
import type { Request } from 'express';
import { Strategy } from 'passport-custom';
import { parseBody } from './parse-body.js';
import { runStrategy } from './run-strategy.js';
import type { RunnableStrategy } from './run-strategy.js';
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

@Injectable()
export class CodeGuard implements CanActivate {
  constructor(private readonly strategy: CodeStrategy) {}

  canActivate(context: ExecutionContext): Promise<boolean> {
    return judge(this.strategy, context);
  }
}

@Injectable()
export class RecoveryCodeGuard implements CanActivate {
  constructor(private readonly strategy: RecoveryCodeStrategy) {}

  canActivate(context: ExecutionContext): Promise<boolean> {
    return judge(this.strategy, context);
  }
}

async function judge(strategy: RunnableStrategy, context: ExecutionContext): Promise<boolean> {
  const request = context.switchToHttp().getRequest<Request>();
  const user = await runStrategy<WholeSignIn>(strategy, request);
  if (!user) throw new DomainError('sign-in-required', 'Sign in first.');
  request.user = user;
  return true;
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
