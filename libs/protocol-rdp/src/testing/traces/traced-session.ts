import { createHash } from 'node:crypto';
import type { DesktopEndpoint } from '@gatehouse/desktop';
import type { CursorShape } from '@gatehouse/screen';
import type { SessionOutcome } from '@gatehouse/session/plugin';
import { beginSession } from '../../client/begin-session.js';
import { joinDomain } from '../../client/join-domain.js';
import type { SessionWish } from '../../client/join-domain.js';
import { NetworkAnswers } from '../../client/message-channel.js';
import { RdpUpstream } from '../../client/rdp-upstream.js';
import { SessionChannels } from '../../client/session-channels.js';
import type { TargetWire } from '../../client/target-wire.js';
import type { RdpSettings } from '../../rdp-settings.js';
import type { OwnDeed, SessionSight } from './target-trace.js';

/** A session as the dialler opens one, from behind the sign-in on, with all that came of it kept. */
export class TracedSession {
  readonly pointers: string[] = [];
  readonly texts: string[] = [];
  resizes = 0;
  /** Calls of damage so far. */
  damages = 0;
  private outcome: SessionOutcome | null = null;

  private constructor(readonly upstream: RdpUpstream) {}

  /** @throws what a dial refuses by, or MalformedPdu. */
  static async open(
    wire: TargetWire,
    wish: SessionWish,
    to: DesktopEndpoint<RdpSettings>,
  ): Promise<TracedSession> {
    const channels = new SessionChannels(wire, await joinDomain(wire, wish));
    const network = new NetworkAnswers((data) => channels.onMessages(data));
    await beginSession(channels, to, network);
    const about = { settings: wish, dialledAddress: '', identityFingerprint: '' };
    return new TracedSession(new RdpUpstream({ wire, channels, network, ...about }));
  }

  async do(deed: OwnDeed): Promise<void> {
    const { upstream } = this;
    switch (deed.deed) {
      case 'begin':
        upstream.begin();
        return this.listen();
      case 'refresh':
        return upstream.refresh();
      case 'clipboard':
        return upstream.putClipboard(deed.text);
      case 'close':
        return upstream.close();
    }
  }

  sight(): SessionSight {
    const { width, height, pixels } = this.upstream.surface;
    const bytes = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    const { pointers, texts, resizes, outcome } = this;
    return { width, height, picture: sha256(bytes), pointers, texts, resizes, outcome };
  }

  private listen(): void {
    this.upstream.listen({
      damaged: () => (this.damages += 1),
      resized: () => (this.resizes += 1),
      cursor: (shape) => this.pointers.push(pointerHash(shape)),
      clipboard: (text) => this.texts.push(text),
      bell: () => undefined,
      ended: (outcome) => (this.outcome = outcome),
    });
  }
}

function pointerHash({ width, height, hotX, hotY, rgba }: CursorShape): string {
  return sha256(Buffer.concat([Buffer.from([width, height, hotX, hotY]), rgba]));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
