import type { DroppedInput } from './freeze.js';
import type { InputGate, InputKind } from './plugin/index.js';

const nothing: DroppedInput = { bytes: 0, signals: 0, channels: 0 };

/** The gate of one session's input. It closes in the turn in which the order arrives, whatever is under way. */
export class FreezableInput implements InputGate {
  private frozen = false;
  private dropped = nothing;
  private waiting: (() => void)[] = [];
  private readonly listeners = new Set<(isFrozen: boolean) => void>();

  /** @param onDrop told each time something was dropped. */
  constructor(private readonly onDrop: () => void) {}

  get isFrozen(): boolean {
    return this.frozen;
  }

  passes(kind: InputKind, count = 1): boolean {
    if (!this.frozen) return true;
    const { bytes, signals, channels } = this.dropped;
    if (kind === 'bytes') this.dropped = { bytes: bytes + count, signals, channels };
    else if (kind === 'signal') this.dropped = { bytes, signals: signals + count, channels };
    else this.dropped = { bytes, signals, channels: channels + count };
    this.onDrop();
    return false;
  }

  opened(): Promise<void> {
    return this.frozen ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve();
  }

  onChange(listener: (isFrozen: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  close(): void {
    this.turn(true);
  }

  open(): void {
    this.turn(false);
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private turn(frozen: boolean): void {
    if (this.frozen === frozen) return;
    this.frozen = frozen;
    for (const listener of this.listeners) listener(frozen);
  }

  /** What was dropped since it was last asked. */
  takeDropped(): DroppedInput {
    const { dropped } = this;
    this.dropped = nothing;
    return dropped;
  }
}
