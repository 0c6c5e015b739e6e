import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { OpenWebSession } from '@gatehouse/identity';
import { DomainError } from '@gatehouse/kernel';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { GatewayConfig } from '../config/config.js';
import { CONFIG, LOG } from '../wiring/tokens.js';
import { accessRowFor } from './access-table.js';
import { admit } from './admission.js';
import { problemOf } from './problem-of.js';
import { isOwnHost, isOwnOrigin } from './request-origin.js';
import { SessionCookieStrategy } from './session-cookie.strategy.js';

/** Takes over the socket of an upgrade that was let in. */
export type SocketDoor = (
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  session: OpenWebSession,
) => void;

/**
 * The one place where HTTP connections become web sockets. Host, Origin, web session and access table are judged
 * before the upgrade is answered; an address nobody serves, or nobody declared, is refused.
 */
@Injectable()
export class SocketDoors implements OnApplicationBootstrap {
  private readonly doors = new Map<string, SocketDoor>();

  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(LOG) private readonly log: Logger,
    private readonly adapterHost: HttpAdapterHost,
    private readonly cookie: SessionCookieStrategy,
  ) {}

  /** Call while the application starts. @param path such as `/api/terminal`; its row in the table is `WS /api/terminal`. */
  serve(path: string, door: SocketDoor): void {
    if (this.doors.has(path)) throw new Error(`two doors for the socket ${path}`);
    this.doors.set(path, door);
  }

  paths(): string[] {
    return [...this.doors.keys()];
  }

  onApplicationBootstrap(): void {
    const server = this.adapterHost.httpAdapter.getHttpServer() as Server;
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy());
      this.open(request, socket, head).catch((error: unknown) => {
        const problem = problemOf(error);
        if (problem.status >= 500) this.log.error({ error }, 'a socket could not be opened');
        refuse(socket, problem.status, JSON.stringify(problem));
      });
    });
  }

  private async open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const path = request.url ?? '';
    const door = this.doors.get(path);
    if (!isOwnHost(request, this.config.publicOrigin)) return refuse(socket, 421, '');
    if (!isOwnOrigin(request, this.config.publicOrigin)) return refuse(socket, 403, '');
    if (!door || request.method !== 'GET')
      throw new DomainError('not-found', 'There is nothing at this address. Check it and try again.');
    const row = accessRowFor('WS', path);
    const session = (await this.cookie.validate(request)) || null;
    admit(row, session);
    // A row that lets anybody in makes no sense for a socket that acts for a person.
    if (!session) throw new DomainError('sign-in-required', 'Sign in first.');
    door(request, socket, head, session);
  }
}

const reasons: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  421: 'Misdirected Request',
  503: 'Service Unavailable',
};

function refuse(socket: Duplex, status: number, body: string): void {
  if (socket.destroyed) return;
  socket.end(
    `HTTP/1.1 ${status} ${reasons[status] ?? 'Refused'}\r\nConnection: close\r\n` +
      `Content-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
