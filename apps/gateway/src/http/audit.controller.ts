import { Controller, Get, Inject, Query } from '@nestjs/common';
import { IdText } from '@gatehouse/contracts';
import type { AuditEntry } from '@gatehouse/contracts';
import type { Principal } from '@gatehouse/identity';
import { listAuditEntries } from '@gatehouse/persistence';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { DATABASE } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { bodyId } from './path-id.js';
import { plantSites } from './site-scope.js';

const ListQuery = z.strictObject({
  /** A whole kind, or a family ending in a dot. */
  kind: z
    .string()
    .regex(/^[a-z][a-z.-]{0,60}$/)
    .optional(),
  subject: z.string().min(1).max(100).optional(),
  siteId: IdText.optional(),
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});

@Controller('audit')
export class AuditController {
  constructor(@Inject(DATABASE) private readonly database: DataSource) {}

  @Get()
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: ListQuery }) query: z.infer<typeof ListQuery>,
  ): Promise<{ items: AuditEntry[] }> {
    const { kind, subject, siteId, before, limit } = query;
    const sites = plantSites(principal, ['auditor', 'administrator']);
    const items = await listAuditEntries(this.database.manager, sites, {
      ...(kind === undefined ? {} : { kind }),
      ...(subject === undefined ? {} : { subject }),
      ...(siteId === undefined ? {} : { siteId: bodyId('site', siteId, 'siteId') }),
      ...(before === undefined ? {} : { before: BigInt(before) }),
      ...(limit === undefined ? {} : { limit }),
    });
    return { items };
  }
}
