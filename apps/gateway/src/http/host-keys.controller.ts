import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ConfirmHostKeyBody } from '@gatehouse/contracts';
import type { ObservedHostKey } from '@gatehouse/contracts';
import { confirmHostKey, rejectHostKey } from '@gatehouse/directory';
import type * as domain from '@gatehouse/directory';
import type { Principal } from '@gatehouse/identity';
import type { TargetId } from '@gatehouse/kernel';
import { z } from 'zod';
import type { DirectoryOperations } from '../wiring/directory-operations.js';
import { DIRECTORY } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { presentHostKey } from './present-host-key.js';
import { actingAt, plantSites } from './site-scope.js';

const ListQuery = z.strictObject({ state: z.enum(['waiting', 'confirmed', 'rejected']).optional() });

@Controller('host-keys')
export class HostKeysController {
  constructor(@Inject(DIRECTORY) private readonly directory: DirectoryOperations) {}

  @Get()
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: ListQuery }) query: z.infer<typeof ListQuery>,
  ): Promise<{ items: ObservedHostKey[] }> {
    const observed = await this.directory.reads.hostKeys.list(
      plantSites(principal, ['administrator']),
      query.state ?? null,
    );
    return { items: await Promise.all(observed.map((key) => this.present(key))) };
  }

  private async present(key: domain.ObservedHostKey): Promise<ObservedHostKey> {
    const { owner } = key;
    return presentHostKey(key, {
      target: owner.kind === 'target' ? await this.targetOf(owner.id, key.name) : null,
      jumpHost: owner.kind === 'jump-host' ? { id: owner.id, name: key.name } : null,
    });
  }

  private async targetOf(id: TargetId, handle: string): Promise<NonNullable<ObservedHostKey['target']>> {
    const { targets, assets } = this.directory.reads;
    const target = await targets.find(id);
    const asset = target && (await assets.find(target.assetId));
    return { id, handle, assetTag: asset?.tag ?? '', assetName: asset?.name ?? '' };
  }

  @Post(':id/confirm')
  @HttpCode(204)
  async confirm(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: ConfirmHostKeyBody }) body: ConfirmHostKeyBody,
  ): Promise<void> {
    await confirmHostKey(this.directory, actingAt(principal, ['administrator']), id, body);
  }

  @Post(':id/reject')
  @HttpCode(204)
  async reject(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    await rejectHostKey(this.directory, actingAt(principal, ['administrator']), id);
  }
}
