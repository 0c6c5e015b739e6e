import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { ChangePolicyBody, NewPolicyBody } from '@gatehouse/contracts';
import type { Policy } from '@gatehouse/contracts';
import type { Principal } from '@gatehouse/identity';
import { changePolicy, createPolicy, removePolicy } from '@gatehouse/policy';
import type { DirectoryOperations } from '../wiring/directory-operations.js';
import { DIRECTORY } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { bodyId, pathId } from './path-id.js';
import { presentPolicy } from './present-directory.js';
import { actingAt, plantRoles, plantSites } from './site-scope.js';

@Controller('policies')
export class PoliciesController {
  constructor(@Inject(DIRECTORY) private readonly directory: DirectoryOperations) {}

  @Get()
  async list(@CurrentPrincipal() principal: Principal): Promise<{ items: Policy[] }> {
    const policies = await this.directory.reads.policies.list(plantSites(principal, plantRoles));
    return { items: policies.map(presentPolicy) };
  }

  @Post()
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: NewPolicyBody }) body: NewPolicyBody,
  ): Promise<Policy> {
    const policy = await createPolicy(this.directory, actingAt(principal, ['administrator']), {
      siteId: bodyId('site', body.siteId, 'siteId'),
      name: body.name,
      zoneId: body.zoneId ? bodyId('zone', body.zoneId, 'zoneId') : null,
      criticality: body.criticality ?? null,
      constraints: body.constraints,
    });
    return presentPolicy(policy);
  }

  @Put(':id')
  async change(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: ChangePolicyBody }) body: ChangePolicyBody,
  ): Promise<Policy> {
    const policy = await changePolicy(this.directory, actingAt(principal, ['administrator']), {
      ...body,
      id: pathId('pol', id),
    });
    return presentPolicy(policy);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    await removePolicy(this.directory, actingAt(principal, ['administrator']), pathId('pol', id));
  }
}
