import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { WebSignIn } from '@gatehouse/identity';
import type { OpenWebSession } from '@gatehouse/identity';
import type { IncomingMessage } from 'node:http';
import { Strategy } from 'passport-custom';
import { ClientAddress } from './client-address.js';
import { sessionTokenOf } from './session-cookie.js';

/** Passport strategy `session-cookie`: whose web session the cookie of a request is. Sockets ask it too. */
@Injectable()
export class SessionCookieStrategy extends PassportStrategy(Strategy, 'session-cookie') {
  constructor(
    private readonly signIn: WebSignIn,
    private readonly clientAddress: ClientAddress,
  ) {
    super();
  }

  /** False, as passport wants it, when nobody is signed in. */
  async validate(request: IncomingMessage): Promise<OpenWebSession | false> {
    const token = sessionTokenOf(request.headers);
    if (token === null) return false;
    // A page that refreshes by itself says so, and does not keep its absent reader signed in.
    const seen = request.headers['gatehouse-background'] !== '1';
    return (await this.signIn.open(token, this.clientAddress.of(request), seen)) ?? false;
  }
}
