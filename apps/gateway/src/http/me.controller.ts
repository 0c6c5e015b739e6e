import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { IdText, NewSshKeyBody } from '@gatehouse/contracts';
import type { Me, SshKey } from '@gatehouse/contracts';
import { OwnFactors } from '@gatehouse/identity';
import type { OpenWebSession, Principal, SshPublicKey } from '@gatehouse/identity';
import type { SshKeyId } from '@gatehouse/kernel';
import { CurrentPrincipal, CurrentSession } from './current-principal.js';
import { OwnPage } from './own-page.js';

/** What a person reads and changes about themselves. */
@Controller('me')
export class MeController {
  constructor(
    private readonly ownPage: OwnPage,
    private readonly factors: OwnFactors,
  ) {}

  @Get()
  me(@CurrentSession() session: OpenWebSession): Promise<Me> {
    return this.ownPage.of(session.principal, session.endsAt);
  }

  @Post('recovery-codes')
  @HttpCode(200)
  async replaceRecoveryCodes(@CurrentPrincipal() principal: Principal): Promise<{ recoveryCodes: string[] }> {
    return { recoveryCodes: await this.factors.replaceRecoveryCodes(principal) };
  }

  @Get('ssh-keys')
  async listSshKeys(@CurrentPrincipal() principal: Principal): Promise<{ items: SshKey[] }> {
    return { items: (await this.factors.listSshKeys(principal)).map(sshKeyView) };
  }

  @Post('ssh-keys')
  async addSshKey(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: NewSshKeyBody }) body: NewSshKeyBody,
  ): Promise<SshKey> {
    return sshKeyView(await this.factors.addSshKey(principal, body.line));
  }

  @Delete('ssh-keys/:id')
  @HttpCode(204)
  removeSshKey(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: IdText }) id: string,
  ): Promise<void> {
    return this.factors.removeSshKey(principal, id as SshKeyId);
  }
}

function sshKeyView(key: SshPublicKey): SshKey {
  return {
    id: key.id,
    keyType: key.keyType,
    fingerprint: key.fingerprint,
    comment: key.comment,
    createdAt: key.createdAt.toISOString(),
  };
}
