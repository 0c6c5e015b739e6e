import { ContentDigest } from './content-digest.js';
import type { ReorderBudget } from './content-digest.js';
import { exactNumber } from './sftp-attributes.js';

/** What is known of a file's content going one way through one handle. */
export class Transfer {
  private bytes = 0n;
  private hasFailed = false;
  /** Whether any content came this way. */
  isUsed = false;
  private endAt: bigint | null = null;
  private readonly digest: ContentDigest;

  /** @param isWhole for `in`: the file was empty before, so that what is written is all it holds. */
  constructor(
    readonly direction: 'in' | 'out',
    private isWhole: boolean,
    budget: ReorderBudget,
  ) {
    this.digest = new ContentDigest(budget);
  }

  /** A piece on its way: to the machine before it is forwarded, to the client likewise. */
  carry(offset: bigint, content: Buffer): void {
    this.isUsed = true;
    this.digest.feed(offset, content);
    if (this.direction === 'out') this.bytes += BigInt(content.length);
  }

  /** The machine took a piece of this length, or did not. */
  answered(length: number, isTaken: boolean): void {
    if (isTaken) this.bytes += BigInt(length);
    else this.fail('a part was not taken by the machine');
  }

  fail(why: string): void {
    this.hasFailed = true;
    this.digest.spoil(why);
  }

  /** No digest is possible any more, for a reason that is no failure. */
  spoil(why: string): void {
    this.digest.spoil(why);
  }

  /** The machine said that nothing stands at this offset or behind it. */
  sawEnd(offset: bigint): void {
    if (this.endAt === null || offset < this.endAt) this.endAt = offset;
  }

  /** The file now has this size, set by the client. */
  resizedTo(size: bigint): void {
    if (size === this.digest.next) this.isWhole = true;
    else this.digest.spoil('the file was cut or grown to another size');
  }

  /** What is said of it once nothing more comes. `size` is what the machine said when it was opened. */
  summary(isClosed: boolean, size: bigint | null): Record<string, unknown> {
    if (!this.isWhole && this.direction === 'in') this.digest.spoil('the file was not empty before');
    const { next } = this.digest;
    const isAll = this.direction === 'in' || this.endAt === next || size === next;
    if (!isAll) this.digest.spoil('it was not read to the end');
    const digest = this.digest.finish();
    return {
      direction: this.direction,
      bytes: exactNumber(this.bytes),
      sha256: digest.sha256,
      ...('why' in digest ? { noSha256: digest.why } : {}),
      complete: isClosed && isAll && !this.hasFailed,
    };
  }
}
