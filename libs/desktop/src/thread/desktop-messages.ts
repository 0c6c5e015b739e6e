import type { ChannelRight } from '@gatehouse/kernel';
import type {
  Departure,
  DesktopBeginning,
  DialRefusal,
  LegMessage,
  SessionEvent,
  SessionOutcome,
} from '@gatehouse/session/plugin';
import type { DesktopEndpoint } from '../desktop-upstream.js';

/** To the thread of a desktop. Plain data; handled in order. */
export type DesktopOrder<Settings = unknown> =
  /** The first one, once. `flags` are those of `SessionFlags`. */
  | {
      readonly type: 'dial';
      readonly to: DesktopEndpoint<Settings>;
      readonly framesPerSecond: number;
      readonly flags: SharedArrayBuffer;
    }
  /** The channel was let in: the screen may be shown, on record. Once. */
  | {
      readonly type: 'carry';
      readonly begins: DesktopBeginning;
      readonly rights: readonly ChannelRight[];
    }
  /** The next bytes of the viewer. At most `mostUntakenBytes` of them are under way. */
  | { readonly type: 'from-viewer'; readonly bytes: Uint8Array }
  | { readonly type: 'viewer-left' }
  /** So many more bytes were taken over by the viewer's socket. */
  | { readonly type: 'viewer-took'; readonly bytes: number }
  /** What was asked for under this number is on record, and may go on; `passes`: input among it, too. */
  | { readonly type: 'recorded'; readonly id: number; readonly passes: boolean }
  /** The plant has just frozen the input, or given it back. The flag stands already. */
  | { readonly type: 'frozen'; readonly isFrozen: boolean }
  /** The session is over. The flag stands already: only what is down is lifted. */
  | { readonly type: 'over' }
  /** Cut the target, also while it is dialled. */
  | { readonly type: 'close' };

/** From the thread of a desktop. */
export type DesktopReport =
  | { readonly type: 'dialled'; readonly dialledAddress: string; readonly identityFingerprint: string | null }
  | { readonly type: 'refused'; readonly refusal: DialRefusal }
  /**
   * Wants these on record, in this order, before it goes on. `input` counts the bytes of input among them: those may be
   * dropped by a freeze even when they are on record.
   */
  | {
      readonly type: 'record';
      readonly id: number;
      readonly events: readonly RecordedEvent[];
      readonly input: number;
    }
  | { readonly type: 'to-viewer'; readonly bytes: Uint8Array }
  /** So many bytes of the viewer were dealt with, and more may come. */
  | { readonly type: 'took'; readonly bytes: number }
  /** A person did something. */
  | { readonly type: 'touched' }
  /** Input was dropped because of a freeze, and was not asked for as `record` before. */
  | { readonly type: 'dropped'; readonly bytes: number }
  /** The grant does not include it. Said once for each right. */
  | { readonly type: 'not-included'; readonly right: ChannelRight }
  /** A channel of the viewer's protocol, by its name there, that is not served. Said once for each. */
  | { readonly type: 'channel-refused'; readonly name: string }
  | { readonly type: 'tell'; readonly message: LegMessage }
  /** The carry of the channel is over. */
  | { readonly type: 'carried'; readonly outcome: SessionOutcome }
  | { readonly type: 'gone'; readonly outcome: SessionOutcome }
  /** The target's socket was seen closed, or there never was one; and how it was left. The last one. */
  | { readonly type: 'closed'; readonly departure: Departure | null };

/** Events that a desktop has. Bytes arrive as plain `Uint8Array`s after the way between two threads. */
export type RecordedEvent =
  | {
      readonly kind: 'screen-update' | 'cursor' | 'pointer' | 'input' | 'clipboard';
      readonly bytes: Uint8Array;
    }
  | Extract<SessionEvent, { kind: 'mark' | 'lifted' }>;

/** The one side of a message channel: of a worker, or within one thread. */
export interface Port<Out, In> {
  postMessage(message: Out, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: In) => void): unknown;
}

/** Bytes of the viewer that the thread has not dealt with, at most: a flood waits at its sender. */
export const mostUntakenBytes = 64 * 1024;
