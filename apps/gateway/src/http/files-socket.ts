import { FilesClientMessage, filesSubprotocol } from '@gatehouse/contracts';
import type { FilesServerMessage } from '@gatehouse/contracts';
import type { Principal } from '@gatehouse/identity';
import type { SessionId } from '@gatehouse/kernel';
import { encodeControl } from '@gatehouse/session/plugin';
import { connect } from 'node:net';
import type { WebSocket } from 'ws';
import type { HostPool } from '../session-control/host-pool.js';
import type { RunningSessions } from '../session-control/running-sessions.js';
import { BrowserSocket } from './browser-socket.js';
import { carryBrowserStream, firstMessage, hangUp } from './browser-stream.js';
import { readMessage } from './read-message.js';

export interface FilesSocketDeps {
  readonly pool: HostPool;
  readonly running: RunningSessions;
}

/** A browser sends a file in pieces of 32 KiB and up. */
const rules = {
  subprotocol: filesSubprotocol,
  mostMessageBytes: 1024 * 1024,
  mostMessagesPerSecond: 4_000,
};

/**
 * File transfer beside the terminal of the portal. It takes no ticket: it gives no session, only one more channel in a
 * session that this person has open in a browser, and the session host judges that channel, and every operation in it,
 * by the rights of the grant.
 */
export function filesSocket(deps: FilesSocketDeps): BrowserSocket {
  return new BrowserSocket(rules, (client, { principal }) => open(deps, client, principal));
}

async function open(
  { pool, running }: FilesSocketDeps,
  client: WebSocket,
  principal: Principal,
): Promise<void> {
  const opening = await firstMessage(client, (text) => readMessage(FilesClientMessage, text));
  if (!opening) return hangUp(client, 1008);
  const session = running.ofPerson(opening.sessionId as SessionId, principal.personId);
  const host = session?.content.clientLeg === 'web' ? pool.find(session.hostPid) : null;
  if (!session || !host?.streamSocket) return refuse(client);
  const stream = connect(host.streamSocket);
  stream.on('error', () => stream.destroy());
  stream.write(encodeControl({ filesOf: session.content.sessionId }));
  // Text is for the opening only.
  carryBrowserStream(client, stream, () => null);
  say(client, { type: 'ready' });
}

function refuse(client: WebSocket): void {
  say(client, {
    type: 'ended',
    code: 'GH-NO-ACCESS',
    text: 'there is no session of yours open in this browser. Connect first.',
  });
  hangUp(client, 1000);
}

function say(client: WebSocket, message: FilesServerMessage): void {
  client.send(JSON.stringify(message));
}
