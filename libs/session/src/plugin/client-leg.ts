import type { ChannelWish } from '../channel-wish.js';

/**
 * The vendor's side of a session: one connection of a client, and the channels it opens in it. A protocol says in its
 * traits which kinds of leg it can serve.
 */
export interface ClientLeg {
  readonly kind: 'ssh' | 'web' | 'vnc' | 'rdp';
  /** The channel for which the permit was asked; everything before it is sign-in. */
  readonly first: ClientChannel;
  /** What the client would like a desktop to be; left out, or null, where it did not say. */
  readonly screen?: ScreenWish | null;
  /** The next channel after the first, in the order in which they were opened. Null once no more can come. */
  nextChannel(): Promise<ClientChannel | null>;
  /** Said on every open channel that shows words to a person. */
  tell(message: LegMessage): void;
  /**
   * Ends every channel and the connection; resolves true once it was seen closed, false when not in time.
   * @param manner 'at-once' for a client that must go: one that does not read its last words is not waited for.
   */
  close(manner?: 'in-order' | 'at-once'): Promise<boolean>;
  /** Resolves when the client is gone, whoever ended it. */
  readonly gone: Promise<void>;
}

export type ClientChannel = TerminalChannel | FileChannel | ForwardChannel | DesktopChannel;

interface Channel {
  /** What it takes to let it in. */
  readonly wish: ChannelWish;
  /** Not let in: says why where the client shows it, and ends this channel and no other. Before anything was relayed. */
  refuse(refusal: { readonly code: string; readonly text: string }): void;
  /** Ends this channel, after everything that was written before. */
  close(): void;
  /** Resolves when the client closed the channel, or is gone. */
  readonly gone: Promise<void>;
}

/**
 * Bytes of one channel. Guarantees: pieces of input come in order; what a slow client has not taken yet is bounded by
 * the wait in `write`; no verb rejects when the client is gone.
 */
interface ByteEnds {
  /** The next piece of input. Null once, when the client said that there is no more, or is gone. */
  read(): Promise<Buffer | null>;
  /** Resolves when the bytes are handed over and there is room again, or when the client is gone. */
  write(stream: 'out' | 'err', bytes: Buffer): Promise<void>;
  /** No more output follows; input may. */
  endOutput(): void;
}

/** A shell or one command, with or without a terminal. */
export interface TerminalChannel extends Channel, ByteEnds {
  readonly kind: 'terminal';
  readonly opening: TerminalOpening;
  /** At most one listener each; a later one replaces the earlier. */
  onResize(listener: (size: TerminalSize) => void): void;
  onSignal(listener: (signal: string) => void): void;
  /** A break on the line (RFC 4335), which a serial console passes to its port; 0 ms leave its length to the target. */
  onBreak(listener: (milliseconds: number) => void): void;
  exit(exit: TerminalExit): void;
  tell(message: LegMessage): void;
}

/** File transfer; the bytes are packets of SFTP (draft-ietf-secsh-filexfer-02). */
export interface FileChannel extends Channel, ByteEnds {
  readonly kind: 'files';
  exit(exit: TerminalExit): void;
  tell(message: LegMessage): void;
}

/** A TCP connection that the client wants to have opened from the target (RFC 4254 section 7.2). */
export interface ForwardChannel extends Channel {
  readonly kind: 'forward';
  readonly host: string;
  readonly port: number;
  /** Confirms it to the client, once the target has opened its side. Null when the client is gone. */
  accept(): ByteEnds | null;
}

/** A desktop, of which the gateway is the server. */
export interface DesktopChannel extends Channel, ByteEnds {
  readonly kind: 'desktop';
  readonly begins: DesktopBeginning;
  tell(message: LegMessage): void;
}

/**
 * What the bytes of a desktop are, and where they begin. RFB (RFC 6143) from its version, or from ClientInit where a door that
 * signed the client in has spoken everything before; or another protocol, whose server comes with the target's own protocol.
 */
export type DesktopBeginning = 'version' | 'client-init' | OwnBeginning;

export interface OwnBeginning {
  /** Which server of the target's protocol serves the client, such as `rdp`. */
  readonly viewer: string;
  /** What its door agreed with the client. Plain data, which goes to another thread. */
  readonly agreed: Readonly<Record<string, unknown>>;
}

/** What a client would like the screen of a desktop to be. Never more than a wish: the target has the last word. */
export interface ScreenWish {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Windows input locale, such as 0x0407 for German (MS-RDPBCGR section 2.2.1.3.2); null leaves it to the target. */
  readonly keyboardLayout: number | null;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** What the client asked for, once, before anything ran. */
export interface TerminalOpening {
  readonly right: 'shell' | 'exec';
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
  | SupervisionMessage
  | { readonly type: 'ended'; readonly code: string; readonly reason: string; readonly text: string };

/** What people of the plant do while the session runs. `text` is whole sentences, in plain characters. */
export type SupervisionMessage =
  /** Input goes nowhere from now on. Said again, without a new `at`, to a person who types all the same. */
  | {
      readonly type: 'frozen';
      readonly by: string;
      readonly at: Date;
      readonly reason: string | null;
      readonly text: string;
    }
  | { readonly type: 'unfrozen'; readonly text: string }
  | {
      readonly type: 'message';
      readonly from: string;
      readonly at: Date;
      readonly words: string;
      readonly text: string;
    }
  /** Everybody who watches now; nobody when empty. `text` only when one of them was not announced before. */
  | { readonly type: 'watchers'; readonly names: readonly string[]; readonly text: string | null };

export interface ReadyFacts {
  readonly sessionId: string;
  readonly endsBy: Date;
  /** Null: nothing proves which machine this is, and the person must read that. */
  readonly hostKeyFingerprint: string | null;
  readonly assetTag: string;
  readonly assetName: string;
  readonly inputRecorded: boolean;
}

export type { ByteEnds };
