import {
  Asset,
  Credential,
  Policy,
  SetUpAnswer,
  Site,
  Target,
  VendorOrganisation,
  Zone,
} from '@gatehouse/contracts';
import type { Criticality, PolicyConstraints } from '@gatehouse/contracts';
import { ApiClient } from './api-client.js';
import { bringIn, enrol, signInAfterEnrolment } from './person-at-work.js';
import type { PersonAtWork } from './person-at-work.js';
import type { RunningGateway } from './start-gateway-process.js';
import type { RunningSshd } from './start-sshd.js';
import { withFreshFactor } from './with-fresh-factor.js';

export interface Plant {
  readonly site: Site;
  readonly zone: Zone;
  readonly asset: Asset;
  readonly credential: Credential;
  readonly target: Target;
  readonly policy: Policy;
  readonly organisation: VendorOrganisation;
  readonly administrator: PersonAtWork;
  readonly approver: PersonAtWork;
  readonly auditor: PersonAtWork;
  readonly vendor: PersonAtWork;
  /** Another technician of the same firm, sponsored by the approver. */
  anotherVendor(): Promise<PersonAtWork>;
  /** Another machine at the same site; the firm may ask for it. */
  anotherTarget(settings?: Partial<NewTarget>): Promise<Target>;
}

/** What a target is made of when it is not the plant's sshd as it stands. */
export interface NewTarget {
  readonly address: string;
  readonly port: number;
  readonly account: string;
  readonly hostKey: string;
  readonly handle: string;
  /** Of the asset the target stands on. */
  readonly tag: string;
  readonly name: string;
  readonly location: string;
  readonly criticality: Criticality;
}

const technicians = [
  ['jana', 'Jana Kovac'],
  ['tomas', 'Tomas Benes'],
  ['lena', 'Lena Brandt'],
  ['luka', 'Luka Maric'],
  ['eva', 'Eva Novotna'],
  ['miro', 'Miro Hanak'],
  ['greta', 'Greta Olsen'],
] as const;

/** Nothing stands in a test's way: any hour, no lead time, one reviewer, a code is fresh for an hour. */
export const easyConstraints: PolicyConstraints = {
  longestWindowMinutes: 60 * 24 * 31,
  leadTimeMinutes: 0,
  furthestAheadDays: 60,
  allowedHours: [],
  reviewersNeeded: [{ role: 'approver', count: 1 }],
  rightsAllowed: ['shell', 'exec', 'files-in', 'files-out', 'forward'],
  workOrderRequired: false,
  answerWithinMinutes: 60,
  factorFreshSeconds: 3600,
  idleSeconds: 3600,
  recordInput: true,
};

/** A plant from nothing, through the public API only: the first administrator comes in by the set-up token. */
export async function buildPlant(
  gateway: RunningGateway,
  sshd: RunningSshd,
  constraints: Partial<PolicyConstraints> = {},
  targetSettings: Partial<NewTarget> = {},
): Promise<Plant> {
  const administrator = await firstAdministrator(gateway);
  const admin = administrator.api;
  const site = await admin.post(
    '/api/sites',
    { name: 'Brno works', slug: 'brno', timeZone: 'Europe/Prague', controlRoomPhone: '+420 555 0100' },
    Site,
  );
  const zone = await admin.post('/api/zones', { siteId: site.id, name: 'Line 3', purdueLevel: 2 }, Zone);
  const asset = await newAsset(admin, site, zone, { tag: 'L3-PAL01', name: 'Palletizer controller' });
  const credential = await admin.post(
    '/api/credentials',
    {
      siteId: site.id,
      name: 'Palletizer service account',
      ...(sshd.account.password === null
        ? { kind: 'private-key', secret: sshd.clientKey }
        : { kind: 'password', secret: sshd.account.password }),
    },
    Credential,
  );
  const target = await newTarget(admin, asset, credential, 'palletizer', sshd, targetSettings);
  const policy = await admin.post(
    '/api/policies',
    { siteId: site.id, name: 'Whole site', constraints: { ...easyConstraints, ...constraints } },
    Policy,
  );
  const organisation = await admin.post(
    '/api/vendor-organisations',
    { name: 'ACME Robotics' },
    VendorOrganisation,
  );
  const entitled = [asset.id];
  await admin.mustSend('PUT', `/api/vendor-organisations/${organisation.id}/entitlements`, {
    assetIds: entitled,
  });
  const [approver, auditor] = await Promise.all([
    bringIn(administrator, {
      login: 'sabine',
      displayName: 'Sabine Roth',
      roles: [{ role: 'approver', siteId: site.id }],
    }),
    bringIn(administrator, {
      login: 'otto',
      displayName: 'Otto Lang',
      roles: [{ role: 'auditor', siteId: site.id }],
    }),
  ]);
  let vendors = 0;
  const anotherVendor = (): Promise<PersonAtWork> => {
    const [login, displayName] = technicians[vendors] ?? [`technician${vendors}`, `Technician ${vendors}`];
    vendors += 1;
    return bringIn(
      administrator,
      {
        login,
        displayName,
        timeZone: 'Europe/London',
        roles: [{ role: 'vendor-user', siteId: site.id }],
        vendorOrganisationId: organisation.id,
        sponsorId: approver.id,
      },
      approver,
    );
  };
  const vendor = await anotherVendor();
  let targets = 1;
  const anotherTarget = async (settings: Partial<NewTarget> = {}): Promise<Target> => {
    targets += 1;
    const { tag = `L3-AUX${targets}`, name = `Auxiliary controller ${targets}`, ...rest } = settings;
    const another = await newAsset(admin, site, zone, { ...rest, tag, name });
    entitled.push(another.id);
    await withFreshFactor(administrator, () =>
      admin.mustSend('PUT', `/api/vendor-organisations/${organisation.id}/entitlements`, {
        assetIds: entitled,
      }),
    );
    const handle = `aux${targets}`;
    return withFreshFactor(administrator, () =>
      newTarget(admin, another, credential, handle, sshd, settings),
    );
  };
  return {
    site,
    zone,
    asset,
    credential,
    target,
    policy,
    organisation,
    administrator,
    approver,
    auditor,
    vendor,
    anotherVendor,
    anotherTarget,
  };
}

/** Spends the set-up token of a new installation. */
export async function firstAdministrator(gateway: RunningGateway): Promise<PersonAtWork> {
  if (gateway.setUpToken === null)
    throw new Error(`the gateway printed no set-up token:\n${gateway.process.output}`);
  const { enrolmentToken } = await new ApiClient(gateway.origin).post(
    '/api/set-up',
    { token: gateway.setUpToken, login: 'root-admin', displayName: 'Marek Novak' },
    SetUpAnswer,
  );
  return signInAfterEnrolment(gateway.origin, await enrol(gateway.origin, enrolmentToken));
}

/** A machine without a target. */
export function newAsset(
  admin: ApiClient,
  site: Site,
  zone: Zone,
  { tag, name, location = 'Hall B', criticality = 'medium' }: Partial<NewTarget>,
): Promise<Asset> {
  return admin.post(
    '/api/assets',
    { siteId: site.id, zoneId: zone.id, tag, name, location, criticality },
    Asset,
  );
}

/** What one may connect to on it: the sshd as it stands, unless told otherwise. */
export function newTarget(
  admin: ApiClient,
  asset: Asset,
  credential: Credential,
  handle: string,
  sshd: RunningSshd,
  settings: Partial<NewTarget> = {},
): Promise<Target> {
  return admin.post(
    '/api/targets',
    {
      assetId: asset.id,
      handle: settings.handle ?? handle,
      protocol: 'ssh',
      address: settings.address ?? '127.0.0.1',
      port: settings.port ?? sshd.port,
      account: settings.account ?? sshd.account.name,
      credentialId: credential.id,
      hostKey: settings.hostKey ?? sshd.hostKey,
    },
    Target,
  );
}
