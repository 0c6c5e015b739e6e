import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WatchClientMessage, watchSubprotocol } from '@gatehouse/contracts';
import { actorOf } from '@gatehouse/identity';
import type { OpenWebSession, Principal, WebSignIn } from '@gatehouse/identity';
import type { Clock, EventLog, NodeId, SecretBox, SessionId, UnitOfWork } from '@gatehouse/kernel';
import { findSessionToWatch } from '@gatehouse/persistence';
import type { SessionToWatch } from '@gatehouse/persistence';
import { RecordingFollower } from '@gatehouse/recording';
import { recordingKeyContext, sessionWatched } from '@gatehouse/session';
import type { EntityManager } from 'typeorm';
import type { WebSocket } from 'ws';
import type { SessionDirectories } from '../session-control/session-directories.js';
import type { Watchers } from '../session-control/watchers.js';
import { BrowserSocket } from './browser-socket.js';
import { firstMessage, hangUp } from './browser-stream.js';
import { readMessage } from './read-message.js';
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

/** A viewer says little: one word for each slice that it drew. */
const rules = { subprotocol: watchSubprotocol, mostMessageBytes: 4 * 1024, mostMessagesPerSecond: 500 };
/** How soon a right that was taken back is felt. */
const recheckEveryMs = 1_000;
const recheckAnswerMs = 3_000;

/**
 * Watching a session while it runs. Cookie, Origin and role were judged before the upgrade; site and session are judged
 * here, then again every second, and a right that cannot be confirmed counts as lost. What is shown comes from the
 * recording, so nothing a viewer does reaches the session.
 */
export class WatchSocket {
  private readonly socket = new BrowserSocket(rules, (client, session, request) =>
    this.open(client, session.principal, sessionTokenOf(request.headers)),
  );

  constructor(private readonly deps: WatchSocketDeps) {}

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, session: OpenWebSession): void {
    this.socket.upgrade(request, socket, head, session);
  }

  close(): void {
    this.socket.close();
  }

  private async open(client: WebSocket, principal: Principal, token: string | null): Promise<void> {
    const opening = await firstMessage(client, (text) => readMessage(WatchClientMessage, text));
    if (opening?.type !== 'open' || token === null) return hangUp(client, 1008);
    client.resume();
    // Judged as an id of this gateway by the contract; whose it is, by the look-up.
    const sessionId = opening.sessionId as SessionId;
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
