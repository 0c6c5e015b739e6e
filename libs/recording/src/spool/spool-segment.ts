import path from 'node:path';
import type { SpoolDisk, SpoolFile } from './spool-disk.js';

/** One file of a spool while it is written. */
export class SpoolSegment {
  /** Bytes in the file that are known to be whole. */
  bytes = 0;
  private dirty = false;
  private closing = false;

  private constructor(
    readonly number: number,
    readonly directory: string,
    private readonly file: SpoolFile,
  ) {}

  static async create(
    disk: SpoolDisk,
    directory: string,
    number: number,
    head: Buffer,
  ): Promise<SpoolSegment> {
    const segment = new SpoolSegment(
      number,
      directory,
      await disk.create(path.join(directory, segmentName(number))),
    );
    try {
      await segment.write([head]);
    } catch (error) {
      segment.abandon();
      throw error;
    }
    return segment;
  }

  async write(buffers: readonly Buffer[]): Promise<void> {
    await this.file.write(buffers);
    this.dirty = true;
    for (const buffer of buffers) this.bytes += buffer.length;
  }

  async sync(): Promise<void> {
    if (!this.dirty) return;
    this.dirty = false;
    await this.file.sync();
  }

  /** Everything in it is on disk and nothing more will be written. */
  async retire(): Promise<void> {
    this.closing = true;
    await this.sync();
    await this.file.close();
  }

  /** The disk failed or hangs: closing may hang as well, and what it answers changes nothing any more. */
  abandon(): void {
    if (this.closing) return;
    this.closing = true;
    this.file.close().then(undefined, () => undefined);
  }
}

export function segmentName(number: number): string {
  return `${String(number).padStart(6, '0')}.spool`;
}

/** Undefined when the name is not one of a segment. */
export function segmentNumber(name: string): number | undefined {
  const match = /^(\d{6,9})\.spool$/.exec(name);
  return match ? Number(match[1]) : undefined;
}
