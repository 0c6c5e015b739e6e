import type { Area, DesktopListener, DesktopUpstream, Surface } from '@gatehouse/desktop';
import type { CursorShape, KeyEvent, PointerEvent } from '@gatehouse/screen';
import type { SessionOutcome } from '@gatehouse/session/plugin';
import { RectDecoders } from './decode/rect-decoders.js';
import type { UpdateFacts } from './decode/read-update.js';
import { requestUpdate, setEncodings, setPixelFormat } from './messages/client-messages.js';
import { HeldInput } from './messages/held-input.js';
import { readMessages } from './messages/read-messages.js';
import { TargetClipboard } from './messages/target-clipboard.js';
import { MalformedTarget, TargetGone } from './wire/target-faults.js';
import type { TargetWire } from './wire/target-wire.js';

/** What a target has told of itself by the time it is signed in. */
export interface TargetFacts {
  readonly name: string;
  readonly dialledAddress: string;
  readonly identityFingerprint: string | null;
}

/** How long a target may take to hang up in order. */
const farewellMs = 150;
/** How long its socket may take to close by force. */
const forcedMs = 1_000;

/** A signed-in VNC target. */
export class VncUpstream implements DesktopUpstream {
  readonly dialledAddress: string;
  readonly identityFingerprint: string | null;
  private readonly decoders = new RectDecoders();
  private readonly input: HeldInput;
  private readonly clipboard: TargetClipboard;
  private readonly early: { cursor: CursorShape | null; outcome: SessionOutcome | null } = {
    cursor: null,
    outcome: null,
  };
  private listener: DesktopListener | null = null;
  private targetName: string;
  /** Nobody has been told how it ended, or that nobody needs to be. */
  private isOpen = true;
  /** The last request was answered. */
  private isAnswered = false;
  /** What the target had before is worth nothing, as after a change of size. */
  private needsAll = true;
  private closing: Promise<void> | null = null;

  /** @param surface of the size that the target named. */
  constructor(
    private readonly wire: TargetWire,
    readonly surface: Surface,
    facts: TargetFacts,
    encodings: readonly number[],
  ) {
    this.dialledAddress = facts.dialledAddress;
    this.identityFingerprint = facts.identityFingerprint;
    this.targetName = facts.name;
    this.input = new HeldInput(this.send);
    this.clipboard = new TargetClipboard(this.send, (text) => this.listener?.clipboard(text));
    this.send(setPixelFormat);
    this.send(setEncodings(encodings));
    this.request();
    void this.read();
  }

  get name(): string {
    return this.targetName;
  }

  listen(listener: DesktopListener): void {
    this.listener = listener;
    listener.damaged([this.whole]);
    if (this.early.cursor) listener.cursor(this.early.cursor);
    if (this.early.outcome) listener.ended(this.early.outcome);
  }

  /** A panel's screen is seen by people who stand before it: it has the size it has. */
  readonly takesSize = false;

  askSize(): void {}

  pointer({ x, y, buttons }: PointerEvent): void {
    this.input.pointer(x, y, buttons, this.surface);
  }

  key(event: KeyEvent): void {
    this.input.key(event);
  }

  releaseAll(): void {
    this.input.releaseAll();
  }

  putClipboard(text: string): void {
    this.clipboard.put(text);
  }

  refresh(): void {
    this.needsAll = true;
    this.request();
  }

  ready(): void {
    if (this.isAnswered) this.request();
  }

  close(): Promise<void> {
    return (this.closing ??= this.leave());
  }

  private get whole(): Area {
    return { x: 0, y: 0, width: this.surface.width, height: this.surface.height };
  }

  private readonly send = (bytes: Buffer): void => {
    if (this.isOpen) this.wire.send(bytes);
  };

  private request(): void {
    this.isAnswered = false;
    this.send(requestUpdate(this.whole, !this.needsAll));
    this.needsAll = false;
  }

  private async read(): Promise<void> {
    try {
      await readMessages(this.wire.input, this.decoders, {
        surface: this.surface,
        updated: (facts) => this.updated(facts),
        bell: () => this.listener?.bell(),
        plainClipboard: (bytes) => this.clipboard.takePlain(bytes),
        extendedClipboard: (body) => this.clipboard.takeExtended(body),
        send: this.send,
      });
    } catch (error) {
      this.end(outcomeOf(error));
    }
  }

  private updated({ areas, isResized, cursor, name, takesScancodes }: UpdateFacts): void {
    this.isAnswered = true;
    if (takesScancodes) this.input.takesScancodes = true;
    if (name !== null) this.targetName = name;
    if (cursor) this.early.cursor = cursor;
    if (isResized) this.needsAll = true;
    const { listener } = this;
    if (!listener || !this.isOpen) return;
    if (cursor) listener.cursor(cursor);
    if (isResized) listener.resized();
    if (areas.length > 0) listener.damaged(areas);
    // Nothing to take in, so nobody would say that he is ready.
    if (!isResized && areas.length === 0) this.request();
  }

  private end(outcome: SessionOutcome): void {
    this.decoders.close();
    if (!this.isOpen) return;
    this.isOpen = false;
    this.wire.cut();
    this.early.outcome = outcome;
    this.listener?.ended(outcome);
  }

  private async leave(): Promise<void> {
    this.releaseAll();
    this.isOpen = false;
    const { socket } = this.wire;
    if (socket.closed) return;
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    this.wire.end();
    if (!(await isWithin(closed, farewellMs))) {
      this.wire.cut();
      await isWithin(closed, forcedMs);
    }
    this.decoders.close();
  }
}

function outcomeOf(error: unknown): SessionOutcome {
  if (error instanceof TargetGone) return { reason: 'target-left', detail: error.message, exit: null };
  // What no decoder foresaw ends the session like any other malformed byte: nothing is shown that was half read.
  const detail = error instanceof MalformedTarget ? error.message : 'what the target sent could not be read';
  return { reason: 'error', detail, exit: null };
}

async function isWithin(done: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  try {
    return await Promise.race([done.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
