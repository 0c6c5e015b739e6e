import type { FileTransport } from './file-transport.js';
import { readAttributes, readEntries } from './machine-entry.js';
import type { MachineEntry } from './machine-entry.js';
import { PacketStream } from './packet-stream.js';
import { BrokenStream, codes, FieldReader, PacketFields, packets } from './wire-fields.js';

/** The machine, or the gateway before it, said no. */
export class FileRefused extends Error {
  constructor(
    readonly code: number,
    readonly words: string,
  ) {
    super(words);
    this.name = 'FileRefused';
  }
}

/** The connection went away while somebody waited. */
export class FilesClosed extends Error {
  constructor() {
    super('the connection for files is closed');
    this.name = 'FilesClosed';
  }
}

export interface TransferOptions {
  readonly signal?: AbortSignal;
  /** Bytes that the machine has taken, or that came from it. */
  onProgress?(bytes: number): void;
}

interface Reply {
  readonly type: number;
  readonly fields: FieldReader;
}

/** Every server takes pieces of this size. */
const pieceBytes = 32 * 1024;
/** Pieces under way at once. */
const depth = 32;
/** What is read from a local file at once. */
const blockBytes = 32 * pieceBytes;

const openFlags = { read: 1, write: 2, create: 8, truncate: 16, exclusive: 32 } as const;

/**
 * Files of the machine, for a browser. Everything it may do the gateway decides; a refusal comes as FileRefused with
 * the gateway's words. Every verb rejects with FilesClosed once the connection is gone.
 */
export class SftpClient {
  private readonly waiting = new Map<
    number,
    { resolve: (reply: Reply) => void; reject: (why: Error) => void }
  >();
  private nextId = 1;
  private isClosed = false;
  private greeted: { resolve: () => void; reject: (why: Error) => void } | null = null;

  private constructor(private readonly transport: FileTransport) {}

  /** Resolves when the machine has answered the greeting. */
  static open(transport: FileTransport): Promise<SftpClient> {
    const client = new SftpClient(transport);
    return new Promise((resolve, reject) => {
      client.greeted = { resolve: () => resolve(client), reject };
      const stream = new PacketStream();
      transport.onBytes((bytes) => {
        try {
          for (const packet of stream.feed(bytes)) client.receive(packet);
        } catch {
          client.fail(new BrokenStream());
          transport.close();
        }
      });
      transport.onClose(() => client.fail(new FilesClosed()));
      transport.send(new PacketFields(packets.init).uint32(3).finish());
    });
  }

  /** The path as the machine writes it; `.` is where files begin. */
  async realPath(path: string): Promise<string> {
    const { fields } = await this.ask(packets.name, (id) => begin(packets.realpath, id).string(path));
    fields.uint32();
    return new TextDecoder().decode(fields.bytes());
  }

  async exists(path: string): Promise<boolean> {
    try {
      await this.ask(packets.attrs, (id) => begin(packets.stat, id).string(path));
      return true;
    } catch (error) {
      if (error instanceof FileRefused && error.code === codes.noSuchFile) return false;
      throw error;
    }
  }

  /** Folders first, then by name. Stops at so many entries. */
  async list(path: string, mostEntries = 5000): Promise<{ entries: MachineEntry[]; isWhole: boolean }> {
    const handle = await this.openHandle((id) => begin(packets.opendir, id).string(path));
    const entries: MachineEntry[] = [];
    let isWhole = false;
    try {
      while (entries.length < mostEntries) {
        const reply = await this.askOrEnd(packets.name, (id) => begin(packets.readdir, id).bytes(handle));
        if (reply === null) {
          isWhole = true;
          break;
        }
        entries.push(...readEntries(reply.fields));
      }
    } finally {
      await this.closeHandle(handle);
    }
    const byName = new Intl.Collator(undefined, { numeric: true });
    entries.sort(
      (a, b) =>
        Number(b.kind === 'folder') - Number(a.kind === 'folder') || byName.compare(a.shownName, b.shownName),
    );
    return { entries, isWhole };
  }

  /**
   * Lays a file down at the machine. Without `replaces` a file that is there already is left alone, and the machine
   * refuses. What was laid down of a file that does not get there whole is removed again.
   */
  async upload(
    file: Blob,
    path: string,
    { replaces = false, signal, onProgress }: TransferOptions & { readonly replaces?: boolean } = {},
  ): Promise<void> {
    signal?.throwIfAborted();
    const flags = openFlags.write | openFlags.create | (replaces ? openFlags.truncate : openFlags.exclusive);
    const handle = await this.openHandle((id) =>
      begin(packets.open, id).string(path).uint32(flags).uint32(0),
    );
    let isWhole = false;
    try {
      const underWay = new Set<Promise<void>>();
      let failure: unknown = null;
      let taken = 0;
      for (let start = 0; start < file.size; start += blockBytes) {
        const block = new Uint8Array(await file.slice(start, start + blockBytes).arrayBuffer());
        for (let at = 0; at < block.length; at += pieceBytes) {
          while (underWay.size >= depth) await Promise.race(underWay);
          signal?.throwIfAborted();
          if (failure !== null) throw failure as Error;
          const piece = block.subarray(at, at + pieceBytes);
          const written = this.done((id) =>
            begin(packets.write, id)
              .bytes(handle)
              .uint64(start + at)
              .bytes(piece),
          ).then(
            () => onProgress?.((taken += piece.length)),
            (error: unknown) => void (failure ??= error),
          );
          underWay.add(written);
          void written.finally(() => underWay.delete(written));
        }
      }
      await Promise.all(underWay);
      if (failure !== null) throw failure as Error;
      signal?.throwIfAborted();
      await this.closeHandle(handle);
      isWhole = true;
    } finally {
      if (!isWhole) {
        await this.closeHandle(handle).catch(() => undefined);
        await this.done((id) => begin(packets.remove, id).string(path)).catch(() => undefined);
      }
    }
  }

  /** The content of a file in order, piece by piece, as fast as it is taken. */
  async *read(
    path: string,
    { signal, onProgress }: TransferOptions = {},
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const handle = await this.openHandle((id) =>
      begin(packets.open, id).string(path).uint32(openFlags.read).uint32(0),
    );
    const ahead: Promise<{ bytes: Uint8Array<ArrayBuffer>; isEnd: boolean }>[] = [];
    try {
      const { fields } = await this.ask(packets.attrs, (id) => begin(packets.fstat, id).bytes(handle));
      const size = readAttributes(fields).sizeBytes ?? Number.POSITIVE_INFINITY;
      let next = 0;
      let got = 0;
      for (;;) {
        signal?.throwIfAborted();
        // One piece past the size shows the end; a file without a true size is read one piece after the other.
        while (ahead.length === 0 || (ahead.length < depth && next <= size)) {
          const piece = this.readPiece(handle, next);
          piece.catch(() => undefined);
          ahead.push(piece);
          next += pieceBytes;
        }
        const { bytes, isEnd } = await ahead.shift()!;
        got += bytes.length;
        onProgress?.(got);
        if (bytes.length > 0) yield bytes;
        if (isEnd) return;
      }
    } finally {
      await Promise.allSettled(ahead);
      await this.closeHandle(handle).catch(() => undefined);
    }
  }

  async download(path: string, options: TransferOptions = {}): Promise<Blob> {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for await (const bytes of this.read(path, options)) parts.push(bytes);
    return new Blob(parts);
  }

  close(): void {
    this.fail(new FilesClosed());
    this.transport.close();
  }

  /** A whole piece, unless the file ends in it: machines may answer with less than was asked for. */
  private async readPiece(
    handle: Uint8Array,
    start: number,
  ): Promise<{ bytes: Uint8Array<ArrayBuffer>; isEnd: boolean }> {
    const piece = new Uint8Array(pieceBytes);
    let filled = 0;
    while (filled < pieceBytes) {
      const reply = await this.askOrEnd(packets.data, (id) =>
        begin(packets.read, id)
          .bytes(handle)
          .uint64(start + filled)
          .uint32(pieceBytes - filled),
      );
      if (reply === null) return { bytes: piece.subarray(0, filled), isEnd: true };
      const bytes = reply.fields.bytes();
      if (bytes.length === 0 || bytes.length > pieceBytes - filled) throw new BrokenStream();
      piece.set(bytes, filled);
      filled += bytes.length;
    }
    return { bytes: piece, isEnd: false };
  }

  private async openHandle(request: (id: number) => PacketFields): Promise<Uint8Array> {
    const { fields } = await this.ask(packets.handle, request);
    return fields.bytes().slice();
  }

  private closeHandle(handle: Uint8Array): Promise<void> {
    return this.done((id) => begin(packets.close, id).bytes(handle));
  }

  private async done(request: (id: number) => PacketFields): Promise<void> {
    await this.ask(packets.status, request);
  }

  private async askOrEnd(expected: number, request: (id: number) => PacketFields): Promise<Reply | null> {
    try {
      return await this.ask(expected, request);
    } catch (error) {
      if (error instanceof FileRefused && error.code === codes.endOfFile) return null;
      throw error;
    }
  }

  private async ask(expected: number, request: (id: number) => PacketFields): Promise<Reply> {
    const reply = await this.exchange(request);
    if (reply.type === packets.status) {
      const code = reply.fields.uint32();
      if (code !== codes.ok) throw new FileRefused(code, new TextDecoder().decode(reply.fields.bytes()));
    }
    if (reply.type !== expected) throw new BrokenStream();
    return reply;
  }

  private exchange(request: (id: number) => PacketFields): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.isClosed) return reject(new FilesClosed());
      const id = this.nextId;
      this.nextId = (id + 1) >>> 0;
      this.waiting.set(id, { resolve, reject });
      this.transport.send(request(id).finish());
    });
  }

  private receive(packet: Uint8Array): void {
    const type = packet[0]!;
    const fields = new FieldReader(packet, 1);
    if (this.greeted) {
      if (type !== packets.version || fields.uint32() !== 3) throw new BrokenStream();
      this.greeted.resolve();
      this.greeted = null;
      return;
    }
    const id = fields.uint32();
    const waiting = this.waiting.get(id);
    if (!waiting) throw new BrokenStream();
    this.waiting.delete(id);
    waiting.resolve({ type, fields });
  }

  private fail(why: Error): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.greeted?.reject(why);
    this.greeted = null;
    for (const { reject } of this.waiting.values()) reject(why);
    this.waiting.clear();
  }
}

function begin(type: number, id: number): PacketFields {
  return new PacketFields(type).uint32(id);
}
