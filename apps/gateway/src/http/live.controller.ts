import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { OpenWebSession, Principal } from '@gatehouse/identity';
import { DomainError } from '@gatehouse/kernel';
import type { Clock } from '@gatehouse/kernel';
import { identityStoresOf } from '@gatehouse/persistence';
import type { Request, Response } from 'express';
import type { DataSource } from 'typeorm';
import type { GatewayConfig } from '../config/config.js';
import { changesRightsOf, liveMessagesFor } from '../live/live-event.js';
import { LiveFeed } from '../live/live-feed.js';
import { CLOCK, CONFIG, DATABASE } from '../wiring/tokens.js';
import { CurrentPrincipal, CurrentSession } from './current-principal.js';
import { plantRoles, plantSites } from './site-scope.js';

/** A stream begins anew at least this often, so that it never outlives a change of rights by more. */
const longestStreamMs = 10 * 60_000;
const heartbeatMs = 15_000;
const sessionCheckMs = 3_000;
const mostPerPerson = 10;

/**
 * Server-sent events (HTML Living Standard, section 9.2) that say what to read again. The stream ends when the
 * web session behind it ends; it does not keep that session awake. A reader that takes nothing is dropped.
 */
@Controller('live')
export class LiveController {
  private readonly open = new Map<string, number>();

  constructor(
    private readonly feed: LiveFeed,
    @Inject(DATABASE) private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Get()
  live(
    @CurrentPrincipal() principal: Principal,
    @CurrentSession() session: OpenWebSession,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    // A page given up while it was still being let in has closed already, and says so no more.
    if (response.destroyed || request.socket.destroyed) return;
    const { personId } = principal;
    const streams = this.open.get(personId) ?? 0;
    if (streams >= mostPerPerson)
      throw new DomainError('too-many-attempts', 'Too many pages are open. Close some, then try again.');
    this.open.set(personId, streams + 1);
    const reader = { personId, sites: plantSites(principal, plantRoles) };
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    response.write('retry: 2000\n\n');

    const end = (): void => {
      unsubscribe();
      for (const timer of timers) clearInterval(timer);
      response.end();
    };
    const send = (text: string): void => {
      if (response.writableLength > 64 * 1024) response.destroy();
      else response.write(text);
    };
    const unsubscribe = this.feed.subscribe({
      event: (event) => {
        for (const message of liveMessagesFor(event, reader)) send(`data: ${JSON.stringify(message)}\n\n`);
        if (changesRightsOf(event, personId)) end();
      },
      gap: end,
    });
    const timers = [
      setInterval(() => send(': here\n\n'), heartbeatMs),
      setInterval(() => void this.endWithSession(session.tokenHash, end), sessionCheckMs),
      setTimeout(end, longestStreamMs),
    ];
    request.on('close', end);
    response.on('close', () => {
      end();
      const left = (this.open.get(personId) ?? 1) - 1;
      if (left > 0) this.open.set(personId, left);
      else this.open.delete(personId);
    });
  }

  /** A database that does not answer ends the stream too: the page must not believe that it hears everything. */
  private async endWithSession(sessionHash: Buffer, end: () => void): Promise<void> {
    const store = identityStoresOf(this.database.manager).webSessions;
    const alive = await store
      .find(sessionHash, this.clock.now(), { idleSeconds: this.config.sessionIdleSeconds, seen: false })
      .catch(() => null);
    if (alive === null) end();
  }
}
