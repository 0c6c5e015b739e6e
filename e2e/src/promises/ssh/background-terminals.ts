import { openAccess } from '../../world/request-and-approve.js';
import { TerminalClient } from '../../world/terminal-client.js';
import type { PathWorld } from '../path/path-world.js';

/** A person may send so many requests an hour and no more. */
const perTechnician = 40;

/**
 * Opens `count` sessions at one target, a few at a time. They come in by the browser's socket, where a ticket needs no
 * code of its own; in the session host they are like any other.
 */
export async function openTerminals({ plant }: PathWorld, count: number): Promise<TerminalClient[]> {
  const { id: targetId } = await plant.anotherTarget();
  const terminals: TerminalClient[] = [];
  while (terminals.length < count) {
    const vendor = await plant.anotherVendor();
    const openOne = async (): Promise<void> => {
      const grant = await openAccess(plant, { vendor, targetId });
      terminals.push(await TerminalClient.connect(vendor, grant));
    };
    for (let left = Math.min(perTechnician, count - terminals.length); left > 0; left -= 4)
      await Promise.all(Array.from({ length: Math.min(4, left) }, openOne));
  }
  return terminals;
}

/**
 * 20 keys a second and 400 bytes four times a second on each, all echoed by `cat`, until it is told to stop. No other
 * program is started at the target: hundreds of them a second would be what is measured.
 */
export function keepBusy(terminals: readonly TerminalClient[]): () => void {
  for (const terminal of terminals) terminal.type('stty raw -echo; exec cat\n');
  const line = 'x'.repeat(400);
  let tick = 0;
  // A tenth of them every 5 ms, so that they do not all type at once.
  const timer = setInterval(() => {
    tick += 1;
    for (let index = tick % 10; index < terminals.length; index += 10)
      if (terminals[index]?.isOpen)
        terminals[index]?.type((Math.floor(tick / 10) + index) % 5 === 0 ? line : 'k');
  }, 5);
  return () => clearInterval(timer);
}
