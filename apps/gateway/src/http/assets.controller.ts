import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { NewAssetBody } from '@gatehouse/contracts';
import type { Asset } from '@gatehouse/contracts';
import { createAsset } from '@gatehouse/directory';
import type { Principal } from '@gatehouse/identity';
import type { DirectoryOperations } from '../wiring/directory-operations.js';
import { DIRECTORY } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { bodyId } from './path-id.js';
import { presentAsset } from './present-directory.js';
import { actingAt, plantRoles, plantSites } from './site-scope.js';

@Controller('assets')
export class AssetsController {
  constructor(@Inject(DIRECTORY) private readonly directory: DirectoryOperations) {}

  @Get()
  async list(@CurrentPrincipal() principal: Principal): Promise<{ items: Asset[] }> {
    const assets = await this.directory.reads.assets.list(plantSites(principal, plantRoles));
    return { items: assets.map(presentAsset) };
  }

  @Post()
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: NewAssetBody }) body: NewAssetBody,
  ): Promise<Asset> {
    const asset = await createAsset(this.directory, actingAt(principal, ['administrator']), {
      ...body,
      siteId: bodyId('site', body.siteId, 'siteId'),
      zoneId: bodyId('zone', body.zoneId, 'zoneId'),
      location: body.location ?? '',
    });
    return presentAsset(asset);
  }
}
