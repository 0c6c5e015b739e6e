/** Room for what is read at once, and for the record that goes beyond it. */
const arenaBytes = 2 << 20;
/** Arenas of this thread that nobody uses; a recording without bulk holds none. */
const spare: Buffer[] = [];
const mostSpare = 2;

/**
 * Memory for the records of one slice that go into the container as they are. It is used again for the next slice: a
 * new buffer for every record would have the whole heap collected many times a second.
 */
export class KeptArena {
  private arena: Buffer | undefined;
  private used = 0;

  /** What was taken before is not looked at any more. */
  begin(): void {
    this.used = 0;
  }

  take(bytes: number): Buffer {
    if (bytes > arenaBytes - this.used) return Buffer.allocUnsafeSlow(bytes);
    this.arena ??= spare.pop() ?? Buffer.allocUnsafeSlow(arenaBytes);
    this.used += bytes;
    return this.arena.subarray(this.used - bytes, this.used);
  }

  /** Without anything taken it is left to other recordings. */
  end(): void {
    if (this.used > 0 || !this.arena) return;
    if (spare.length < mostSpare) spare.push(this.arena);
    this.arena = undefined;
  }
}
