import type { CursorShape, KeyEvent, PointerEvent } from '@gatehouse/screen';
import type { Departure, DialRefusal, ScreenWish, SessionOutcome } from '@gatehouse/session/plugin';
import type { Area, DesktopSize, Surface } from './surface.js';

/**
 * A target's desktop, signed in: what a protocol lib gives to the desktop engine. It lives in the session's own worker
 * thread, with everything else of the session. Guarantees: no verb throws or rejects when the target is gone; after `close`
 * resolved no byte goes to the target any more.
 */
export interface DesktopUpstream {
  /** Decoded into as updates come, before `damaged` is told. */
  readonly surface: Surface;
  /** What the target calls itself; its own words, so inert text at most. */
  readonly name: string;
  /** IP address and port that was dialled. */
  readonly dialledAddress: string;
  /** `SHA256:…` of the certificate or key it proved, null when its protocol proves nothing. */
  readonly identityFingerprint: string | null;
  /** Told from now on; what happened before is told at once, as one damage of everything. Called once. */
  listen(listener: DesktopListener): void;
  /** Now: it may be asked for another size of its desktop. */
  readonly takesSize: boolean;
  /** Asks for a desktop of this size. The target has the last word: what comes of it is told by `resized`, or nothing comes. */
  askSize(size: DesktopSize): void;
  pointer(event: PointerEvent): void;
  key(event: KeyEvent): void;
  /** Lifts every key and button that is down at the target. */
  releaseAll(): void;
  /** Puts text on the target's clipboard, as far as its protocol can carry it. */
  putClipboard(text: string): void;
  /** Asks for the whole picture again. */
  refresh(): void;
  /** The engine has taken in what was told, and may be told more: paces targets that are asked for updates. */
  ready(): void;
  /** Lifts keys and buttons, leaves in the protocol's order, cuts. Resolves once the socket was seen closed. Twice is once. */
  close(): Promise<void>;
  /** How the target was left. Read once `close` resolved; left out by protocols that have no word for it. */
  readonly departure?: Departure;
}

export interface DesktopListener {
  /** The pixels inside these areas may have changed. At least one area. */
  damaged(areas: readonly Area[]): void;
  /** The surface has a new size and is to be shown anew, whole. */
  resized(): void;
  cursor(shape: CursorShape): void;
  /** The target's own clipboard changed. Bounded by `longestClipboard`. */
  clipboard(text: string): void;
  bell(): void;
  /** The target is gone, once; nothing is told after it. */
  ended(outcome: SessionOutcome): void;
}

/** What the engine in the worker needs of a protocol. `settings` and `secret` came through a structured clone. */
export type DialDesktop<Settings> = (
  to: DesktopEndpoint<Settings>,
  signal: AbortSignal,
) => Promise<DesktopUpstream | DialRefusal>;

/** Where a worker is to dial. Everything in it can be cloned to another thread. */
export interface DesktopEndpoint<Settings> {
  readonly address: string;
  readonly port: number;
  readonly account: string;
  /** What must be proven, in DER for a certificate; empty where the plant accepted that nothing can be. */
  readonly pinnedIdentity: Uint8Array;
  readonly settings: Settings;
  /** The password, in UTF-8; null for targets that ask for none. */
  readonly secret: Uint8Array | null;
  /** What the client would like, for protocols in which that is said at the beginning. */
  readonly screen: ScreenWish | null;
}
