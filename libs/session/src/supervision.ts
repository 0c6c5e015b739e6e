import { plainLine } from '@gatehouse/kernel';
import type { Clock } from '@gatehouse/kernel';
import type { Recorder } from '@gatehouse/recording';
import { FreezableInput } from './freezable-input.js';
import { isSameFreeze } from './freeze.js';
import type { DroppedInput, Freeze } from './freeze.js';
import type { AuditableFact, SessionTap, SupervisionMessage } from './plugin/index.js';
import { supervisionTexts } from './supervision-texts.js';

/** A message of somebody at the plant, by the number of its row. */
export interface ScreenMessage {
  readonly seq: string;
  readonly from: string;
  readonly at: Date;
  readonly text: string;
}

/** Where a session that has begun records and says what happens to it. */
export interface SupervisionOutlet {
  readonly tap: SessionTap;
  tell(message: SupervisionMessage): void;
  readonly timeZone: string;
}

/** A person who types into a frozen session is told again, at most this often. */
const remindEveryMs = 10_000;

/**
 * What people of the plant do to a running session: freeze its input, write to its screen, watch. Orders may come at
 * any time, in any number, again and again; each takes effect once. Invariant: a freeze closes the gate in the turn in
 * which it arrives, also before the session has begun. What is said to the person is on record before.
 */
export class Supervision {
  readonly input = new FreezableInput(() => this.remind());
  private current: Freeze | null = null;
  private watching: readonly string[] = [];
  /** Who has been announced: a person who looks in now and then does not write on the screen each time. */
  private readonly named = new Set<string>();
  private readonly seen = new Set<string>();
  private outlet: SupervisionOutlet | null = null;
  private early: (() => void)[] = [];
  private turn: Promise<void> = Promise.resolve();
  private remindedAt = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** The level as it stands now; null when input is not frozen. */
  freeze(next: Freeze | null): void {
    const before = this.current;
    if (isSameFreeze(before, next)) return;
    this.current = next;
    if (next) this.input.close();
    const dropped = this.input.takeDropped();
    if (before) this.later((outlet) => this.sayUnfrozen(outlet, before, dropped, next === null));
    if (next) this.later((outlet) => this.sayFrozen(outlet, next));
    // Opened last: nothing typed passes before it is on record that it may.
    else this.later(() => Promise.resolve(this.current === null && this.input.open()));
  }

  /** @param shown told once the message is on record and on its way to the person; told again for one that is known. */
  message(message: ScreenMessage, shown: () => void): void {
    if (this.seen.has(message.seq)) return;
    this.seen.add(message.seq);
    this.later(async (outlet) => {
      const from = plainLine(message.from);
      const words = plainLine(message.text);
      await outlet.tap.record({ kind: 'mark', name: 'message', data: { from, text: words } });
      outlet.tell({
        type: 'message',
        from,
        at: message.at,
        words,
        text: supervisionTexts.message(from, words),
      });
      shown();
    });
  }

  /** Everybody who watches now. */
  watchers(names: readonly string[]): void {
    const plain = names.map((name) => plainLine(name));
    if (JSON.stringify(plain) === JSON.stringify(this.watching)) return;
    this.watching = plain;
    this.later(async (outlet) => {
      await outlet.tap.record({ kind: 'mark', name: 'watchers', data: { names: plain } });
      const fresh = plain.filter((name) => !this.named.has(name));
      for (const name of fresh) this.named.add(name);
      const text = fresh.length === 0 ? null : supervisionTexts.watchers(fresh);
      outlet.tell({ type: 'watchers', names: plain, text });
    });
  }

  /** The session has begun: what was ordered until now is recorded and said. */
  attach(outlet: SupervisionOutlet): void {
    this.outlet = outlet;
    for (const run of this.early.splice(0)) run();
  }

  /**
   * The session is over and its tap takes nothing more: what was dropped under a freeze that still holds goes into the
   * recording and the audit trail before both are closed.
   */
  async end(recorder: Recorder | null, note: (fact: AuditableFact) => Promise<void>): Promise<void> {
    const { current } = this;
    const dropped = this.input.takeDropped();
    this.input.open();
    if (!current || !recorder) return;
    const { kind, data } = this.droppedFact(current, dropped);
    const frame = {
      channel: 0,
      kind: 'event',
      data: Buffer.from(JSON.stringify({ ...data, type: kind })),
    } as const;
    await recorder.record(frame).catch(() => undefined);
    await note({ kind, data }).catch(() => undefined);
  }

  private async sayFrozen({ tap, tell, timeZone }: SupervisionOutlet, freeze: Freeze): Promise<void> {
    const said = frozenMessage(freeze, timeZone);
    await tap.record({ kind: 'mark', name: 'frozen', data: { by: said.by, reason: said.reason } });
    this.remindedAt = this.clock.monotonicMs();
    tell(said);
  }

  private async sayUnfrozen(
    { tap, tell }: SupervisionOutlet,
    freeze: Freeze,
    dropped: DroppedInput,
    isOpen: boolean,
  ): Promise<void> {
    await tap.note(this.droppedFact(freeze, dropped));
    if (!isOpen) return;
    await tap.record({ kind: 'mark', name: 'unfrozen', data: {} });
    tell({ type: 'unfrozen', text: supervisionTexts.unfrozen(dropped) });
  }

  private droppedFact(freeze: Freeze, dropped: DroppedInput): AuditableFact {
    const until = this.clock.now().toISOString();
    return {
      kind: 'session.input-dropped',
      data: { ...dropped, since: freeze.since.toISOString(), until },
    };
  }

  private remind(): void {
    const { current, outlet } = this;
    const now = this.clock.monotonicMs();
    if (!current || !outlet || now - this.remindedAt < remindEveryMs) return;
    this.remindedAt = now;
    outlet.tell(frozenMessage(current, outlet.timeZone));
  }

  /** In the order in which it was ordered. What cannot be recorded any more belongs to a session that has ended. */
  private later(say: (outlet: SupervisionOutlet) => Promise<unknown>): void {
    const run = (): void => {
      const { outlet } = this;
      if (!outlet) return void this.early.push(run);
      this.turn = this.turn
        .then(() => say(outlet))
        .then(
          () => undefined,
          () => undefined,
        );
    };
    run();
  }
}

function frozenMessage(freeze: Freeze, timeZone: string): Extract<SupervisionMessage, { type: 'frozen' }> {
  return {
    type: 'frozen',
    by: plainLine(freeze.by),
    at: freeze.since,
    reason: freeze.reason === null ? null : plainLine(freeze.reason),
    text: supervisionTexts.frozen(freeze, timeZone),
  };
}
