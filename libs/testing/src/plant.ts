import { newId } from '@gatehouse/kernel';
import type {
  AssetId,
  Criticality,
  PersonId,
  PolicyId,
  SiteId,
  TargetId,
  VendorOrganisationId,
  ZoneId,
} from '@gatehouse/kernel';
import type { PolicyConstraints } from '@gatehouse/policy';
import type { DataSource } from 'typeorm';

/** A site with a zone, one asset with an SSH target whose host key is pinned, a vendor firm entitled to it. */
export interface Plant {
  readonly siteId: SiteId;
  readonly zoneId: ZoneId;
  readonly assetId: AssetId;
  readonly targetId: TargetId;
  readonly handle: string;
  readonly vendorId: VendorOrganisationId;
  readonly policyId: PolicyId;
  /** A technician of the firm. */
  readonly vendorUserId: PersonId;
  readonly approverIds: readonly PersonId[];
}

export const easyConstraints: PolicyConstraints = {
  longestWindowMinutes: 480,
  leadTimeMinutes: 0,
  furthestAheadDays: 30,
  allowedHours: [],
  reviewersNeeded: [{ role: 'approver', count: 1 }],
  rightsAllowed: ['shell', 'exec'],
  workOrderRequired: false,
  answerWithinMinutes: 240,
  factorFreshSeconds: 300,
  idleSeconds: 900,
  recordInput: false,
};

export interface PlantOptions {
  readonly approvers?: number;
  readonly constraints?: Partial<PolicyConstraints>;
  readonly timeZone?: string;
}

/** Puts a plant straight into the database, with names no other plant has. */
export async function buildPlant(database: DataSource, options: PlantOptions = {}): Promise<Plant> {
  const mark = newId('node').slice(-10);
  const siteId = newId('site');
  const zoneId = newId('zone');
  const vendorId = newId('ven');
  const policyId = newId('pol');
  await database.query(
    `INSERT INTO site (id, name, slug, time_zone, created_at) VALUES ($1, $2, $3, $4, now())`,
    [siteId, `Plant ${mark}`, `plant-${mark}`, options.timeZone ?? 'Europe/Berlin'],
  );
  await database.query(`INSERT INTO zone (id, site_id, name, created_at) VALUES ($1, $2, 'Line 3', now())`, [
    zoneId,
    siteId,
  ]);
  await database.query(`INSERT INTO vendor_organisation (id, name, created_at) VALUES ($1, $2, now())`, [
    vendorId,
    `Vendor ${mark}`,
  ]);
  await database.query(
    `INSERT INTO policy (id, site_id, name, constraints, created_at, changed_at) VALUES ($1, $2, 'Standard', $3, now(), now())`,
    [policyId, siteId, JSON.stringify({ ...easyConstraints, ...options.constraints })],
  );
  const { assetId, targetId, handle } = await addTarget(database, { siteId, zoneId, vendorId });
  const vendorUserId = await addPerson(database, { vendorId, roles: [{ role: 'vendor-user', siteId }] });
  const approverIds: PersonId[] = [];
  for (let count = options.approvers ?? 2; count > 0; count -= 1)
    approverIds.push(await addPerson(database, { roles: [{ role: 'approver', siteId }] }));
  return { siteId, zoneId, assetId, targetId, handle, vendorId, policyId, vendorUserId, approverIds };
}

const rdpSettings = {
  ...{ signIn: 'nla', domain: '', keyboardLayout: 0x0409, colourDepth: 32 },
  ...{ width: 1280, height: 800, framesPerSecond: 15 },
};

export async function addTarget(
  database: DataSource,
  at: {
    siteId: SiteId;
    zoneId: ZoneId;
    vendorId?: VendorOrganisationId;
    criticality?: Criticality;
    /** With `vnc`, a target whose identity an administrator accepted as unprovable; with `rdp`, one with a certificate. */
    protocol?: 'ssh' | 'vnc' | 'rdp';
  },
): Promise<{ assetId: AssetId; targetId: TargetId; handle: string }> {
  const mark = newId('node').slice(-10);
  const assetId = newId('asset');
  const targetId = newId('tgt');
  const handle = `plc-${mark}`;
  await database.query(
    `INSERT INTO asset (id, site_id, zone_id, tag, name, location, criticality, created_at)
     VALUES ($1, $2, $3, $4, 'Palletizer PLC', 'Hall 2', $5, now())`,
    [assetId, at.siteId, at.zoneId, `L3-${mark}`, at.criticality ?? 'medium'],
  );
  const key = Buffer.from(`key of ${handle}`);
  const reached = {
    ssh: ['ssh', 22, 'service', key, 'ssh-ed25519', `SHA256:${mark}`, '{}'],
    vnc: ['vnc', 5900, '', Buffer.alloc(0), 'none', 'none', '{"protection":"any","framesPerSecond":15}'],
    rdp: ['rdp', 3389, 'operator', key, 'x509', `SHA256:${mark}`, JSON.stringify(rdpSettings)],
  }[at.protocol ?? 'ssh'];
  await database.query(
    `INSERT INTO target (id, asset_id, site_id, handle, protocol, address, port, account, pinned_host_key,
       pinned_host_key_type, pinned_fingerprint, settings, pinned_by, pinned_at, created_at)
     VALUES ($1, $2, $3, $4, $5, '192.0.2.10', $6, $7, $8, $9, $10, $11, 'test', now(), now())`,
    [targetId, assetId, at.siteId, handle, ...reached],
  );
  if (at.vendorId)
    await database.query(
      `INSERT INTO vendor_entitlement (vendor_organisation_id, asset_id, created_at) VALUES ($1, $2, now())`,
      [at.vendorId, assetId],
    );
  return { assetId, targetId, handle };
}

export async function addPerson(
  database: DataSource,
  person: {
    vendorId?: VendorOrganisationId;
    roles: readonly { role: string; siteId: SiteId | null }[];
  },
): Promise<PersonId> {
  const id = newId('per');
  await database.query(
    `INSERT INTO person (id, login, display_name, vendor_organisation_id, state, created_at)
     VALUES ($1, $2, $3, $4, 'active', now())`,
    [id, `p${id.slice(-12)}`, `Person ${id.slice(-4)}`, person.vendorId ?? null],
  );
  for (const { role, siteId } of person.roles)
    await database.query(
      `INSERT INTO role_assignment (person_id, role, site_id, created_at) VALUES ($1, $2, $3, now())`,
      [id, role, siteId],
    );
  return id;
}
