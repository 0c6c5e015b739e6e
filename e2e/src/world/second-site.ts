import { Credential, Site, VendorOrganisation, Zone } from '@gatehouse/contracts';
import { bringIn } from './person-at-work.js';
import type { PersonAtWork } from './person-at-work.js';
import { easyConstraints, newAsset, newTarget } from './plant.js';
import type { Plant } from './plant.js';
import type { RunningSshd } from './start-sshd.js';
import type { Target } from '@gatehouse/contracts';

export interface SecondSite {
  readonly site: Site;
  readonly target: Target;
  readonly approver: PersonAtWork;
  readonly vendor: PersonAtWork;
}

/** Another site of the same installation, with a machine, an approver, a firm and its technician of its own. */
export async function openSecondSite(plant: Plant, sshd: RunningSshd): Promise<SecondSite> {
  const admin = plant.administrator.api;
  const site = await admin.post(
    '/api/sites',
    { name: 'Linz works', slug: 'linz', timeZone: 'Europe/Vienna', controlRoomPhone: '+43 732 5550' },
    Site,
  );
  const zone = await admin.post('/api/zones', { siteId: site.id, name: 'Line 1', purdueLevel: 2 }, Zone);
  const asset = await newAsset(admin, site, zone, { tag: 'L1-MIX01', name: 'Mixer controller' });
  const secret =
    sshd.account.password === null
      ? { kind: 'private-key', secret: sshd.clientKey }
      : { kind: 'password', secret: sshd.account.password };
  const credential = await admin.post(
    '/api/credentials',
    { siteId: site.id, name: 'Mixer service account', ...secret },
    Credential,
  );
  const target = await newTarget(admin, asset, credential, 'mixer', sshd);
  await admin.mustSend('POST', '/api/policies', {
    siteId: site.id,
    name: 'Whole site',
    constraints: easyConstraints,
  });
  const firm = await admin.post('/api/vendor-organisations', { name: 'Donau Mixing' }, VendorOrganisation);
  await admin.mustSend('PUT', `/api/vendor-organisations/${firm.id}/entitlements`, { assetIds: [asset.id] });
  const approver = await bringIn(plant.administrator, {
    login: 'sepp',
    displayName: 'Sepp Huber',
    roles: [{ role: 'approver', siteId: site.id }],
  });
  const vendor = await bringIn(
    plant.administrator,
    {
      login: 'dana',
      displayName: 'Dana Moser',
      roles: [{ role: 'vendor-user', siteId: site.id }],
      vendorOrganisationId: firm.id,
      sponsorId: approver.id,
    },
    approver,
  );
  return { site, target, approver, vendor };
}
