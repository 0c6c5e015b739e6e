import { DesktopClientMessage, desktopSubprotocol } from '@gatehouse/contracts';
import type { Principal } from '@gatehouse/identity';
import { encodeControl } from '@gatehouse/session/plugin';
import type { ScreenWish } from '@gatehouse/session/plugin';
import type { WebSocket } from 'ws';
import { BrowserSocket } from './browser-socket.js';
import { carryBrowserStream, firstMessage, hangUp } from './browser-stream.js';
import { openByTicket } from './open-by-ticket.js';
import type { OpenByTicketDeps } from './open-by-ticket.js';
import { readMessage } from './read-message.js';

/** A pointer moves some hundred times a second; a pasted text is the longest thing a viewer says. */
const rules = {
  subprotocol: desktopSubprotocol,
  mostMessageBytes: 1024 * 1024,
  mostMessagesPerSecond: 2_000,
};

/**
 * The desktop of the portal. The connect ticket comes as the first message, never in the address, and is spent here. From
 * then on binary messages pass as they are between the browser and a socket of their own to a session host, whose desktop
 * engine is the RFB server; nothing of them is read here.
 */
export function desktopSocket(deps: OpenByTicketDeps): BrowserSocket {
  return new BrowserSocket(rules, (client, { principal }) => open(deps, client, principal));
}

async function open(deps: OpenByTicketDeps, client: WebSocket, principal: Principal): Promise<void> {
  const opening = await firstMessage(client, (text) => readMessage(DesktopClientMessage, text));
  if (!opening) return hangUp(client, 1008);
  const { ticket, screen } = opening;
  const opened = await openByTicket(deps, client, principal, { ticket, protocols: ['vnc', 'rdp'] });
  if (!opened) return;
  opened.stream.write(encodeControl({ ...opened.about, desktop: true, screen: wishOf(screen) }));
  // Text is for the opening only.
  carryBrowserStream(client, opened.stream, () => null);
}

function wishOf(screen: DesktopClientMessage['screen']): ScreenWish | null {
  return screen === undefined ? null : { ...screen, keyboardLayout: screen.keyboardLayout ?? null };
}
