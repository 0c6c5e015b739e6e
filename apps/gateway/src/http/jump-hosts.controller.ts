import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { ChangeJumpHostBody, NewJumpHostBody } from '@gatehouse/contracts';
import type { JumpHost } from '@gatehouse/contracts';
import { changeJumpHost, createJumpHost, scanJumpHost } from '@gatehouse/directory';
import type { HostKeyScanner } from '@gatehouse/directory';
import type { Principal } from '@gatehouse/identity';
import type { JumpHostId } from '@gatehouse/kernel';
import { listJumpHosts } from '@gatehouse/persistence';
import type { DirectoryOperations } from '../wiring/directory-operations.js';
import { DIRECTORY, HOST_KEY_SCANNER } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { bodyId, pathId } from './path-id.js';
import { actingAt, plantSites } from './site-scope.js';

/** The way into a zone: hops that targets are reached through. */
@Controller('jump-hosts')
export class JumpHostsController {
  constructor(
    @Inject(DIRECTORY) private readonly directory: DirectoryOperations,
    @Inject(HOST_KEY_SCANNER) private readonly scanner: HostKeyScanner,
  ) {}

  @Get()
  async list(@CurrentPrincipal() principal: Principal): Promise<{ items: JumpHost[] }> {
    return { items: await listJumpHosts(this.directory.manager, plantSites(principal, ['administrator'])) };
  }

  @Post()
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: NewJumpHostBody }) body: NewJumpHostBody,
  ): Promise<JumpHost> {
    const { id } = await createJumpHost(this.directory, actingAt(principal, ['administrator']), {
      siteId: bodyId('site', body.siteId, 'siteId'),
      name: body.name,
      address: body.address,
      port: body.port,
      account: body.account,
      credentialId: body.credentialId ? bodyId('cred', body.credentialId, 'credentialId') : null,
      viaId: body.viaId ? bodyId('jump', body.viaId, 'viaId') : null,
      hostKeyLine: body.hostKey ?? null,
    });
    return this.find(id);
  }

  @Patch(':id')
  async change(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: ChangeJumpHostBody }) body: ChangeJumpHostBody,
  ): Promise<JumpHost> {
    const { credentialId, ...rest } = body;
    const by = actingAt(principal, ['administrator']);
    const changed = await changeJumpHost(this.directory, by, pathId('jump', id), {
      ...rest,
      ...(credentialId === undefined
        ? {}
        : { credentialId: credentialId === null ? null : bodyId('cred', credentialId, 'credentialId') }),
    });
    return this.find(changed.id);
  }

  @Post(':id/host-key/scan')
  @HttpCode(200)
  async scan(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
  ): Promise<{ keyType: string; fingerprint: string }> {
    const { keyType, fingerprint } = await scanJumpHost(
      { ...this.directory, scanner: this.scanner },
      actingAt(principal, ['administrator']),
      pathId('jump', id),
    );
    return { keyType, fingerprint };
  }

  private async find(id: JumpHostId): Promise<JumpHost> {
    const [jumpHost] = await listJumpHosts(this.directory.manager, 'all', id);
    if (jumpHost === undefined) throw new Error('a jump host was written and is gone');
    return jumpHost;
  }
}
