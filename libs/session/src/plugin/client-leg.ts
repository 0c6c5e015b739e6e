import type { ChannelRight } from '@gatehouse/kernel';

/** The vendor's side of a connection. A protocol says in its traits which kinds it can serve. */
export type ClientLeg = TerminalLeg;

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** What the client asked for, once, before anything ran. */
export interface TerminalOpening {
  readonly right: Extract<ChannelRight, 'shell' | 'exec'>;
  /** The command of an exec, as bytes given in UTF-8; null for a shell. */
  readonly command: string | null;
  /** Null when the client asked for no terminal. */
  readonly pty: (TerminalSize & { readonly term: string; readonly modes: TerminalModes }) | null;
  /** Already reduced to what may pass (LANG, LC_*). */
  readonly environment: Readonly<Record<string, string>>;
}

/** RFC 4254 section 8, by name, such as `ECHO: 1`. */
export type TerminalModes = Readonly<Record<string, number>>;

/** How the far program ended. Null when the target said nothing about it. */
export type TerminalExit =
  | { readonly status: number }
  | { readonly signal: string; readonly coreDumped: boolean; readonly text: string }
  | null;

/** What a person reads beside the bytes of the target. */
export type LegMessage =
  | { readonly type: 'ready'; readonly about: ReadyFacts }
  | { readonly type: 'warning'; readonly secondsLeft: number; readonly text: string }
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'ended'; readonly code: string; readonly reason: string; readonly text: string };

export interface ReadyFacts {
  readonly sessionId: string;
  readonly endsBy: Date;
  readonly hostKeyFingerprint: string;
  readonly assetTag: string;
  readonly assetName: string;
  readonly inputRecorded: boolean;
}

/**
 * One terminal or command of a client. Guarantees: pieces of input come in order and are at most 32 KiB; what a
 * slow client has not taken yet is bounded by the wait in `write`; no verb rejects when the client is gone.
 */
export interface TerminalLeg {
  readonly kind: 'ssh' | 'web';
  readonly opening: TerminalOpening;
  /** The next piece of input. Null once, when the client said that there is no more, or is gone. */
  read(): Promise<Buffer | null>;
  /** Resolves when the bytes are handed over and there is room again, or when the client is gone. */
  write(stream: 'out' | 'err', bytes: Buffer): Promise<void>;
  /** At most one listener each; a later one replaces the earlier. */
  onResize(listener: (size: TerminalSize) => void): void;
  onSignal(listener: (signal: string) => void): void;
  /** A break on the line (RFC 4335), which a serial console passes to its port; a length of 0 leaves it to the target. */
  onBreak(listener: (milliseconds: number) => void): void;
  /** No more output follows; input may. */
  endOutput(): void;
  exit(exit: TerminalExit): void;
  tell(message: LegMessage): void;
  /** Ends this leg, and resolves true once it was seen closed, false when that was not seen in time. */
  close(): Promise<boolean>;
  /** Resolves when the client is gone, whoever ended it. */
  readonly gone: Promise<void>;
}
