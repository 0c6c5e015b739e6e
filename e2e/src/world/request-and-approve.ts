import { AccessRequest, ConnectTicketAnswer, Grant, listOf } from '@gatehouse/contracts';
import type { ChannelRight } from '@gatehouse/contracts';
import type { Plant } from './plant.js';
import type { PersonAtWork } from './person-at-work.js';
import { waitUntil } from './wait-until.js';

/** Where somebody asks for something: a plant, or one site of it. */
export type AskablePlant = Pick<Plant, 'vendor' | 'approver' | 'target'>;

export interface Asked {
  readonly vendor?: PersonAtWork;
  readonly targetId?: string;
  readonly rights?: readonly ChannelRight[];
  /** Seconds from now. */
  readonly opensIn?: number;
  /** Seconds from the opening to the closing. */
  readonly lasts?: number;
  readonly purpose?: string;
}

/** A vendor asks, the approver approves; resolves with the one grant that opened. */
export async function requestAndApprove(plant: AskablePlant, asked: Asked = {}): Promise<Grant> {
  const request = await submitRequest(plant, asked);
  await approve(plant, request);
  return grantOf(plant, request, asked.vendor);
}

/** As `requestAndApprove`, and waits for the opening instant. */
export async function openAccess(plant: AskablePlant, asked: Asked = {}): Promise<Grant> {
  const grant = await requestAndApprove(plant, asked);
  await waitUntil('the window opens', () => Date.now() >= Date.parse(grant.window.opensAt), 60_000, 20);
  return grant;
}

export async function submitRequest(plant: AskablePlant, asked: Asked = {}): Promise<AccessRequest> {
  const opensAt = Date.now() + (asked.opensIn ?? 0) * 1000;
  return (asked.vendor ?? plant.vendor).api.post(
    '/api/access-requests',
    {
      targetIds: [asked.targetId ?? plant.target.id],
      purpose: asked.purpose ?? 'Replace the drive parameters after the gearbox change',
      plannedChange: true,
      workOrder: 'WO-4711',
      rights: asked.rights ?? ['shell', 'exec'],
      window: {
        opensAt: new Date(opensAt).toISOString(),
        closesAt: new Date(opensAt + (asked.lasts ?? 3600) * 1000).toISOString(),
      },
    },
    AccessRequest,
  );
}

export async function approve(
  plant: AskablePlant,
  request: AccessRequest,
  by = plant.approver,
): Promise<void> {
  const shown = await by.api.get(`/api/access-requests/${request.id}`, AccessRequest);
  await by.api.mustSend('POST', `/api/access-requests/${request.id}/reviews`, {
    verdict: 'approve',
    contentHash: shown.contentHash,
  });
}

export async function grantOf(
  plant: AskablePlant,
  request: AccessRequest,
  vendor = plant.vendor,
): Promise<Grant> {
  const { items } = await vendor.api.get('/api/grants', listOf(Grant));
  const grant = items.find((each) => each.requestId === request.id);
  if (!grant) throw new Error(`request ${request.id} opened no grant`);
  return grant;
}

/** A connect ticket for the browser terminal, good once and for a minute. */
export async function connectTicket(vendor: PersonAtWork, grant: Pick<Grant, 'id'>): Promise<string> {
  return (await vendor.api.post(`/api/grants/${grant.id}/connect-tickets`, {}, ConnectTicketAnswer)).ticket;
}
