import { Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { OpenWebSession } from '@gatehouse/identity';
import type { Request } from 'express';
import { accessRowFor } from './access-table.js';
import { admit } from './admission.js';
import { rememberSignedIn } from './signed-in.js';

const SessionCookieGuard = AuthGuard('session-cookie');

/**
 * The one guard of every HTTP route. It judges the pattern of the route that was matched, so no spelling of the
 * address can get around it; a route nobody declared is refused.
 */
@Injectable()
export class AccessGuard extends SessionCookieGuard {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const row = accessRowFor(request.method, (request.route as { path: string }).path);
    if (row?.who === 'public') return true;
    await super.canActivate(context);
    const session = (request.user as unknown as OpenWebSession | null) ?? null;
    admit(row, session);
    if (session) rememberSignedIn(request, session);
    return true;
  }

  /** Nobody signed in is not an error yet: the access table says what follows from it. */
  override handleRequest<User>(error: unknown, user: User | false): User {
    if (error) throw error as Error;
    return (user || null) as User;
  }
}
