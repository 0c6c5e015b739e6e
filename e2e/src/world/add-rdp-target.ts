import { Credential, listOf, ObservedHostKey, Target } from '@gatehouse/contracts';
import type { RdpSettings } from '@gatehouse/contracts';
import { entitledMachine } from './add-desktop-target.js';
import type { NewTarget, Plant } from './plant.js';
import { withFreshFactor } from './with-fresh-factor.js';

/** Who answers at a port by RDP, and as whom the gateway signs in there. */
export interface RdpMachine {
  readonly port: number;
  readonly account: string;
  readonly password: string;
}

/** A certificate that is known beforehand, as PEM; or its `SHA256:…`, which is compared with what is read over the network. */
export type KnownIdentity = { readonly pem: string } | { readonly fingerprint: string };

/** A machine with RDP whose certificate the administrator confirms; the firm may ask for it. */
export async function addRdpTarget(
  plant: Plant,
  machine: RdpMachine,
  identity: KnownIdentity,
  { rdp = {}, ...about }: Partial<NewTarget> & { readonly rdp?: Partial<RdpSettings> } = {},
): Promise<Target> {
  const { administrator, site } = plant;
  const { api } = administrator;
  const { tag = 'L3-ENG01', name = 'Engineering station', handle = 'l3-eng' } = about;
  const asset = await entitledMachine(plant, { ...about, tag, name });
  const target = await withFreshFactor(administrator, async () => {
    const credential = await api.post(
      '/api/credentials',
      { siteId: site.id, name: `Operator of ${tag}`, kind: 'password', secret: machine.password },
      Credential,
    );
    const reached = { address: '127.0.0.1', port: machine.port, account: machine.account };
    const known = 'pem' in identity ? { hostKey: identity.pem } : {};
    const asked = { assetId: asset.id, handle, protocol: 'rdp', credentialId: credential.id, rdp };
    return api.post('/api/targets', { ...asked, ...reached, ...known }, Target);
  });
  if ('fingerprint' in identity) await readAndConfirm(plant, target, identity.fingerprint);
  return target;
}

async function readAndConfirm({ administrator }: Plant, target: Target, fingerprint: string): Promise<void> {
  const { api } = administrator;
  await api.mustSend('POST', `/api/targets/${target.id}/host-key/scan`, {});
  const { items } = await api.get('/api/host-keys', listOf(ObservedHostKey));
  const seen = items.find((each) => each.target?.id === target.id);
  await withFreshFactor(administrator, () =>
    api.mustSend('POST', `/api/host-keys/${String(seen?.id)}/confirm`, { fingerprint }),
  );
}
