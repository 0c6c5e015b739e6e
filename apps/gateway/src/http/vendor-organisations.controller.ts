import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { EndBody, EntitlementsBody, NewVendorOrganisationBody } from '@gatehouse/contracts';
import type { VendorOrganisation } from '@gatehouse/contracts';
import { createVendorOrganisation, reinstate, setEntitlements, suspend } from '@gatehouse/directory';
import { roles, sitesWithRole } from '@gatehouse/identity';
import type { Principal } from '@gatehouse/identity';
import { DomainError } from '@gatehouse/kernel';
import type { DirectoryOperations } from '../wiring/directory-operations.js';
import { DIRECTORY } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { bodyId, pathId } from './path-id.js';
import { presentVendorOrganisation } from './present-directory.js';
import { actingAt } from './site-scope.js';

@Controller('vendor-organisations')
export class VendorOrganisationsController {
  constructor(@Inject(DIRECTORY) private readonly directory: DirectoryOperations) {}

  /** The plant's people see every firm, with what it may ask for at their sites; a firm's manager sees the own one. */
  @Get()
  async list(@CurrentPrincipal() principal: Principal): Promise<{ items: VendorOrganisation[] }> {
    const organisations = await this.directory.reads.organisations.list(
      sitesWithRole(principal, roles),
      principal.vendorOrganisationId,
    );
    return { items: organisations.map(presentVendorOrganisation) };
  }

  @Post()
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: NewVendorOrganisationBody }) body: NewVendorOrganisationBody,
  ): Promise<VendorOrganisation> {
    const organisation = await createVendorOrganisation(
      this.directory,
      actingAt(principal, ['administrator']),
      { name: body.name, contractEndsAt: body.contractEndsAt ? new Date(body.contractEndsAt) : null },
    );
    return presentVendorOrganisation({ ...organisation, assetIds: [] });
  }

  @Put(':id/entitlements')
  async entitle(
    @CurrentPrincipal() principal: Principal,
    @Param('id') idText: string,
    @Body({ schema: EntitlementsBody }) body: EntitlementsBody,
  ): Promise<VendorOrganisation> {
    const id = pathId('ven', idText);
    const by = actingAt(principal, ['administrator']);
    await setEntitlements(
      this.directory,
      by,
      id,
      body.assetIds.map((assetId) => bodyId('asset', assetId, 'assetIds')),
    );
    const [organisation] = await this.directory.reads.organisations.list(by.sites, id);
    if (organisation === undefined)
      throw new DomainError('not-found', 'There is no such organisation. Look at the list again.');
    return presentVendorOrganisation(organisation);
  }

  @Post(':id/suspend')
  @HttpCode(204)
  async suspend(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: EndBody }) body: EndBody,
  ): Promise<void> {
    const what = { kind: 'vendor-organisation', id: pathId('ven', id) } as const;
    await suspend(this.directory, actingAt(principal, ['administrator']), what, body.reason ?? null);
  }

  @Post(':id/reinstate')
  @HttpCode(204)
  async reinstate(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    const what = { kind: 'vendor-organisation', id: pathId('ven', id) } as const;
    await reinstate(this.directory, actingAt(principal, ['administrator']), what);
  }
}
