import type { Principal } from '@gatehouse/identity';
import { actorOf } from '@gatehouse/identity';
import { DomainError } from '@gatehouse/kernel';
import type { Clock, EventLog, NodeId, SecretBox, SessionId, UnitOfWork } from '@gatehouse/kernel';
import type { SessionToWatch } from '@gatehouse/persistence';
import { RecordedDesktop, RecordingFollower, scaleDown } from '@gatehouse/recording';
import { recordingKeyContext, sessionWatched } from '@gatehouse/session';
import type { SessionDirectories } from '../session-control/session-directories.js';
import { pngOf } from './png-of.js';

export interface ThumbnailDeps {
  readonly uow: UnitOfWork<{ events: EventLog }>;
  readonly clock: Clock;
  readonly secretBox: SecretBox;
  readonly nodeId: NodeId;
  readonly directories: Pick<SessionDirectories, 'spoolDirectory' | 'storeDirectory'>;
}

const mostWidth = 320;
const mostHeight = 320;
/** However many cards ask, a session is looked at once in so long. */
const freshMs = 4_000;
/** A follower that nobody asked for a picture any more is closed. */
const unusedMs = 30_000;
const mostFollowed = 40;
const mostSlicesAtOnce = 16;
/** One person's looking is written down once in so long for each session, like that of a recording. */
const viewingLastsMs = 15 * 60_000;

/**
 * Small pictures of running desktops, made from their recordings as watching is. Invariant: on the audit trail before
 * anything is read for the person who asks; who may watch is judged by whoever found the session.
 */
export class Thumbnails {
  private readonly followed = new Map<SessionId, FollowedDesktop>();
  private readonly viewings = new Map<string, number>();
  private sweeper: NodeJS.Timeout | null = null;

  constructor(private readonly deps: ThumbnailDeps) {}

  /** A PNG of at most 320 pixels a side. @throws DomainError `not-found` for a session that shows no desktop. */
  async of(found: SessionToWatch, by: Principal): Promise<Buffer> {
    if (found.nodeId !== this.deps.nodeId)
      throw new DomainError('conflict', 'This session runs on another gateway. Look at it there.');
    await this.writeDown(found, by);
    const desktop = this.follow(found);
    const png = await desktop.picture(this.deps.clock.monotonicMs());
    if (!png)
      throw new DomainError('not-found', 'This session shows no desktop, so there is no picture of it.');
    return png;
  }

  /** Called by Nest when the gateway stops. */
  onModuleDestroy(): void {
    for (const id of this.followed.keys()) this.drop(id);
  }

  private follow(found: SessionToWatch): FollowedDesktop {
    const known = this.followed.get(found.sessionId);
    if (known?.recordingId === found.recordingId) return known;
    this.drop(found.sessionId);
    const [oldest] = this.followed.keys();
    if (oldest && this.followed.size >= mostFollowed) this.drop(oldest);
    const { secretBox, directories } = this.deps;
    const desktop = new FollowedDesktop(found.recordingId, () => {
      const dataKey = secretBox.open(found.wrappedDataKey, recordingKeyContext.data(found.recordingId));
      return RecordingFollower.join(directories, found.recordingId, dataKey);
    });
    this.followed.set(found.sessionId, desktop);
    this.sweeper ??= setInterval(() => this.sweep(), unusedMs).unref();
    return desktop;
  }

  private sweep(): void {
    const now = this.deps.clock.monotonicMs();
    for (const [id, desktop] of this.followed) if (desktop.askedAt + unusedMs < now) this.drop(id);
  }

  private drop(id: SessionId): void {
    this.followed.get(id)?.close();
    this.followed.delete(id);
    if (this.followed.size > 0 || !this.sweeper) return;
    clearInterval(this.sweeper);
    this.sweeper = null;
  }

  private async writeDown(found: SessionToWatch, by: Principal): Promise<void> {
    const { uow, clock } = this.deps;
    const key = `${by.personId} ${found.sessionId}`;
    const now = clock.monotonicMs();
    if ((this.viewings.get(key) ?? -Infinity) + viewingLastsMs >= now) return;
    const about = { session: found.sessionId, recording: found.recordingId };
    await uow.run(({ events }) =>
      events.append(sessionWatched(actorOf(by), clock.now(), found.siteId, about, 'thumbnail')),
    );
    if (this.viewings.size > 5_000)
      for (const [old, at] of this.viewings) if (at + viewingLastsMs < now) this.viewings.delete(old);
    this.viewings.set(key, now);
  }
}

/** One desktop, painted on as its recording grows, whenever somebody asks. */
class FollowedDesktop {
  askedAt = -Infinity;
  private follower: RecordingFollower | null = null;
  private desktop = new RecordedDesktop();
  private png: Buffer | null = null;
  private lookedAt = -Infinity;
  private looking: Promise<void> | null = null;
  private isClosed = false;

  constructor(
    readonly recordingId: string,
    private readonly join: () => Promise<RecordingFollower | null>,
  ) {}

  async picture(now: number): Promise<Buffer | null> {
    this.askedAt = now;
    if (now - this.lookedAt >= freshMs) {
      this.looking ??= this.look().finally(() => {
        this.lookedAt = now;
        this.looking = null;
      });
    }
    await this.looking;
    return this.png;
  }

  close(): void {
    this.isClosed = true;
    this.follower?.close();
  }

  private async look(): Promise<void> {
    this.follower ??= await this.join();
    if (!this.follower) return;
    if (this.isClosed) return this.follower.close();
    let hasChanged = false;
    for (let count = 0; count < mostSlicesAtOnce && !this.isClosed; count += 1) {
      const slice = await this.follower.next();
      if (slice.restart) this.desktop = new RecordedDesktop();
      for (const frame of slice.frames) hasChanged = this.desktop.show(frame) || hasChanged;
      if (slice.frames.length === 0) break;
    }
    const image = hasChanged ? this.desktop.image() : null;
    if (image) this.png = await pngOf(scaleDown(image, mostWidth, mostHeight));
  }
}
