import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { ChangeTargetBody, EndBody, NewTargetBody } from '@gatehouse/contracts';
import type { EntitledTarget, Target } from '@gatehouse/contracts';
import {
  changeTarget,
  createTarget,
  reinstate,
  removeTarget,
  scanTarget,
  suspend,
} from '@gatehouse/directory';
import type { HostKeyScanner } from '@gatehouse/directory';
import type { Principal } from '@gatehouse/identity';
import { DomainError, nothingProven } from '@gatehouse/kernel';
import type { TargetId } from '@gatehouse/kernel';
import { listEntitledTargets, listTargets } from '@gatehouse/persistence';
import type { DirectoryOperations } from '../wiring/directory-operations.js';
import { DIRECTORY, HOST_KEY_SCANNER } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { bodyId, pathId } from './path-id.js';
import { actingAt, plantRoles, plantSites } from './site-scope.js';
import { newSettingsOf, settingsChangeOf } from './target-settings-body.js';

@Controller()
export class TargetsController {
  constructor(
    @Inject(DIRECTORY) private readonly directory: DirectoryOperations,
    @Inject(HOST_KEY_SCANNER) private readonly scanner: HostKeyScanner,
  ) {}

  @Get('targets')
  async list(@CurrentPrincipal() principal: Principal): Promise<{ items: Target[] }> {
    return { items: await listTargets(this.directory.manager, plantSites(principal, plantRoles)) };
  }

  @Get('entitled-targets')
  async entitled(@CurrentPrincipal() principal: Principal): Promise<{ items: EntitledTarget[] }> {
    return { items: await listEntitledTargets(this.directory.manager, principal.personId) };
  }

  @Post('targets')
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: NewTargetBody }) body: NewTargetBody,
  ): Promise<Target> {
    const { id } = await createTarget(this.directory, actingAt(principal, ['administrator']), {
      assetId: bodyId('asset', body.assetId, 'assetId'),
      handle: body.handle,
      protocol: body.protocol,
      address: body.address,
      port: body.port,
      account: body.account,
      credentialId: body.credentialId ? bodyId('cred', body.credentialId, 'credentialId') : null,
      hostKeyLine: body.hostKey ?? null,
      jumpHostId: body.jumpHostId ? bodyId('jump', body.jumpHostId, 'jumpHostId') : null,
      settings: newSettingsOf(body),
    });
    return this.find(id);
  }

  @Patch('targets/:id')
  async change(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: ChangeTargetBody }) body: ChangeTargetBody,
  ): Promise<Target> {
    const { address, port, account, credentialId, jumpHostId } = body;
    const changed = await changeTarget(
      this.directory,
      actingAt(principal, ['administrator']),
      pathId('tgt', id),
      {
        ...(address === undefined ? {} : { address }),
        ...(port === undefined ? {} : { port }),
        ...(account === undefined ? {} : { account }),
        settings: settingsChangeOf(body),
        ...(jumpHostId === undefined
          ? {}
          : { jumpHostId: jumpHostId === null ? null : bodyId('jump', jumpHostId, 'jumpHostId') }),
        ...(credentialId === undefined
          ? {}
          : { credentialId: credentialId === null ? null : bodyId('cred', credentialId, 'credentialId') }),
      },
    );
    return this.find(changed.id);
  }

  @Delete('targets/:id')
  @HttpCode(204)
  async remove(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    await removeTarget(this.directory, actingAt(principal, ['administrator']), pathId('tgt', id));
  }

  @Post('targets/:id/host-key/scan')
  @HttpCode(200)
  async scan(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
  ): Promise<{ keyType: string; fingerprint: string | null }> {
    const { keyType, fingerprint } = await scanTarget(
      { ...this.directory, scanner: this.scanner },
      actingAt(principal, ['administrator']),
      pathId('tgt', id),
    );
    return { keyType, fingerprint: fingerprint === nothingProven ? null : fingerprint };
  }

  @Post('targets/:id/suspend')
  @HttpCode(204)
  async suspend(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: EndBody }) body: EndBody,
  ): Promise<void> {
    const by = actingAt(principal, ['administrator', 'approver']);
    await suspend(this.directory, by, { kind: 'target', id: pathId('tgt', id) }, body.reason ?? null);
  }

  @Post('targets/:id/reinstate')
  @HttpCode(204)
  async reinstate(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    const by = actingAt(principal, ['administrator', 'approver']);
    await reinstate(this.directory, by, { kind: 'target', id: pathId('tgt', id) });
  }

  private async find(id: TargetId): Promise<Target> {
    const [target] = await listTargets(this.directory.manager, 'all', id);
    if (target === undefined)
      throw new DomainError('not-found', 'There is no such machine. Look at the list again.');
    return target;
  }
}
