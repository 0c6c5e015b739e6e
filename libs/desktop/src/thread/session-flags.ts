const isFrozenAt = 0;
const isOverAt = 1;

/**
 * What may not wait for a message between two threads, in shared memory: written by the thread that holds the session, read
 * by the thread of the desktop in the very turn in which it would forward.
 */
export class SessionFlags {
  private readonly words: Int32Array;

  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)) {
    this.words = new Int32Array(memory);
  }

  get isFrozen(): boolean {
    return Atomics.load(this.words, isFrozenAt) === 1;
  }

  set isFrozen(frozen: boolean) {
    Atomics.store(this.words, isFrozenAt, frozen ? 1 : 0);
  }

  get isOver(): boolean {
    return Atomics.load(this.words, isOverAt) === 1;
  }

  /** There is no way back. */
  end(): void {
    Atomics.store(this.words, isOverAt, 1);
  }
}
