import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { NewZoneBody } from '@gatehouse/contracts';
import type { Zone } from '@gatehouse/contracts';
import { createZone } from '@gatehouse/directory';
import type { Principal } from '@gatehouse/identity';
import type { DirectoryOperations } from '../wiring/directory-operations.js';
import { DIRECTORY } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { bodyId } from './path-id.js';
import { presentZone } from './present-directory.js';
import { actingAt, plantRoles, plantSites } from './site-scope.js';

@Controller('zones')
export class ZonesController {
  constructor(@Inject(DIRECTORY) private readonly directory: DirectoryOperations) {}

  @Get()
  async list(@CurrentPrincipal() principal: Principal): Promise<{ items: Zone[] }> {
    const zones = await this.directory.reads.zones.list(plantSites(principal, plantRoles));
    return { items: zones.map(presentZone) };
  }

  @Post()
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: NewZoneBody }) body: NewZoneBody,
  ): Promise<Zone> {
    const zone = await createZone(this.directory, actingAt(principal, ['administrator']), {
      siteId: bodyId('site', body.siteId, 'siteId'),
      name: body.name,
      purdueLevel: body.purdueLevel ?? null,
    });
    return presentZone(zone);
  }
}
