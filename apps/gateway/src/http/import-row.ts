import {
  NewAssetBody,
  NewPersonBody,
  NewSiteBody,
  NewTargetBody,
  NewVendorOrganisationBody,
  NewZoneBody,
  rdpKeyboards,
} from '@gatehouse/contracts';
import type { ImportKind } from '@gatehouse/contracts';
import {
  createAsset,
  createSite,
  createTarget,
  createVendorOrganisation,
  createZone,
} from '@gatehouse/directory';
import type { People, Principal } from '@gatehouse/identity';
import { identityStoresOf } from '@gatehouse/persistence';
import type { DirectoryOperations } from '../wiring/directory-operations.js';
import { bodyOfRow, named, numberCell } from './import-cells.js';
import type { Cells } from './import-cells.js';
import { bodyId } from './path-id.js';
import { actingAt, plantSites } from './site-scope.js';
import { newSettingsOf } from './target-settings-body.js';

export interface ImportContext {
  readonly directory: DirectoryOperations;
  readonly people: People;
  readonly principal: Principal;
}

/** Saves one row through the operation the API uses. @throws RowError or DomainError for a row that is not right. */
export function importRow(kind: ImportKind, cells: Cells, context: ImportContext): Promise<unknown> {
  return importers[kind](cells, context);
}

const importers: Readonly<Record<ImportKind, (cells: Cells, context: ImportContext) => Promise<unknown>>> = {
  sites: async (cells, { directory, principal }) => {
    const body = bodyOfRow(NewSiteBody, {
      name: cells.name,
      slug: cells.slug,
      timeZone: cells.time_zone,
      controlRoomPhone: cells.control_room_phone,
    });
    await createSite(directory, actingAt(principal, ['administrator']), {
      ...body,
      controlRoomPhone: body.controlRoomPhone ?? null,
    });
  },

  zones: async (cells, context) => {
    const site = await siteOf(cells, context);
    const body = bodyOfRow(NewZoneBody, {
      siteId: site.id,
      name: cells.name,
      purdueLevel: numberCell(cells.purdue_level),
    });
    await createZone(context.directory, actingAt(context.principal, ['administrator']), {
      siteId: site.id,
      name: body.name,
      purdueLevel: body.purdueLevel ?? null,
    });
  },

  assets: async (cells, context) => {
    const site = await siteOf(cells, context);
    const zone = named(
      await context.directory.reads.zones.findByName(site.id, cells.zone ?? ''),
      'zone',
      'names no zone of this site',
    );
    const body = bodyOfRow(NewAssetBody, {
      siteId: site.id,
      zoneId: zone.id,
      tag: cells.tag,
      name: cells.name,
      location: cells.location,
      criticality: cells.criticality?.toLowerCase(),
    });
    await createAsset(context.directory, actingAt(context.principal, ['administrator']), {
      ...body,
      siteId: site.id,
      zoneId: zone.id,
      location: body.location ?? '',
    });
  },

  targets: async (cells, context) => {
    const site = await siteOf(cells, context);
    const { reads } = context.directory;
    const asset = named(
      await reads.assets.findByTag(site.id, cells.asset ?? ''),
      'asset',
      'names no machine of this site',
    );
    const credential =
      cells.credential === undefined
        ? null
        : named(
            await reads.credentials.findByName(site.id, cells.credential),
            'credential',
            'names no credential of this site',
          );
    const jumpHost =
      cells.jump_host === undefined
        ? null
        : named(
            await reads.jumpHosts.findByName(site.id, cells.jump_host),
            'jump_host',
            'names no jump host of this site',
          );
    const protocol = cells.protocol?.toLowerCase() ?? 'ssh';
    const body = bodyOfRow(NewTargetBody, {
      assetId: asset.id,
      handle: cells.handle,
      protocol,
      address: cells.address,
      port: numberCell(cells.port) ?? standardPorts[protocol],
      // VNC alone may do without an account; the operation says so of others.
      account: cells.account ?? '',
      credentialId: credential?.id,
      hostKey: cells.host_key,
      weakAlgorithms: cells.weak_algorithms === undefined ? undefined : { reason: cells.weak_algorithms },
      certificatePrincipals: cells.certificate_principals?.split(/[\s;,]+/),
      desktop: desktopCells(cells, protocol),
      rdp: rdpCells(cells, protocol),
    });
    await createTarget(context.directory, actingAt(context.principal, ['administrator']), {
      ...body,
      assetId: asset.id,
      credentialId: credential?.id ?? null,
      hostKeyLine: body.hostKey ?? null,
      jumpHostId: jumpHost?.id ?? null,
      settings: newSettingsOf(body),
    });
  },

  'vendor-organisations': async (cells, { directory, principal }) => {
    const endsOn = cells.contract_ends_at;
    const body = bodyOfRow(NewVendorOrganisationBody, {
      name: cells.name,
      // A date alone means the whole day, in UTC.
      contractEndsAt: endsOn && /^\d{4}-\d{2}-\d{2}$/.test(endsOn) ? `${endsOn}T23:59:59.999Z` : endsOn,
    });
    await createVendorOrganisation(directory, actingAt(principal, ['administrator']), {
      name: body.name,
      contractEndsAt: body.contractEndsAt ? new Date(body.contractEndsAt) : null,
    });
  },

  people: async (cells, context) => {
    const { directory, people, principal } = context;
    const organisation =
      cells.organisation === undefined
        ? null
        : named(
            await directory.reads.organisations.findByName(cells.organisation),
            'organisation',
            'names no organisation',
          );
    const sponsor =
      cells.sponsor === undefined
        ? null
        : named(
            await identityStoresOf(directory.manager).people.findByLogin(cells.sponsor.toLowerCase()),
            'sponsor',
            'names nobody; write the login',
          );
    const body = bodyOfRow(NewPersonBody, {
      login: cells.login,
      displayName: cells.display_name,
      email: cells.email,
      vendorOrganisationId: organisation?.id,
      sponsorId: sponsor?.id,
      timeZone: cells.time_zone,
      roles: await rolesOf(cells.roles, context),
    });
    await people.add(principal, {
      login: body.login,
      displayName: body.displayName,
      email: body.email ?? null,
      vendorOrganisationId: organisation?.id ?? null,
      sponsorId: sponsor?.id ?? null,
      timeZone: body.timeZone ?? 'UTC',
      roles: body.roles.map(({ role, siteId }) => ({
        role,
        siteId: siteId === null ? null : bodyId('site', siteId, 'roles'),
      })),
    });
  },
};

/** Undefined when the row says nothing of a screen, so that a row for SSH asks for none. */
function desktopCells(cells: Cells, protocol: string): unknown {
  return saidBy({
    protection: cells.protection?.toLowerCase(),
    framesPerSecond: protocol === 'rdp' ? undefined : numberCell(cells.frames_per_second),
  });
}

/** The same of RDP, which shares one column with VNC. A keyboard goes by its code, such as de-CH. */
function rdpCells(cells: Cells, protocol: string): unknown {
  const keyboard = rdpKeyboards.find(
    ({ code }) => code.toLowerCase() === cells.keyboard_layout?.toLowerCase(),
  );
  return saidBy({
    signIn: cells.sign_in?.toLowerCase(),
    domain: cells.domain,
    keyboardLayout: keyboard?.layout ?? cells.keyboard_layout,
    colourDepth: numberCell(cells.colour_depth),
    width: numberCell(cells.width),
    height: numberCell(cells.height),
    framesPerSecond: protocol === 'rdp' ? numberCell(cells.frames_per_second) : undefined,
  });
}

function saidBy(values: Readonly<Record<string, unknown>>): unknown {
  const said = Object.entries(values).filter(([, value]) => value !== undefined);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

const standardPorts: Readonly<Record<string, number>> = { ssh: 22, vnc: 5900, rdp: 3389 };

async function siteOf(cells: Cells, { directory, principal }: ImportContext, column = 'site') {
  const site = await directory.reads.sites.findBySlug(cells.site ?? '');
  const sites = plantSites(principal, ['administrator']);
  const isTheirs = site !== null && (sites === 'all' || sites.includes(site.id));
  return named(isTheirs ? site : null, column, 'names no site; write its short name');
}

/** `approver@plant-nord auditor`: a role at a site, or at every site. */
async function rolesOf(
  cell: string | undefined,
  context: ImportContext,
): Promise<{ role: string; siteId: string | null }[]> {
  const words = (cell ?? '').split(/[\s,;]+/).filter(Boolean);
  return Promise.all(
    words.map(async (word) => {
      const [role = '', slug] = word.split('@');
      if (slug === undefined) return { role, siteId: null };
      const site = await siteOf({ site: slug }, context, 'roles');
      return { role, siteId: site.id };
    }),
  );
}
