import type { SessionTap, TerminalChannel, TerminalSize } from '@gatehouse/session/plugin';

/** Window changes passed on per second, at most: the last one counts, and a flood costs nothing. */
const perSecond = 20;

/** Records each window change, then passes it on. A person who drags an edge is at work, so it counts as input. */
export function relayResizes(
  client: TerminalChannel,
  tap: SessionTap,
  forward: (size: TerminalSize) => void,
): void {
  let waiting: TerminalSize | null = null;
  let busy = false;
  const run = async (): Promise<void> => {
    while (waiting) {
      const size = waiting;
      waiting = null;
      await tap.record({ kind: 'resize', ...size });
      forward(size);
      await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond).unref());
    }
  };
  client.onResize((size) => {
    tap.touched();
    waiting = { columns: bounded(size.columns, 500), rows: bounded(size.rows, 300) };
    if (busy) return;
    busy = true;
    run().then(
      () => (busy = false),
      // The session is over; nothing is forwarded any more.
      () => undefined,
    );
  });
}

export function bounded(value: number, most: number): number {
  return Math.min(Math.max(1, Math.floor(Number.isFinite(value) ? value : 1)), most);
}
