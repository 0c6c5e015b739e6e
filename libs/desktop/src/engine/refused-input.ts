import type { ChannelRight } from '@gatehouse/kernel';
import type { RecordedEvent } from '../thread/desktop-messages.js';

/** What was refused again is written down at most this often. */
const againEveryMs = 10_000;

export interface RefusedInputParts {
  /** Told the first time, for each right. */
  first(right: ChannelRight): void;
  record(event: RecordedEvent): void;
}

/** Counts what a viewer sends without the right to it. The first goes into the audit trail, the rest as a number on record. */
export class RefusedInput {
  private readonly counts = new Map<ChannelRight, { count: number; saidMs: number }>();

  constructor(
    private readonly parts: RefusedInputParts,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  add(right: ChannelRight): void {
    const known = this.counts.get(right);
    const nowMs = this.nowMs();
    if (!known) {
      this.counts.set(right, { count: 0, saidMs: nowMs });
      return this.parts.first(right);
    }
    known.count += 1;
    if (nowMs - known.saidMs < againEveryMs) return;
    this.parts.record({ kind: 'mark', name: 'input-refused', data: { right, count: known.count } });
    this.counts.set(right, { count: 0, saidMs: nowMs });
  }
}
