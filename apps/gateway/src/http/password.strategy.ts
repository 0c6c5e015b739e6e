import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { SignInBody } from '@gatehouse/contracts';
import { WebSignIn } from '@gatehouse/identity';
import { DomainError } from '@gatehouse/kernel';

import type { Request } from 'express';
import { Strategy } from 'passport-local';
import { ClientAddress } from './client-address.js';
import { parseBody } from './parse-body.js';
import { runStrategy } from './run-strategy.js';
import { sessionTokenOf } from './session-cookie.js';
import { passwordRefused } from './sign-in-refusals.js';

/** What a route behind the guard `password` finds as the request's user. */
export interface HalfSignIn {
  /** Token of the half session, for the cookie. */
  readonly token: string;
}

/** Passport strategy `password`: the first step of signing in. */
@Injectable()
export class PasswordStrategy extends PassportStrategy(Strategy, 'password') {
  constructor(
    private readonly signIn: WebSignIn,
    private readonly clientAddress: ClientAddress,
  ) {
    super({ usernameField: 'login', passwordField: 'password', passReqToCallback: true });
  }

  /** Guards run before the validation pipe, so the body is parsed here as well. */
  async validate(request: Request): Promise<HalfSignIn> {
    const { login, password } = parseBody(SignInBody, request.body);
    const source = this.clientAddress.of(request);
    const step = await this.signIn.password(login, password, source, sessionTokenOf(request.headers));
    if (step.ok) return { token: step.token };
    throw passwordRefused(step.reason);
  }
}

@Injectable()
export class PasswordGuard implements CanActivate {
  constructor(private readonly strategy: PasswordStrategy) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const user = await runStrategy<HalfSignIn>(this.strategy, request);
    if (!user) throw new DomainError('invalid-input', 'Give login and password.');
    request.user = user;
    return true;
  }
}
