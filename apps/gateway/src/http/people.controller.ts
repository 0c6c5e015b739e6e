import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { IdText, NewPersonBody, RoleBody } from '@gatehouse/contracts';
import type { InvitationAnswer, Person } from '@gatehouse/contracts';
import { People } from '@gatehouse/identity';
import type { PersonRecord, Principal, RoleAssignment } from '@gatehouse/identity';
import type { PersonId, VendorOrganisationId } from '@gatehouse/kernel';
import type { GatewayConfig } from '../config/config.js';
import { CONFIG } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';

/** People of the plant and of its vendors. */
@Controller('people')
export class PeopleController {
  constructor(
    private readonly people: People,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Get()
  async list(@CurrentPrincipal() by: Principal): Promise<{ items: Person[] }> {
    return { items: (await this.people.list(by)).map(personView) };
  }

  @Get(':id')
  async find(
    @CurrentPrincipal() by: Principal,
    @Param('id', { schema: IdText }) id: string,
  ): Promise<Person> {
    return personView(await this.people.find(by, id as PersonId));
  }

  @Post()
  async add(
    @CurrentPrincipal() by: Principal,
    @Body({ schema: NewPersonBody }) body: NewPersonBody,
  ): Promise<Person> {
    const added = await this.people.add(by, {
      login: body.login,
      displayName: body.displayName,
      email: body.email ?? null,
      vendorOrganisationId: (body.vendorOrganisationId as VendorOrganisationId | undefined) ?? null,
      sponsorId: (body.sponsorId as PersonId | undefined) ?? null,
      timeZone: body.timeZone ?? 'UTC',
      roles: body.roles as RoleAssignment[],
    });
    return personView(added);
  }

  /** The token stands in the fragment, which a browser never sends and no log can hold. */
  @Post(':id/invitations')
  async invite(
    @CurrentPrincipal() by: Principal,
    @Param('id', { schema: IdText }) id: string,
  ): Promise<InvitationAnswer> {
    const { token, expiresAt } = await this.people.invite(by, id as PersonId);
    return {
      token,
      url: `${this.config.publicOrigin}/enrol#${token}`,
      expiresAt: expiresAt.toISOString(),
    };
  }

  @Post(':id/confirm')
  @HttpCode(200)
  async confirm(
    @CurrentPrincipal() by: Principal,
    @Param('id', { schema: IdText }) id: string,
  ): Promise<Person> {
    return personView(await this.people.confirm(by, id as PersonId));
  }

  @Post(':id/suspend')
  @HttpCode(200)
  async suspend(
    @CurrentPrincipal() by: Principal,
    @Param('id', { schema: IdText }) id: string,
  ): Promise<Person> {
    return personView(await this.people.suspend(by, id as PersonId));
  }

  @Post(':id/reinstate')
  @HttpCode(200)
  async reinstate(
    @CurrentPrincipal() by: Principal,
    @Param('id', { schema: IdText }) id: string,
  ): Promise<Person> {
    return personView(await this.people.reinstate(by, id as PersonId));
  }

  @Post(':id/roles')
  @HttpCode(200)
  async giveRole(
    @CurrentPrincipal() by: Principal,
    @Param('id', { schema: IdText }) id: string,
    @Body({ schema: RoleBody }) body: RoleBody,
  ): Promise<Person> {
    return personView(await this.people.giveRole(by, id as PersonId, body as RoleAssignment));
  }

  @Delete(':id/roles')
  async takeRole(
    @CurrentPrincipal() by: Principal,
    @Param('id', { schema: IdText }) id: string,
    @Body({ schema: RoleBody }) body: RoleBody,
  ): Promise<Person> {
    return personView(await this.people.takeRole(by, id as PersonId, body as RoleAssignment));
  }
}

function personView(person: PersonRecord): Person {
  return {
    id: person.id,
    login: person.login,
    displayName: person.displayName,
    email: person.email,
    state: person.state,
    organisation: person.vendorOrganisation,
    sponsor: person.sponsor,
    timeZone: person.timeZone,
    roles: person.roles.map(({ role, siteId }) => ({ role, siteId })),
    createdAt: person.createdAt.toISOString(),
  };
}
