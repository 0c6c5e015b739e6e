import type { ByteDuplex } from './byte-duplex.js';
import { ByteReader } from './byte-reader.js';
import { ReorderBudget } from './content-digest.js';
import { isBeyond, refusedEnding } from './file-limits.js';
import { FileLog } from './file-log.js';
import type { FileSettings, FileStreamEnd } from './file-settings.js';
import { MalformedFileStream } from './malformed-file-stream.js';
import { mostLineBytes, parseScpLine, plainMessage, refuseScpName } from './scp-line.js';
import type { ScpLine } from './scp-line.js';
import type { ScpCommand } from './scp-command.js';
import { Transfer } from './transfer.js';
import { inertName, lastName, wirePathOf } from './wire-path.js';
import type { WirePath } from './wire-path.js';

const mostMessageBytes = 2048;
const deepestFolder = 100;
const ok = 0;

/**
 * Carries a legacy copy between a client and the `scp` at a target, whose command was rebuilt from `command`: line by
 * line, since what a line means depends on the answer to the one before. Names, sizes and times are judged and
 * recorded before they are passed on, content likewise. Ends and rejects as `inspectSftp` does.
 *
 * The caller has asked `refuseScp` before.
 */
export async function inspectScp(
  client: ByteDuplex,
  target: ByteDuplex,
  command: ScpCommand,
  settings: Omit<FileSettings, 'turns'>,
): Promise<FileStreamEnd> {
  const copy = new InspectedCopy(client, target, command, settings);
  try {
    return await copy.run();
  } finally {
    await copy.end();
  }
}

type Side = 'client' | 'target';
type Outcome = { readonly status: number; readonly bytes: Buffer };

class InspectedCopy {
  private readonly log: FileLog;
  private readonly source: { readonly side: Side; readonly stream: ByteDuplex; readonly reader: ByteReader };
  private readonly sink: { readonly side: Side; readonly stream: ByteDuplex; readonly reader: ByteReader };
  private readonly folders: WirePath[] = [];
  private readonly budget = new ReorderBudget();
  private open: { number: number; path: WirePath; transfer: Transfer; size: number } | null = null;
  private files = 0;

  constructor(
    client: ByteDuplex,
    target: ByteDuplex,
    private readonly command: ScpCommand,
    private readonly settings: Omit<FileSettings, 'turns'>,
  ) {
    this.log = new FileLog(settings.record);
    const near = { side: 'client' as const, stream: client, reader: new ByteReader(client) };
    const far = { side: 'target' as const, stream: target, reader: new ByteReader(target) };
    [this.source, this.sink] = command.direction === 'in' ? [near, far] : [far, near];
  }

  async run(): Promise<FileStreamEnd> {
    const { direction, path, isRecursive } = this.command;
    this.log.mark('file.scp', { direction, path: inertName(wirePathOf(path)), recursive: isRecursive });
    await this.log.flush();
    let hears: Side = this.sink.side;
    try {
      const ready = await this.answer();
      if (ready === null) return { by: hears, broken: null };
      await this.source.stream.write(ready.bytes);
      for (;;) {
        hears = this.source.side;
        const line = await this.source.reader.line(mostLineBytes);
        if (line === null) return { by: hears, broken: null };
        const parsed = parseScpLine(line);
        const refusal = this.refuse(parsed);
        if (refusal !== null) return await this.stop(parsed, refusal);
        hears = this.sink.side;
        if (!(await this.carry(parsed, line))) return { by: hears, broken: null };
      }
    } catch (error) {
      if (!(error instanceof MalformedFileStream)) throw error;
      this.log.mark('file.stream-broken', { by: hears, why: error.detail });
      await this.log.flush();
      return { by: hears, broken: error.detail };
    }
  }

  /** A file that was not carried to its end goes on record as such. */
  async end(): Promise<void> {
    this.summarise(false);
    // When the session itself is over, nothing more can be put on record: what was carried is there already.
    await this.log.flush().catch(() => undefined);
    this.source.stream.endOutput();
    this.sink.stream.endOutput();
  }

  /** False when a side left. */
  private async carry(parsed: ScpLine, line: Buffer): Promise<boolean> {
    this.recordLine(parsed);
    await this.log.flush();
    await this.sink.stream.write(rebuilt(parsed, line));
    // Messages are not answered.
    if (parsed.kind === 'warning' || parsed.kind === 'fatal') return true;
    const answer = await this.answer();
    if (answer === null) return false;
    if (answer.status === ok && parsed.kind === 'folder') this.folders.push(parsed.name);
    if (parsed.kind === 'folder-end') this.folders.pop();
    if (parsed.kind === 'file' && answer.status !== ok) this.openFailed(answer);
    await this.log.flush();
    await this.source.stream.write(answer.bytes);
    return parsed.kind !== 'file' || answer.status !== ok || this.content();
  }

  private async content(): Promise<boolean> {
    const { open } = this;
    if (open === null) return false;
    const { transfer, number } = open;
    const form = transfer.direction === 'in' ? 'writeAsked' : 'read';
    for (let at = 0; at < open.size;) {
      const bytes = await this.source.reader.some(open.size - at);
      if (bytes === null) return false;
      const { length } = bytes;
      transfer.carry(BigInt(at), bytes);
      this.log.entry({
        form,
        file: number,
        offset: BigInt(at),
        length,
        status: 0,
        content: this.settings.keepContents ? bytes : null,
      });
      await this.log.flush();
      await this.sink.stream.write(bytes);
      if (transfer.direction === 'in') transfer.answered(length, true);
      at += length;
    }
    const sent = await this.message(this.source.reader);
    if (sent === null) return false;
    if (sent.status !== ok) transfer.fail('the sending side failed');
    await this.sink.stream.write(sent.bytes);
    const taken = await this.answer();
    if (taken === null) return false;
    if (taken.status !== ok) transfer.fail('the receiving side failed');
    this.summarise(true);
    await this.log.flush();
    await this.source.stream.write(taken.bytes);
    return true;
  }

  private refuse(line: ScpLine): string | null {
    const { limits } = this.settings;
    switch (line.kind) {
      case 'file':
      case 'folder': {
        const name = refuseScpName(line.name) ?? this.refuseUnasked(line);
        if (name !== null || line.kind === 'folder') return name;
        const ending =
          refusedEnding(limits, line.name) ?? refusedEnding(limits, wirePathOf(this.command.path));
        if (ending !== null) return `this access takes no files that end in ${plainMessage(ending)}`;
        return isBeyond(limits, BigInt(line.size))
          ? `larger than the ${limits.mostFileBytes} bytes that this access allows`
          : null;
      }
      case 'folder-end':
        if (this.folders.length === 0) throw new MalformedFileStream('a folder ends that did not begin');
        return null;
      default:
        return null;
    }
  }

  /** What was not asked for: a machine that sends more, or under another name, writes over files of the vendor. */
  private refuseUnasked(line: Extract<ScpLine, { kind: 'file' | 'folder' }>): string | null {
    const { isRecursive, direction, path } = this.command;
    if (line.kind === 'folder' && !isRecursive) return 'a folder that was not asked for';
    if (line.kind === 'folder' && this.folders.length >= deepestFolder) return 'folders too deep';
    if (direction === 'in' || this.folders.length > 0) return null;
    const asked = lastName(wirePathOf(path.replace(/\/+$/, '')));
    if (asked !== '' && asked !== '.' && asked !== '..' && line.name !== asked)
      return 'a file that was not asked for';
    if (this.files > 0) return 'a second file that was not asked for';
    return null;
  }

  /** Nothing of the line reaches the other side; both are told that it is over. */
  private async stop(line: ScpLine, why: string): Promise<FileStreamEnd> {
    const about = 'name' in line ? { path: inertName(this.pathOf(line.name)) } : {};
    this.log.mark('file.refused', { op: 'scp', direction: this.command.direction, ...about, why });
    await this.log.flush();
    const message = Buffer.from(`\x02Gatehouse: ${why}\n`, 'latin1');
    await this.source.stream.write(message);
    if (this.command.direction === 'out') await this.sink.stream.write(message);
    return { by: this.source.side, broken: null };
  }

  private recordLine(line: ScpLine): void {
    switch (line.kind) {
      case 'file': {
        const path = this.pathOf(line.name);
        this.files += 1;
        const transfer = new Transfer(this.command.direction, true, this.budget);
        this.open = { number: this.files, path, transfer, size: line.size };
        const { size, mode } = line;
        return this.log.mark('file.open', { file: this.files, op: 'scp', path: inertName(path), size, mode });
      }
      case 'folder': {
        const about = { op: 'mkdir', path: inertName(this.pathOf(line.name)), mode: line.mode };
        if (this.command.direction === 'in') this.log.mark('file.change', about);
        else this.log.operation({ ...about, op: 'readdir' });
        return;
      }
      case 'times':
        return this.log.operation({ op: 'times', modified: line.modified, accessed: line.accessed });
      case 'warning':
      case 'fatal':
        return this.log.operation({ op: 'message', by: this.source.side, text: inertName(line.text) });
      default:
        return;
    }
  }

  private openFailed(answer: Outcome): void {
    if (this.open === null) return;
    this.log.mark('file.open-failed', {
      file: this.open.number,
      path: inertName(this.open.path),
      outcome: inertName(answer.bytes.toString('latin1', 1, answer.bytes.length - 1)),
    });
    this.open = null;
  }

  private summarise(isClosed: boolean): void {
    const { open } = this;
    if (open === null) return;
    this.open = null;
    this.log.mark('file.transferred', {
      file: open.number,
      path: inertName(open.path),
      ...open.transfer.summary(isClosed, BigInt(open.size)),
    });
  }

  /** As far as it is known here: the machine decides whether the path of the command is a folder. */
  private pathOf(name: WirePath): WirePath {
    const base = wirePathOf(this.command.path).replace(/\/+$/, '');
    const isFromPath = this.command.direction === 'out' && this.folders.length === 0;
    return isFromPath ? base : [base, ...this.folders, name].join('/');
  }

  private answer(): Promise<Outcome | null> {
    return this.message(this.sink.reader);
  }

  /** 0, or 1 or 2 with a text and a line feed. Null at the end of that side. */
  private async message(reader: ByteReader): Promise<Outcome | null> {
    const status = await reader.byte();
    if (status === null) return null;
    if (status === ok) return { status, bytes: Buffer.from([ok]) };
    if (status !== 1 && status !== 2) throw new MalformedFileStream('an answer that is no scp');
    const text = await reader.line(mostMessageBytes);
    if (text === null) return null;
    const plain = plainMessage(text.toString('latin1'));
    return { status, bytes: Buffer.from(`${String.fromCharCode(status)}${plain}\n`, 'latin1') };
  }
}

/** The line as it was read; messages without what could act on a terminal. */
function rebuilt(parsed: ScpLine, line: Buffer): Buffer {
  return parsed.kind === 'warning' || parsed.kind === 'fatal'
    ? Buffer.from(`${line.toString('latin1', 0, 1)}${plainMessage(parsed.text)}\n`, 'latin1')
    : Buffer.concat([line, newline]);
}

const newline = Buffer.from('\n');
