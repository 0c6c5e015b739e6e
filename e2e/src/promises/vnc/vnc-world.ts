import { listOf, ObservedHostKey, Session, Target } from '@gatehouse/contracts';
import type { PersonAtWork } from '../../world/person-at-work.js';
import type { Plant } from '../../world/plant.js';
import { connectTicket, openAccess } from '../../world/request-and-approve.js';
import { sessionOf } from '../../world/sessions.js';
import { startWorld } from '../../world/start-world.js';
import type { World } from '../../world/start-world.js';
import { ScriptedViewer } from './scripted-viewer.js';

/** What a desktop needs beside what a plant grants without it. */
export const desktopRights = ['view', 'control'] as const;

/** A technician in front of a desktop, through the gateway. */
export interface Seat {
  readonly viewer: ScriptedViewer;
  readonly session: Session;
}

export function startVncWorld(): Promise<World> {
  return startWorld({ constraints: { rightsAllowed: [...desktopRights] } });
}

let targets = 0;

/** Another desktop on the plant's first machine, which proves nothing; the administrator accepts that. */
export async function addDesktop({ administrator, asset }: Plant, port: number): Promise<Target> {
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

/** Asks for a desktop, is let in, and sees it. */
export async function takeSeat(plant: Plant, target: Target, vendor: PersonAtWork): Promise<Seat> {
  const grant = await openAccess(plant, { vendor, targetId: target.id, rights: [...desktopRights] });
  const viewer = await ScriptedViewer.throughGateway(vendor, await connectTicket(vendor, grant));
  return { viewer, session: await sessionOf(plant.auditor, grant.id) };
}
