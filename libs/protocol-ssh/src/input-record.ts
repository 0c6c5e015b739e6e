import type { SessionTap } from '@gatehouse/session/plugin';

/** Typed bytes waiting for an echo, at most; beyond that they are masked. */
const heldBytes = 4096;

/**
 * Puts what a person types on record, without the passwords among it.
 *
 * Without a terminal there is no echo, and input is data, such as a file that is piped into a command: on record as it
 * is, before it is forwarded, whatever the policy says of what is typed. With a terminal
 * the gateway cannot see whether the target echoes. So that something was typed goes on record before it is
 * forwarded; what it was goes on record once the target's next output shows it, and is replaced by one mask when that
 * output does not. A password prompt echoes nothing, so a password is never written down, not even sealed.
 */
export class InputRecord {
  private held: Buffer[] = [];
  private size = 0;

  constructor(
    private readonly tap: SessionTap,
    private readonly isRecorded: boolean,
    private readonly isTerminal: boolean,
  ) {}

  async beforeForward(bytes: Buffer): Promise<void> {
    if (!this.isTerminal) return this.tap.record({ kind: 'stream-in', bytes });
    // A recorder without a key for input keeps nothing of it, and is still asked: it may say that the session is over.
    if (!this.isRecorded) return this.tap.record({ kind: 'terminal-in', bytes });
    if (this.size + bytes.length > heldBytes) await this.mask();
    await this.tap.record({ kind: 'mark', name: 'input', data: {} });
    if (bytes.length <= heldBytes) {
      this.held.push(Buffer.from(bytes));
      this.size += bytes.length;
    } else await this.mask(true);
  }

  /** Called with the target's output after it was recorded. */
  async sawOutput(output: Buffer): Promise<void> {
    if (this.size === 0) return;
    const typed = Buffer.concat(this.held, this.size);
    if (!isEchoOf(output, typed)) return this.mask();
    this.forget();
    await this.tap.record({ kind: 'terminal-in', bytes: typed });
    typed.fill(0);
  }

  /** What still waits for an echo at the end is masked. */
  end(): Promise<void> {
    return this.size === 0 ? Promise.resolve() : this.mask();
  }

  private async mask(force = false): Promise<void> {
    if (this.size === 0 && !force) return;
    this.forget();
    await this.tap.record({ kind: 'mark', name: 'input-masked', data: {} });
  }

  private forget(): void {
    for (const piece of this.held) piece.fill(0);
    this.held = [];
    this.size = 0;
  }
}

/**
 * A tty echoes printable characters as they are and Enter as CR LF; keys such as arrows, Tab or Ctrl-C come back as
 * something else, and hold no secret on their own. So: every printable character typed must stand in the output, in
 * order. One or two alone could
 * stand there by chance, so they must stand near its start.
 */
export function isEchoOf(output: Buffer, typed: Buffer): boolean {
  const printableTyped = typed.filter((byte) => byte >= 0x20 && byte !== 0x7f);
  if (printableTyped.length === 0) return true;
  const within = printableTyped.length < 3 ? 64 : 4096;
  return output.subarray(0, within).indexOf(Buffer.from(printableTyped)) !== -1;
}
