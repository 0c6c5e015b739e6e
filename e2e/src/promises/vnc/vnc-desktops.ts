import { listOf, ObservedHostKey, Target } from '@gatehouse/contracts';
import type { Plant } from '../../world/plant.js';
import type { DesktopKind } from '../desktop/desktop-kind.js';
import { startVncScene } from './vnc-scenes.js';

let targets = 0;

/** Another desktop on the plant's first machine, which proves nothing; the administrator accepts that. */
export async function addVncDesktop({ administrator, asset }: Plant, port: number): Promise<Target> {
  const admin = administrator.api;
  targets += 1;
  const about = { assetId: asset.id, handle: `screen${targets}`, protocol: 'vnc', account: '' };
  const target = await admin.post('/api/targets', { ...about, address: '127.0.0.1', port }, Target);
  await admin.mustSend('POST', `/api/targets/${target.id}/host-key/scan`, {});
  const { items } = await admin.get('/api/host-keys', listOf(ObservedHostKey));
  const seen = items.find((each) => each.target?.id === target.id);
  if (!seen) throw new Error('the desktop was not seen');
  await admin.mustSend('POST', `/api/host-keys/${seen.id}/confirm`, { acceptsNothingProven: true });
  return target;
}

export const vncDesktops: DesktopKind = {
  group: 'vnc',
  servesMany: true,
  startScene: (name) => startVncScene(name),
  addTarget: (plant, _scene, port) => addVncDesktop(plant, port),
};
