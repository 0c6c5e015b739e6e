import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { watchSubprotocol } from '@gatehouse/contracts';
import { actorOf } from '@gatehouse/identity';
import type { OpenWebSession, Principal, WebSignIn } from '@gatehouse/identity';
import type { Clock, EventLog, NodeId, SecretBox, SessionId, UnitOfWork } from '@gatehouse/kernel';
import { findSessionToWatch } from '@gatehouse/persistence';
import type { SessionToWatch } from '@gatehouse/persistence';
import { RecordingFollower } from '@gatehouse/recording';
import { recordingKeyContext, sessionWatched } from '@gatehouse/session';
import type { EntityManager } from 'typeorm';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { SessionDirectories } from '../session-control/session-directories.js';
import type { Watchers } from '../session-control/watchers.js';
import { parseWatchMessage } from './parse-watch-message.js';
import { sessionTokenOf } from './session-cookie.js';
import { plantSites, watchRoles } from './site-scope.js';
import { WatchStream } from './watch-stream.js';

export interface WatchSocketDeps {
  readonly manager: EntityManager;
  readonly uow: UnitOfWork<{ events: EventLog }>;
  readonly clock: Clock;
  readonly secretBox: SecretBox;
  readonly nodeId: NodeId;
  readonly directories: Pick<SessionDirectories, 'spoolDirectory' | 'storeDirectory'>;
  readonly watchers: Watchers;
  readonly signIn: Pick<WebSignIn, 'open'>;
}

const openingWithinMs = 5_000;
/** A viewer says little. */
const mostMessageBytes = 4 * 1024;
/** How soon a right that was taken back is felt. */
const recheckEveryMs = 1_000;
const recheckAnswerMs = 3_000;

/**
 * Watching a session while it runs. Cookie, Origin and role were judged before the upgrade; site and session are judged
 * here, then again every second, and a right that cannot be confirmed counts as lost. What is shown comes from the
 * recording, so nothing a viewer does reaches the session.
 */
export class WatchSocket {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: mostMessageBytes,
    perMessageDeflate: false,
    handleProtocols: () => watchSubprotocol,
  });

  constructor(private readonly deps: WatchSocketDeps) {}

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, session: OpenWebSession): void {
    const asked = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    const token = sessionTokenOf(request.headers);
    if (!asked.includes(watchSubprotocol) || session.level !== 'full' || token === null) {
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const { principal } = session;
    this.server.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => client.terminate());
      this.open(client, principal, token).catch(() => client.close(1011));
    });
  }

  close(): void {
    for (const client of this.server.clients) client.close(1001);
    this.server.close();
  }

  private async open(client: WebSocket, principal: Principal, token: string): Promise<void> {
    const sessionId = await firstMessage(client);
    if (sessionId === null) return client.close(1008);
    const stream = new WatchStream(client, this.deps.clock);
    const found = await this.find(principal, sessionId);
    if (!found) return stream.refuse('There is no running session to watch here. Look at the list again.');
    if (found.nodeId !== this.deps.nodeId)
      return stream.refuse('This session runs on another gateway. Watch it there.');
    const follower = await this.follow(principal, found);
    if (!follower) return stream.refuse('Nothing is recorded yet. Try again in a moment.');
    const leave = this.deps.watchers.add({
      sessionId,
      personId: principal.personId,
      name: principal.displayName,
    });
    if (!leave) {
      follower.close();
      return stream.refuse('Too many people watch already. Try again later.');
    }
    const recheck = setInterval(() => {
      this.mayStill(principal, token, found).then(
        (may) =>
          may || stream.refuse('You may not watch this session any more, or it could not be confirmed.'),
        () => client.terminate(),
      );
    }, recheckEveryMs);
    try {
      await stream.run(follower);
    } finally {
      clearInterval(recheck);
      leave();
      follower.close();
    }
  }

  private find(principal: Principal, id: SessionId): Promise<SessionToWatch | null> {
    return findSessionToWatch(this.deps.manager, plantSites(principal, watchRoles), id);
  }

  /** Invariant: on the audit trail before anything is read for the viewer. */
  private async follow(principal: Principal, found: SessionToWatch): Promise<RecordingFollower | null> {
    const { uow, clock, secretBox, directories } = this.deps;
    const about = { session: found.sessionId, recording: found.recordingId };
    await uow.run(({ events }) =>
      events.append(sessionWatched(actorOf(principal), clock.now(), found.siteId, about)),
    );
    const dataKey = secretBox.open(found.wrappedDataKey, recordingKeyContext.data(found.recordingId));
    return RecordingFollower.join(directories, found.recordingId, dataKey);
  }

  /** Signed in still, with a role that still lets this person watch at this site. Keeps nobody signed in. */
  private async mayStill(principal: Principal, token: string, found: SessionToWatch): Promise<boolean> {
    const answer = this.deps.signIn.open(token, principal.source, false).catch(() => null);
    const session = await Promise.race([answer, noAnswer()]);
    if (session?.level !== 'full' || session.principal.personId !== principal.personId) return false;
    const sites = plantSites(session.principal, watchRoles);
    return sites === 'all' || sites.includes(found.siteId);
  }
}

/** A database that does not answer confirms nothing. */
function noAnswer(): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), recheckAnswerMs).unref());
}

function firstMessage(client: WebSocket): Promise<SessionId | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), openingWithinMs);
    client.once('close', () => (clearTimeout(timer), resolve(null)));
    client.once('message', (data, isBinary) => {
      clearTimeout(timer);
      const message = parseWatchMessage(data, isBinary);
      // Judged as an id of this gateway by the contract; whose it is, by the look-up.
      resolve(message?.type === 'open' ? (message.sessionId as SessionId) : null);
    });
  });
}
