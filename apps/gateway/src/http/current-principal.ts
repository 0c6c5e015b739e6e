import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { DomainError } from '@gatehouse/kernel';
import type { OpenWebSession, Principal } from '@gatehouse/identity';
import type { Request } from 'express';
import { signedInOf } from './signed-in.js';

/**
 * The person a route acts for, put there by the access guard. A route whose row is `public` or `half` has none,
 * and asking for it is refused.
 */
export const CurrentPrincipal = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal => {
    const signedIn = signedInOf(context.switchToHttp().getRequest<Request>());
    if (signedIn?.level !== 'full') throw new DomainError('sign-in-required', 'Sign in first.');
    return signedIn.principal;
  },
);

/** The web session of the request, half or whole. */
export const CurrentSession = createParamDecorator(
  (_data: unknown, context: ExecutionContext): OpenWebSession => {
    const signedIn = signedInOf(context.switchToHttp().getRequest<Request>());
    if (signedIn === null) throw new DomainError('sign-in-required', 'Sign in first.');
    return signedIn;
  },
);
