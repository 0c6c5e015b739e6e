import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { requireFreshFactor } from '@gatehouse/identity';
import type { OpenWebSession } from '@gatehouse/identity';
import type { Clock } from '@gatehouse/kernel';
import type { Request } from 'express';
import { CLOCK } from '../wiring/tokens.js';
import { accessRowFor } from './access-table.js';
import { admit } from './admission.js';
import { runStrategy } from './run-strategy.js';
import { SessionCookieStrategy } from './session-cookie.strategy.js';
import { rememberSignedIn } from './signed-in.js';

/**
 * The one guard of every HTTP route. It judges the pattern of the route that was matched, so no spelling of the
 * address can get around it; a route nobody declared is refused.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly cookie: SessionCookieStrategy,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const row = accessRowFor(request.method, (request.route as { path: string }).path);
    if (row?.who === 'public') return true;
    const session = await runStrategy<OpenWebSession>(this.cookie, request);
    admit(row, session);
    if (session && row?.freshSeconds !== undefined)
      requireFreshFactor(session.principal, row.freshSeconds, this.clock.now());
    if (session) rememberSignedIn(request, session);
    return true;
  }
}
