import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { EndBody, FreezeBody, IdText, MessageBody, UnfreezeBody } from '@gatehouse/contracts';
import type { Dossier, Session } from '@gatehouse/contracts';
import { actorOf } from '@gatehouse/identity';
import type { Principal } from '@gatehouse/identity';
import { DomainError } from '@gatehouse/kernel';
import type { SessionId, SiteId } from '@gatehouse/kernel';
import { findSessionToWatch, listAuditEntries, listSessions } from '@gatehouse/persistence';
import type { SessionFilter, SessionView } from '@gatehouse/persistence';
import { freezeSession, messageSession, requestSessionEnd, unfreezeSession } from '@gatehouse/session';
import type { PlantOrder } from '@gatehouse/session';
import type { Response } from 'express';
import { z } from 'zod';
import { Thumbnails } from '../recordings/thumbnails.js';
import type { SessionOperations } from '../wiring/session-operations.js';
import { SESSIONS } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { dossierText } from './dossier-text.js';
import { bodyId, pathId } from './path-id.js';
import { plantSites, viewerOf, watchRoles } from './site-scope.js';

const ListQuery = z.strictObject({
  live: z.enum(['true', 'false']).optional(),
  grantId: IdText.optional(),
  siteId: IdText.optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});

/** One every ten seconds of every recording. */
const forVerifiers = ['recording.checkpoint'];

@Controller('sessions')
export class SessionsController {
  constructor(
    @Inject(SESSIONS) private readonly sessions: SessionOperations,
    private readonly thumbnails: Thumbnails,
  ) {}

  @Get()
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: ListQuery }) query: z.infer<typeof ListQuery>,
  ): Promise<{ items: Session[] }> {
    const filter: SessionFilter = {
      ...(query.live === undefined ? {} : { live: query.live === 'true' }),
      ...(query.grantId === undefined ? {} : { grantId: bodyId('grant', query.grantId, 'grantId') }),
      ...(query.siteId === undefined ? {} : { siteId: bodyId('site', query.siteId, 'siteId') }),
      ...(query.limit === undefined ? {} : { limit: query.limit }),
    };
    const found = await listSessions(this.sessions.manager, viewerOf(principal), filter);
    return { items: found.map((view) => present(view, principal)) };
  }

  @Get(':id')
  async find(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<Session> {
    return this.read(principal, pathId('ses', id));
  }

  /** No fresh factor is asked for: stopping is always nearer than starting. */
  @Post(':id/end')
  @HttpCode(200)
  async end(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: EndBody }) body: EndBody,
  ): Promise<Session> {
    const sessionId = pathId('ses', id);
    await requestSessionEnd(this.sessions, {
      sessionId,
      by: { personId: principal.personId, actor: actorOf(principal) },
      sites: plantSites(principal, ['approver', 'administrator']),
      text: body.reason ?? null,
    });
    return this.read(principal, sessionId);
  }

  /** Stopping is always nearer than starting, so this asks for no fresh factor either. */
  @Post(':id/freeze')
  @HttpCode(200)
  async freeze(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: FreezeBody }) body: FreezeBody,
  ): Promise<Session> {
    const order = orderOf(principal, id);
    await freezeSession(this.sessions, { ...order, reason: body.reason ?? null });
    return this.read(principal, order.sessionId);
  }

  @Post(':id/unfreeze')
  @HttpCode(200)
  async unfreeze(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: UnfreezeBody }) _body: UnfreezeBody,
  ): Promise<Session> {
    const order = orderOf(principal, id);
    await unfreezeSession(this.sessions, order);
    return this.read(principal, order.sessionId);
  }

  @Post(':id/message')
  @HttpCode(200)
  async message(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: MessageBody }) body: MessageBody,
  ): Promise<Session> {
    const order = orderOf(principal, id);
    await messageSession(this.sessions, { ...order, text: body.text });
    return this.read(principal, order.sessionId);
  }

  /** What a running desktop shows, small. Who may watch may see it; it is on the audit trail like watching. */
  @Get(':id/thumbnail')
  async thumbnail(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Res() response: Response,
  ): Promise<void> {
    const sites = plantSites(principal, watchRoles);
    const found = await findSessionToWatch(this.sessions.manager, sites, pathId('ses', id));
    if (!found)
      throw new DomainError('not-found', 'There is no such session running. Look at the list again.');
    const png = await this.thumbnails.of(found, principal);
    response.setHeader('content-type', 'image/png');
    response.setHeader('cache-control', 'private, no-store');
    response.end(png);
  }

  /** Everything the audit trail holds about the session and what led to it, oldest first, in words. */
  @Get(':id/dossier')
  async dossier(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<Dossier> {
    const session = await this.read(principal, pathId('ses', id));
    const about = (subjects: readonly string[]) =>
      Promise.all(
        subjects.map((subject) =>
          listAuditEntries(this.sessions.manager, [session.site.id], {
            subject,
            limit: 500,
            without: forVerifiers,
          }),
        ),
      );
    const lists = await about([session.requestId, session.grantId, session.id]);
    // A lease names its connection only.
    const connections = new Set(lists.flat().flatMap((entry) => entry.subjects['connection'] ?? []));
    lists.push(...(await about([...connections])));
    const entries = [...new Map(lists.flat().map((entry) => [entry.id, entry])).values()]
      .filter((entry) => !entry.subjects['session'] || entry.subjects['session'] === session.id)
      .sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)))
      .map((entry) => ({
        at: entry.at,
        kind: entry.kind,
        text: dossierText(entry),
        by: entry.actor.name ?? null,
      }));
    return { session, entries };
  }

  private async read(principal: Principal, id: SessionId): Promise<Session & { site: { id: SiteId } }> {
    const [view] = await listSessions(this.sessions.manager, viewerOf(principal), { id });
    if (!view) throw new DomainError('not-found', 'There is no such session. Look at the list again.');
    return present(view, principal);
  }
}

/** Who acts on other people's sessions: the same who may end them. */
const plantOrderRoles = ['approver', 'administrator'] as const;

function orderOf(principal: Principal, id: string): PlantOrder {
  return {
    sessionId: pathId('ses', id),
    by: { personId: principal.personId, actor: actorOf(principal) },
    sites: plantSites(principal, plantOrderRoles),
  };
}

function present(view: SessionView, principal: Principal): Session & { site: { id: SiteId } } {
  const may = (roles: Parameters<typeof plantSites>[1]): boolean => {
    const sites = plantSites(principal, roles);
    return sites === 'all' || sites.includes(view.site.id);
  };
  const isLive = view.state !== 'terminated';
  const isPlant = may(plantOrderRoles);
  // On its way out it is watched to its end, and told nothing more.
  const hears = view.state === 'pending' || view.state === 'active';
  return {
    ...view,
    may: {
      end: isLive && (view.person.id === principal.personId || may(['approver', 'administrator'])),
      replay: view.recording !== null && view.recording.state !== 'purged' && may(['auditor', 'approver']),
      watch: isLive && view.recording?.state === 'open' && may(watchRoles),
      freeze: hears && view.frozen === null && isPlant,
      unfreeze: view.frozen !== null && isPlant,
      message: hears && isPlant,
    },
  };
}
