import { createHash } from 'node:crypto';

/** Bytes that all files of a channel may hold back together until the gap before them is filled. */
export class ReorderBudget {
  private used = 0;

  constructor(private readonly mostBytes = 4 << 20) {}

  take(bytes: number): boolean {
    if (this.used + bytes > this.mostBytes) return false;
    this.used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.used -= bytes;
  }
}

/**
 * SHA-256 of a content that comes in pieces, in order from 0. Pieces that come early wait within the budget; what
 * cannot be put in order leaves no digest but the reason.
 */
export class ContentDigest {
  /** Null while a digest is possible. */
  problem: string | null = null;
  /** Bytes in order so far. */
  next = 0n;
  private readonly hash = createHash('sha256');
  private readonly early = new Map<bigint, Buffer>();

  constructor(private readonly budget: ReorderBudget) {}

  feed(offset: bigint, bytes: Buffer): void {
    if (this.problem !== null || bytes.length === 0) return;
    if (offset < this.next || this.early.has(offset)) return this.spoil('a part came twice');
    if (offset > this.next) {
      if (!this.budget.take(bytes.length)) return this.spoil('too much came out of order');
      this.early.set(offset, Buffer.from(bytes));
      return;
    }
    this.append(bytes);
    for (let held = this.early.get(this.next); held; held = this.early.get(this.next)) {
      this.early.delete(this.next);
      this.budget.give(held.length);
      this.append(held);
    }
    if (this.early.size > 0 && [...this.early.keys()].some((start) => start < this.next))
      this.spoil('a part came twice');
  }

  /** The first reason counts. */
  spoil(why: string): void {
    this.problem ??= why;
    this.release();
  }

  /** Hex, or why there is none. Once, at the end. */
  finish(): { sha256: string } | { sha256: null; why: string } {
    if (this.problem === null && this.early.size > 0) this.spoil('a part is missing');
    this.release();
    return this.problem === null ? { sha256: this.hash.digest('hex') } : { sha256: null, why: this.problem };
  }

  private append(bytes: Buffer): void {
    this.hash.update(bytes);
    this.next += BigInt(bytes.length);
  }

  private release(): void {
    for (const held of this.early.values()) this.budget.give(held.length);
    this.early.clear();
  }
}
