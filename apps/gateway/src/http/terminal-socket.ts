import { TerminalClientMessage, terminalSubprotocol } from '@gatehouse/contracts';
import type { Principal } from '@gatehouse/identity';
import { encodeControl } from '@gatehouse/session/plugin';
import type { WebSocket } from 'ws';
import { BrowserSocket } from './browser-socket.js';
import { carryBrowserStream, firstMessage, hangUp } from './browser-stream.js';
import { openByTicket } from './open-by-ticket.js';
import type { OpenByTicketDeps } from './open-by-ticket.js';
import { readMessage } from './read-message.js';

/** A person and their paste buffer stay far below. */
const rules = {
  subprotocol: terminalSubprotocol,
  mostMessageBytes: 1024 * 1024,
  mostMessagesPerSecond: 1_000,
};

/**
 * The terminal of the portal. The connect ticket comes as the first message, never in the address, and is spent here.
 * From then on bytes pass between the browser and a socket of their own to a session host, which judges and records.
 */
export function terminalSocket(deps: OpenByTicketDeps): BrowserSocket {
  return new BrowserSocket(rules, (client, { principal }) => open(deps, client, principal));
}

async function open(deps: OpenByTicketDeps, client: WebSocket, principal: Principal): Promise<void> {
  const opening = await firstMessage(client, parse);
  if (opening?.type !== 'open') return hangUp(client, 1008);
  const { ticket, columns, rows } = opening;
  const opened = await openByTicket(deps, client, principal, { ticket, protocols: ['ssh'] });
  if (!opened) return;
  opened.stream.write(encodeControl({ ...opened.about, columns, rows }));
  carryBrowserStream(client, opened.stream, (text) => {
    const message = parse(text);
    return message?.type === 'resize' ? message : null;
  });
}

function parse(text: string): TerminalClientMessage | null {
  return readMessage(TerminalClientMessage, text);
}
