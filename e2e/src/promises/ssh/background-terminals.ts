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

/** 20 keys a second and 400 bytes of output four times a second on each, until it is told to stop. */
export function keepBusy(terminals: readonly TerminalClient[]): () => void {
  for (const terminal of terminals)
    terminal.type(
      "stty -echo; while :; do head -c 300 /dev/zero | tr '\\0' 'x'; echo; sleep 0.25; done & cat >/dev/null\n",
    );
  const timers = terminals.map((terminal, index) => {
    let timer = setTimeout(
      () => (timer = setInterval(() => terminal.isOpen && terminal.type('k'), 50)),
      (index * 50) / terminals.length,
    );
    return () => clearInterval(timer);
  });
  return () => timers.forEach((stop) => stop());
}
