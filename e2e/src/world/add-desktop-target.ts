import { listOf, ObservedHostKey, Target, VendorOrganisation } from '@gatehouse/contracts';
import type { Asset } from '@gatehouse/contracts';
import { newAsset } from './plant.js';
import type { NewTarget, Plant } from './plant.js';
import { withFreshFactor } from './with-fresh-factor.js';

/** Without a credential, one that asks for no password. */
type NewDesktop = Partial<NewTarget> & { readonly credentialId?: string };

/** A machine with a screen that proves nothing, which the administrator accepts; the firm may ask for it. */
export async function addDesktopTarget(plant: Plant, port: number, about: NewDesktop = {}): Promise<Target> {
  const target = await addUnseenDesktop(plant, port, about);
  const { api } = plant.administrator;
  await api.mustSend('POST', `/api/targets/${target.id}/host-key/scan`, {});
  const { items } = await api.get('/api/host-keys', listOf(ObservedHostKey));
  const seen = items.find((each) => each.target?.id === target.id);
  await api.mustSend('POST', `/api/host-keys/${String(seen?.id)}/confirm`, { acceptsNothingProven: true });
  return target;
}

/** As `addDesktopTarget`, before anybody looked at what it proves. */
export async function addUnseenDesktop(
  plant: Plant,
  port: number,
  { tag = 'L3-HMI01', name = 'Filler panel', handle = 'l3-hmi', credentialId, ...rest }: NewDesktop = {},
): Promise<Target> {
  const { administrator } = plant;
  const { api } = administrator;
  const panel = await entitledMachine(plant, { ...rest, tag, name });
  const reached = { handle, protocol: 'vnc', address: '127.0.0.1', port, account: '', credentialId };
  return withFreshFactor(administrator, () =>
    api.post('/api/targets', { assetId: panel.id, ...reached }, Target),
  );
}

/** A further machine without a way in; the firm may ask for it beside those that it may ask for already. */
export async function entitledMachine(plant: Plant, about: Partial<NewTarget>): Promise<Asset> {
  const { administrator, site, zone, organisation } = plant;
  const { api } = administrator;
  const asset = await newAsset(api, site, zone, about);
  const { items } = await api.get('/api/vendor-organisations', listOf(VendorOrganisation));
  const had = items.find(({ id }) => id === organisation.id)?.assetIds ?? [];
  await withFreshFactor(administrator, () =>
    api.mustSend('PUT', `/api/vendor-organisations/${organisation.id}/entitlements`, {
      assetIds: [...had, asset.id],
    }),
  );
  return asset;
}
