import type { DesktopReport, RecordedEvent } from '../thread/desktop-messages.js';

/** Asks the thread that holds the session to put events on record, and hears that they are. */
export class RecordLine {
  private readonly waiting = new Map<number, (passes: boolean) => void>();
  private last = 0;

  constructor(private readonly report: (report: DesktopReport, transfer?: ArrayBuffer[]) => void) {}

  /**
   * Calls back once the events are on record, in the order in which it was asked; with `passes` false where input among them
   * was dropped by a freeze. Never calls back once the session is over.
   * @param input bytes of input among the events.
   */
  record(events: readonly RecordedEvent[], input: number, done: (passes: boolean) => void): void {
    this.last += 1;
    this.waiting.set(this.last, done);
    const transfer = events.flatMap((event) => ('bytes' in event ? [event.bytes.buffer as ArrayBuffer] : []));
    this.report({ type: 'record', id: this.last, events, input }, transfer);
  }

  recorded(id: number, passes: boolean): void {
    const done = this.waiting.get(id);
    this.waiting.delete(id);
    done?.(passes);
  }
}
