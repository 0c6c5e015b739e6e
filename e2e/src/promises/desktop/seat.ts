import type { Session, Target } from '@gatehouse/contracts';
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

export function startDesktopWorld(): Promise<World> {
  return startWorld({ constraints: { rightsAllowed: [...desktopRights] } });
}

/** Asks for a desktop, is let in, and sees it. */
export async function takeSeat(plant: Plant, target: Target, vendor: PersonAtWork): Promise<Seat> {
  const grant = await openAccess(plant, { vendor, targetId: target.id, rights: [...desktopRights] });
  const viewer = await ScriptedViewer.throughGateway(vendor, await connectTicket(vendor, grant));
  return { viewer, session: await sessionOf(plant.auditor, grant.id) };
}
