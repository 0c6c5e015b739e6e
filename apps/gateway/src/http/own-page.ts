import { Inject, Injectable } from '@nestjs/common';
import type { Me } from '@gatehouse/contracts';
import { sitesWithRole, roles } from '@gatehouse/identity';
import type { IdentityStores, Principal } from '@gatehouse/identity';
import type { UnitOfWork } from '@gatehouse/kernel';
import { sitesOf } from '@gatehouse/persistence';
import type { DataSource } from 'typeorm';
import { DATABASE, IDENTITY_WORK } from '../wiring/tokens.js';

/** What a signed-in person reads about themselves. */
@Injectable()
export class OwnPage {
  constructor(
    @Inject(DATABASE) private readonly database: DataSource,
    @Inject(IDENTITY_WORK) private readonly work: UnitOfWork<IdentityStores>,
  ) {}

  async of(principal: Principal, sessionEndsAt: Date): Promise<Me> {
    const sites = await sitesOf(this.database.manager, sitesWithRole(principal, roles));
    const { person, recoveryCodesLeft } = await this.work.run(async ({ people, factors }) => ({
      person: await people.find(principal.personId),
      recoveryCodesLeft: await factors.countRecoveryCodes(principal.personId),
    }));
    return {
      id: principal.personId,
      login: principal.login,
      displayName: principal.displayName,
      timeZone: person?.timeZone ?? 'UTC',
      organisation: person?.vendorOrganisation ?? null,
      roles: principal.roles.map(({ role, siteId }) => ({ role, siteId })),
      factorAt: principal.factorAt?.toISOString() ?? null,
      sessionEndsAt: sessionEndsAt.toISOString(),
      sites,
      recoveryCodesLeft,
    };
  }
}
