import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { EndBody, NewSiteBody } from '@gatehouse/contracts';
import type { Site } from '@gatehouse/contracts';
import { allowViewerPasswords, createSite, reinstate, suspend } from '@gatehouse/directory';
import { roles, sitesWithRole } from '@gatehouse/identity';
import type { Principal } from '@gatehouse/identity';
import { DIRECTORY } from '../wiring/tokens.js';
import type { DirectoryOperations } from '../wiring/directory-operations.js';
import { CurrentPrincipal } from './current-principal.js';
import { pathId } from './path-id.js';
import { presentSite } from './present-directory.js';
import { actingAt } from './site-scope.js';

@Controller('sites')
export class SitesController {
  constructor(@Inject(DIRECTORY) private readonly directory: DirectoryOperations) {}

  @Get()
  async list(@CurrentPrincipal() principal: Principal): Promise<{ items: Site[] }> {
    const sites = await this.directory.reads.sites.list(sitesWithRole(principal, roles));
    return { items: sites.map(presentSite) };
  }

  @Post()
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: NewSiteBody }) body: NewSiteBody,
  ): Promise<Site> {
    const by = actingAt(principal, ['administrator']);
    return presentSite(
      await createSite(this.directory, by, { ...body, controlRoomPhone: body.controlRoomPhone ?? null }),
    );
  }

  @Post(':id/viewer-passwords/allow')
  @HttpCode(200)
  async allowPasswords(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<Site> {
    return this.setPasswords(principal, id, true);
  }

  @Post(':id/viewer-passwords/withdraw')
  @HttpCode(200)
  async withdrawPasswords(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<Site> {
    return this.setPasswords(principal, id, false);
  }

  @Post(':id/suspend')
  @HttpCode(204)
  async suspend(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: EndBody }) body: EndBody,
  ): Promise<void> {
    const by = actingAt(principal, ['administrator', 'approver']);
    await suspend(this.directory, by, { kind: 'site', id: pathId('site', id) }, body.reason ?? null);
  }

  @Post(':id/reinstate')
  @HttpCode(204)
  async reinstate(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    const by = actingAt(principal, ['administrator', 'approver']);
    await reinstate(this.directory, by, { kind: 'site', id: pathId('site', id) });
  }

  private async setPasswords(principal: Principal, id: string, allowed: boolean): Promise<Site> {
    const by = actingAt(principal, ['administrator']);
    return presentSite(await allowViewerPasswords(this.directory, by, pathId('site', id), allowed));
  }
}
