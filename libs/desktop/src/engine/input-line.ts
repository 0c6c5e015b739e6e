import type { ChannelRight } from '@gatehouse/kernel';
import {
  isScreenSize,
  type KeyEvent,
  type PointerEvent,
  writeClipboardEvent,
  writeKeyEvent,
  writePointerEvent,
} from '@gatehouse/screen';
import type { DesktopUpstream } from '../desktop-upstream.js';
import type { DesktopSize } from '../surface.js';
import type { DesktopReport, RecordedEvent } from '../thread/desktop-messages.js';
import type { SessionFlags } from '../thread/session-flags.js';
import { CtrlAltDel } from './ctrl-alt-del.js';
import { HeldInput } from './held-input.js';
import type { RecordLine } from './record-line.js';
import { RefusedInput } from './refused-input.js';
import { SizeWish } from './size-wish.js';
import { StaleInput } from './stale-input.js';

interface Deed {
  /** As it goes on record. */
  readonly event: RecordedEvent;
  /** Null for what is no pointer. */
  readonly pointer: PointerEvent | null;
  forward(): void;
}

export interface InputLineParts {
  readonly upstream: DesktopUpstream;
  readonly rights: readonly ChannelRight[];
  readonly flags: SessionFlags;
  readonly line: RecordLine;
  report(report: DesktopReport): void;
  /** Nothing waits any more. */
  settled(): void;
}

const touchedEveryMs = 1_000;

/**
 * What a viewer does, on its way to the target: judged by the rights, recorded, and then forwarded, in order. Invariants:
 * nothing is forwarded that is not on record; the flags are read in the turn in which something is forwarded, before each
 * single deed; what was dropped is never forwarded later.
 */
export class InputLine {
  private waiting: Deed[] = [];
  private isRecording = false;
  /** Raised when everything is lifted: what was under way then is dropped, or it would be down again. */
  private round = 0;
  private readonly held = new HeldInput();
  private readonly guard = new CtrlAltDel();
  private readonly stale = new StaleInput();
  private readonly refused: RefusedInput;
  private readonly sizes = new SizeWish((size) => void this.askSize(size));
  private pointed: PointerEvent = { x: -1, y: -1, buttons: 0 };
  private touchedMs = -Infinity;

  constructor(private readonly parts: InputLineParts) {
    this.refused = new RefusedInput({
      first: (right) => parts.report({ type: 'not-included', right }),
      record: (event) => parts.line.record([event], 0, () => undefined),
    });
  }

  get isIdle(): boolean {
    return !this.isRecording;
  }

  key(event: KeyEvent): void {
    this.touched();
    const { rights, upstream, flags } = this.parts;
    if (!rights.includes('control')) return this.refused.add('control');
    if (!this.stale.takesKey(event, flags.isFrozen)) return;
    if (!rights.includes('ctrl-alt-del') && this.guard.wouldComplete(event))
      return this.refused.add('ctrl-alt-del');
    this.add({
      event: { kind: 'input', bytes: writeKeyEvent(event) },
      pointer: null,
      forward: () => {
        this.held.key(event);
        upstream.key(event);
      },
    });
  }

  pointer(sent: PointerEvent): void {
    const { rights, upstream, flags } = this.parts;
    const { width, height } = upstream.surface;
    const event = {
      x: Math.min(sent.x, width - 1),
      y: Math.min(sent.y, height - 1),
      buttons: this.stale.takesButtons(sent.buttons, flags.isFrozen),
    };
    const { x, y, buttons } = this.pointed;
    if (event.x === x && event.y === y && event.buttons === buttons) return;
    this.pointed = event;
    this.touched();
    if (!rights.includes('control')) {
      // A pointer that only passes over the screen asks for nothing.
      if (event.buttons !== 0) this.refused.add('control');
      return;
    }
    this.add({
      event: { kind: 'pointer', bytes: writePointerEvent(event) },
      pointer: event,
      forward: () => {
        this.held.pointer(event);
        upstream.pointer(event);
      },
    });
  }

  /** @param text null where it was too long for a clipboard. */
  paste(text: string | null): void {
    this.touched();
    const { rights, upstream, report } = this.parts;
    if (!rights.includes('clipboard-in')) return this.refused.add('clipboard-in');
    if (text === null)
      return report({
        type: 'tell',
        message: {
          type: 'notice',
          text: 'The text is too long to be pasted. Nothing of it reached the machine.',
        },
      });
    this.add({
      event: { kind: 'clipboard', bytes: writeClipboardEvent({ direction: 'in', text }) },
      pointer: null,
      forward: () => upstream.putClipboard(text),
    });
  }

  /**
   * A viewer would like the machine's desktop to have this size. Viewers ask by themselves, as when a window is drawn larger, so one
   * without the right is told no, and nothing is made of it. @returns whether the machine is asked.
   */
  size(size: DesktopSize): boolean {
    const { rights, upstream, flags } = this.parts;
    const mayAsk = rights.includes('control') && upstream.takesSize && !flags.isFrozen && !flags.isOver;
    if (!mayAsk || !isScreenSize(size.width, size.height)) return false;
    this.touched();
    this.sizes.put(size);
    return true;
  }

  /** Lifts what is down at the target, on record, and drops what is under way. Resolves once it is lifted. */
  lift(): Promise<void> {
    this.round += 1;
    this.sizes.drop();
    this.drop(this.waiting.splice(0));
    this.guard.reset();
    this.stale.lifted();
    this.pointed = { ...this.pointed, buttons: 0 };
    const { keys, buttons } = this.held.lift();
    if (keys === 0 && buttons === 0) return Promise.resolve();
    const { line, upstream } = this.parts;
    return new Promise((resolve) =>
      line.record([{ kind: 'lifted', keys, buttons }], 0, () => {
        upstream.releaseAll();
        resolve();
      }),
    );
  }

  /** A machine may begin its desktop anew, and take no key until it has: nothing is left down there. */
  private async askSize({ width, height }: DesktopSize): Promise<void> {
    const { upstream } = this.parts;
    const { surface } = upstream;
    if (width === surface.width && height === surface.height) return;
    if (!this.held.isEmpty) await this.lift();
    this.add({
      event: { kind: 'mark', name: 'size-asked', data: { width, height } },
      pointer: null,
      forward: () => upstream.askSize({ width, height }),
    });
  }

  private add(deed: Deed): void {
    if (this.parts.flags.isOver) return;
    if (this.parts.flags.isFrozen) return this.drop([deed]);
    const last = this.waiting.at(-1);
    // Places that a pointer only passed through are left out while the recorder is busy.
    if (last?.pointer && deed.pointer && last.pointer.buttons === deed.pointer.buttons) this.waiting.pop();
    this.waiting.push(deed);
    // At the end of the turn, so that what came together is recorded together.
    if (!this.isRecording) {
      this.isRecording = true;
      queueMicrotask(() => this.recordNext());
    }
  }

  private recordNext(): void {
    const deeds = this.waiting.splice(0);
    if (deeds.length === 0) {
      this.isRecording = false;
      return this.parts.settled();
    }
    const { round } = this;
    const input = bytesOf(deeds);
    // The bytes are given away; the deeds keep only what they do.
    const events = deeds.map(({ event }) => event);
    this.parts.line.record(events, input, (passes) => {
      if (passes)
        this.forward(
          deeds.map(({ forward }) => forward),
          round,
          input / deeds.length,
        );
      this.recordNext();
    });
  }

  private forward(deeds: readonly (() => void)[], round: number, bytesEach: number): void {
    const { flags, report } = this.parts;
    let dropped = 0;
    for (const forward of deeds) {
      if (flags.isOver) return;
      if (flags.isFrozen || round !== this.round) dropped += bytesEach;
      else forward();
    }
    if (dropped > 0) report({ type: 'dropped', bytes: Math.round(dropped) });
  }

  private drop(deeds: readonly Deed[]): void {
    const { flags, report } = this.parts;
    if (deeds.length > 0 && flags.isFrozen) report({ type: 'dropped', bytes: bytesOf(deeds) });
  }

  private touched(): void {
    const now = performance.now();
    if (now - this.touchedMs < touchedEveryMs) return;
    this.touchedMs = now;
    this.parts.report({ type: 'touched' });
  }
}

function bytesOf(deeds: readonly Deed[]): number {
  return deeds.reduce((total, { event }) => total + ('bytes' in event ? event.bytes.length : 0), 0);
}
