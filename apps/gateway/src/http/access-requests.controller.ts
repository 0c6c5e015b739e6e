import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { dryRunRequest, reviewRequest, submitRequest, withdrawRequest } from '@gatehouse/access-request';
import type { RequestWish } from '@gatehouse/access-request';
import { RequestState, ReviewBody, SubmitRequestBody } from '@gatehouse/contracts';
import type { AccessRequest, Decision, DryRunAnswer } from '@gatehouse/contracts';
import { actorOf } from '@gatehouse/identity';
import type { Principal } from '@gatehouse/identity';
import { DomainError } from '@gatehouse/kernel';
import type { RequestId } from '@gatehouse/kernel';
import { listAccessRequests } from '@gatehouse/persistence';
import type { Decision as DomainDecision } from '@gatehouse/policy';
import { z } from 'zod';
import type { GatewayConfig } from '../config/config.js';
import type { PathOperations } from '../wiring/path-operations.js';
import { CONFIG, PATH } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { bodyId, pathId } from './path-id.js';
import { plantSites, viewerOf } from './site-scope.js';
import { sshCommandFor } from './ssh-command.js';

const ListQuery = z.strictObject({ state: RequestState.optional() });

@Controller('access-requests')
export class AccessRequestsController {
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
  ): Promise<{ items: AccessRequest[] }> {
    const filter = query.state === undefined ? {} : { state: query.state };
    return {
      items: await listAccessRequests(
        this.path.manager,
        viewerOf(principal),
        this.path.clock.now(),
        this.sshCommand,
        filter,
      ),
    };
  }

  @Get(':id')
  async find(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<AccessRequest> {
    return this.present(principal, pathId('req', id));
  }

  @Post()
  async submit(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: SubmitRequestBody }) body: SubmitRequestBody,
  ): Promise<AccessRequest> {
    const by = { personId: principal.personId, actor: actorOf(principal) };
    const request = await submitRequest(this.path, by, wishOf(body));
    return this.present(principal, request.text.id);
  }

  @Post('dry-run')
  @HttpCode(200)
  async dryRun(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: SubmitRequestBody }) body: SubmitRequestBody,
  ): Promise<DryRunAnswer> {
    const { decision, reviewers } = await dryRunRequest(this.path, principal.personId, wishOf(body));
    return { decision: presentDecision(decision), reviewers };
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  async withdraw(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<AccessRequest> {
    const by = { personId: principal.personId, actor: actorOf(principal) };
    await withdrawRequest(this.path, by, pathId('req', id));
    return this.present(principal, pathId('req', id));
  }

  @Post(':id/reviews')
  async review(
    @CurrentPrincipal() principal: Principal,
    @Param('id') idText: string,
    @Body({ schema: ReviewBody }) body: ReviewBody,
  ): Promise<AccessRequest> {
    const id = pathId('req', idText);
    await reviewRequest(this.path, {
      requestId: id,
      by: {
        personId: principal.personId,
        displayName: principal.displayName,
        actor: actorOf(principal),
        isVendor: principal.vendorOrganisationId !== null,
        sites: plantSites(principal, ['approver']),
        factorAt: principal.factorAt,
      },
      contentHash: body.contentHash,
      answer:
        body.verdict === 'deny'
          ? { verdict: 'deny', reason: body.reason }
          : {
              verdict: 'approve',
              reason: body.reason ?? null,
              ...(body.window ? { window: windowOf(body.window) } : {}),
              ...(body.rights ? { rights: body.rights } : {}),
            },
    });
    return this.present(principal, id);
  }

  private async present(principal: Principal, id: RequestId): Promise<AccessRequest> {
    const [request] = await listAccessRequests(
      this.path.manager,
      viewerOf(principal),
      this.path.clock.now(),
      this.sshCommand,
      { id },
    );
    if (request === undefined)
      throw new DomainError('not-found', 'There is no such request. Look at your list again.');
    return request;
  }
}

function wishOf(body: SubmitRequestBody): RequestWish {
  return {
    targetIds: body.targetIds.map((id) => bodyId('tgt', id, 'targetIds')),
    purpose: body.purpose,
    plannedChange: body.plannedChange,
    workOrder: body.workOrder ?? null,
    vendorLocation: body.vendorLocation ?? null,
    rights: body.rights,
    window: windowOf(body.window),
  };
}

function windowOf(window: { opensAt: string; closesAt: string }): { opensAt: Date; closesAt: Date } {
  return { opensAt: new Date(window.opensAt), closesAt: new Date(window.closesAt) };
}

function presentDecision(decision: DomainDecision): Decision {
  if (decision.outcome === 'broken') return { outcome: 'broken', cause: decision.cause };
  if (decision.outcome === 'deny')
    return { outcome: 'deny', reasons: decision.reasons.map((reason) => ({ ...reason })) };
  const { obligations, policies } = decision;
  return {
    outcome: 'allow',
    obligations: {
      ...obligations,
      reviewersNeeded: obligations.reviewersNeeded.map((rule) => ({ ...rule })),
      answerBy: obligations.answerBy.toISOString(),
    },
    policies: policies.map((policy) => ({ ...policy })),
  };
}
