import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { EndBody, GrantState } from '@gatehouse/contracts';
import type { ConnectTicketAnswer, Grant } from '@gatehouse/contracts';
import { issueConnectTicket, revokeGrant } from '@gatehouse/grant';
import { ticketFactorFreshSeconds } from '@gatehouse/session';
import { actorOf } from '@gatehouse/identity';
import type { Principal } from '@gatehouse/identity';
import { DomainError } from '@gatehouse/kernel';
import type { GrantId } from '@gatehouse/kernel';
import { listGrants } from '@gatehouse/persistence';
import { z } from 'zod';
import type { GatewayConfig } from '../config/config.js';
import type { PathOperations } from '../wiring/path-operations.js';
import { CONFIG, PATH } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { pathId } from './path-id.js';
import { plantSites, viewerOf } from './site-scope.js';
import { sshCommandFor } from './ssh-command.js';

const ListQuery = z.strictObject({ state: GrantState.optional() });

@Controller('grants')
export class GrantsController {
  private readonly sshCommand: (login: string, handle: string) => string;

  constructor(
    @Inject(PATH) private readonly path: PathOperations,
    @Inject(CONFIG) config: GatewayConfig,
  ) {
    this.sshCommand = sshCommandFor(config);
  }

  @Get()
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: ListQuery }) query: z.infer<typeof ListQuery>,
  ): Promise<{ items: Grant[] }> {
    const filter = query.state === undefined ? {} : { state: query.state };
    return {
      items: await listGrants(
        this.path.manager,
        viewerOf(principal),
        this.path.clock.now(),
        this.sshCommand,
        filter,
      ),
    };
  }

  @Get(':id')
  async find(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<Grant> {
    return this.present(principal, pathId('grant', id));
  }

  @Post(':id/revoke')
  @HttpCode(200)
  async revoke(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: EndBody }) body: EndBody,
  ): Promise<Grant> {
    const grant = await revokeGrant(this.path, {
      grantId: pathId('grant', id),
      by: { personId: principal.personId, actor: actorOf(principal) },
      sites: plantSites(principal, ['approver', 'administrator']),
      text: body.reason ?? null,
    });
    return this.present(principal, grant.id);
  }

  @Post(':id/connect-tickets')
  async issueTicket(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
  ): Promise<ConnectTicketAnswer> {
    const { ticket, expiresAt } = await issueConnectTicket(
      { ...this.path, factorFreshSeconds: ticketFactorFreshSeconds },
      {
        grantId: pathId('grant', id),
        by: { personId: principal.personId, actor: actorOf(principal) },
        factorAt: principal.factorAt,
      },
    );
    return { ticket, expiresAt: expiresAt.toISOString() };
  }

  private async present(principal: Principal, id: GrantId): Promise<Grant> {
    const now = this.path.clock.now();
    const [grant] = await listGrants(this.path.manager, viewerOf(principal), now, this.sshCommand, { id });
    if (grant === undefined)
      throw new DomainError('not-found', 'There is no such access. Look at your list again.');
    return grant;
  }
}
