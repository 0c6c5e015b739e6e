import { constants, createInflate } from 'node:zlib';
import type { Inflate } from 'node:zlib';
import { MalformedTarget } from '../wire/target-faults.js';
import type { WireInput } from '../wire/wire-input.js';

const pieceBytes = 32 * 1024;

/**
 * One zlib stream of a server, which lasts over many rectangles: each goes on with the history of those before. Unpacking
 * is zlib's own, in a thread of Node's pool. Invariant: it stops within one piece of more output than was allowed, so that a
 * few bytes cannot become many.
 */
export class Inflater {
  private readonly zlib: Inflate = createInflate({ flush: constants.Z_SYNC_FLUSH, chunkSize: pieceBytes });
  private out: Buffer[] = [];
  private size = 0;
  private most = 0;
  private fault: MalformedTarget | null = null;
  private wake: (() => void) | null = null;

  constructor() {
    this.zlib.on('data', (bytes: Buffer) => {
      this.out.push(bytes);
      this.size += bytes.length;
      if (this.size > this.most) this.fail('the target packed more than a rectangle holds');
    });
    this.zlib.on('error', () => this.fail('the target sent packed bytes that cannot be unpacked'));
    this.zlib.on('end', () => this.fail('the target ended a packed stream that has to go on'));
  }

  /**
   * Unpacks what comes next on the wire.
   * @param length in bytes, packed.
   * @param most bytes that may come of it; more throws `MalformedTarget`, and so does what is not zlib.
   */
  async unpack(input: WireInput, length: number, most: number): Promise<Buffer> {
    this.out = [];
    this.size = 0;
    this.most = most;
    for (let left = length; left > 0;) {
      const count = Math.min(left, pieceBytes);
      await this.write(input.now(count) ?? (await input.take(count)));
      left -= count;
    }
    const { out, size } = this;
    this.out = [];
    return out.length === 1 && out[0] ? out[0] : Buffer.concat(out, size);
  }

  close(): void {
    this.zlib.destroy();
  }

  private async write(bytes: Buffer): Promise<void> {
    if (!this.fault)
      await new Promise<void>((resolve) => {
        // Woken by the fault too: a stream that has failed does not call back.
        this.wake = resolve;
        this.zlib.write(bytes, () => resolve());
      });
    this.wake = null;
    while (!this.fault && this.zlib.readableLength > 0) this.zlib.read();
    if (this.fault) throw this.fault;
  }

  private fail(problem: string): void {
    this.fault ??= new MalformedTarget(problem);
    this.zlib.destroy();
    this.wake?.();
  }
}
