import { Body, Controller, Get, Inject, Param, Post, Put } from '@nestjs/common';
import { NewCredentialBody, ReplaceSecretBody } from '@gatehouse/contracts';
import type { Credential } from '@gatehouse/contracts';
import { createCredential, replaceSecret } from '@gatehouse/credential';
import type { Principal } from '@gatehouse/identity';
import type { DirectoryOperations } from '../wiring/directory-operations.js';
import { DIRECTORY } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { bodyId, pathId } from './path-id.js';
import { presentCredential } from './present-directory.js';
import { actingAt, plantSites } from './site-scope.js';

/** Secrets go in and never come out: no answer holds one. */
@Controller('credentials')
export class CredentialsController {
  constructor(@Inject(DIRECTORY) private readonly directory: DirectoryOperations) {}

  @Get()
  async list(@CurrentPrincipal() principal: Principal): Promise<{ items: Credential[] }> {
    const credentials = await this.directory.reads.credentials.list(plantSites(principal, ['administrator']));
    return { items: credentials.map(presentCredential) };
  }

  @Post()
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: NewCredentialBody }) body: NewCredentialBody,
  ): Promise<Credential> {
    const credential = await createCredential(this.directory, actingAt(principal, ['administrator']), {
      siteId: bodyId('site', body.siteId, 'siteId'),
      name: body.name,
      kind: body.kind,
      secret: body.kind === 'ssh-certificate' ? null : body.secret,
    });
    return presentCredential(credential);
  }

  @Put(':id/secret')
  async replace(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: ReplaceSecretBody }) body: ReplaceSecretBody,
  ): Promise<Credential> {
    const by = actingAt(principal, ['administrator']);
    return presentCredential(await replaceSecret(this.directory, by, pathId('cred', id), body.secret));
  }
}
