import type { FileLog } from './file-log.js';

/** Small packets are joined up to here; a large one goes on its own, uncopied. */
const joinedBytes = 32 * 1024;

/** What one piece of input leads to. Invariant: it goes out only after what was logged about it is on record. */
export class OutgoingBatch {
  private packets: Buffer[] = [];

  constructor(
    readonly log: FileLog,
    private readonly write: (bytes: Buffer) => Promise<void>,
    /** Throws when nothing may be forwarded any more. */
    private readonly assertGoesOn: () => void,
  ) {}

  add(packet: Buffer): void {
    this.packets.push(packet);
  }

  async flush(): Promise<void> {
    const packets = this.packets.splice(0);
    await this.log.flush();
    this.assertGoesOn();
    for (const bytes of joined(packets)) {
      await this.write(bytes);
      this.assertGoesOn();
    }
  }
}

function* joined(packets: readonly Buffer[]): Generator<Buffer> {
  let small: Buffer[] = [];
  let size = 0;
  for (const packet of packets) {
    if (size > 0 && size + packet.length > joinedBytes) {
      yield small.length === 1 ? small[0]! : Buffer.concat(small, size);
      [small, size] = [[], 0];
    }
    small.push(packet);
    size += packet.length;
  }
  if (size > 0) yield small.length === 1 ? small[0]! : Buffer.concat(small, size);
}
