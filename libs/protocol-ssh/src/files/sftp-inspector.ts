import type { ByteDuplex } from './byte-duplex.js';
import type { FileSettings, FileStreamEnd } from './file-settings.js';
import { FileLog } from './file-log.js';
import { areLimited } from './file-rights.js';
import { MalformedFileStream } from './malformed-file-stream.js';
import { OpenFiles } from './open-files.js';
import { OutgoingBatch } from './outgoing-batch.js';
import { PacketSplitter } from './packet-splitter.js';
import { ReplySide } from './sftp-reply-side.js';
import { RequestSide } from './sftp-request-side.js';
import { TargetRequests } from './target-requests.js';
import { encodeInit, filterVersion, parseInit } from './version-packet.js';

/**
 * Carries SFTP (version 3) between a client and a target's `sftp` subsystem, one request at a time: each is read,
 * judged by the rights, recorded and built anew; what is refused is answered here and never reaches the target. The
 * client's request ids and the target's handles end here.
 *
 * Resolves when either side ended or sent what is no SFTP. Rejects with what `record` rejected with; nothing more was
 * forwarded then.
 */
export async function inspectSftp(
  client: ByteDuplex,
  target: ByteDuplex,
  settings: FileSettings,
): Promise<FileStreamEnd> {
  const state = new InspectedStream(client, target, settings);
  try {
    return await Promise.race([state.fromClient(), state.fromTarget()]);
  } finally {
    await state.end();
  }
}

class StreamOver extends Error {}

class InspectedStream {
  private isOver = false;
  private readonly files = new OpenFiles();
  private readonly requests: TargetRequests;
  private readonly toTarget: OutgoingBatch;
  private readonly targetBatch: OutgoingBatch;
  private readonly requestSide: RequestSide;
  private readonly replySide: ReplySide;
  private hasBegun = false;
  private hasVersion = false;

  constructor(
    private readonly client: ByteDuplex,
    private readonly target: ByteDuplex,
    private readonly settings: FileSettings,
  ) {
    const goesOn = (): void => {
      if (this.isOver) throw new StreamOver();
    };
    const toTarget = (bytes: Buffer): Promise<void> => (this.isOver ? stopped : target.write(bytes));
    const toClient = (bytes: Buffer): Promise<void> => client.write(bytes);
    const log = new FileLog(settings.record);
    this.toTarget = new OutgoingBatch(log, toTarget, goesOn);
    const answers = new OutgoingBatch(log, toClient, goesOn);
    this.targetBatch = new OutgoingBatch(new FileLog(settings.record), toClient, goesOn);
    this.requests = new TargetRequests(toTarget);
    this.requestSide = new RequestSide(
      settings,
      { toTarget: this.toTarget, answers },
      this.requests,
      this.files,
    );
    this.replySide = new ReplySide(settings, this.targetBatch, this.requests, this.files);
  }

  fromClient(): Promise<FileStreamEnd> {
    return this.guarded('client', async () => {
      const splitter = new PacketSplitter();
      for (let piece = await this.client.read(); piece !== null; piece = await this.client.read()) {
        for (const packet of splitter.feed(piece)) {
          if (this.hasBegun) await this.requestSide.handle(packet);
          else this.begin(packet);
        }
        await this.requestSide.flush();
      }
      // What was asked is still answered, so that its outcome is on record; then the target hears of the end.
      await this.requests.idle();
      this.target.endOutput();
    });
  }

  fromTarget(): Promise<FileStreamEnd> {
    return this.guarded('target', async () => {
      const splitter = new PacketSplitter();
      for (let piece = await this.target.read(); piece !== null; piece = await this.target.read()) {
        for (const packet of splitter.feed(piece)) {
          if (this.hasVersion) this.replySide.handle(packet);
          else this.version(packet);
        }
        await this.targetBatch.flush();
      }
    });
  }

  /** Nothing is forwarded from here on; files that are still open go on record as not complete. */
  async end(): Promise<void> {
    this.isOver = true;
    this.requests.end();
    this.replySide.giveUp();
    // When the session itself is over, nothing more can be put on record: what was carried is there already.
    await this.targetBatch.log.flush().catch(() => undefined);
    this.client.endOutput();
    this.target.endOutput();
  }

  private async guarded(by: 'client' | 'target', run: () => Promise<void>): Promise<FileStreamEnd> {
    try {
      await run();
      // A client that sends nothing more still waits for answers; the target's end is the end.
      return by === 'target' ? { by, broken: null } : await forever();
    } catch (error) {
      if (error instanceof StreamOver) return await forever();
      if (!(error instanceof MalformedFileStream)) throw error;
      if (this.isOver) return await forever();
      this.isOver = true;
      await this.settings.record({
        kind: 'mark',
        name: 'file.stream-broken',
        data: { by, why: error.detail },
      });
      return { by, broken: error.detail };
    }
  }

  private begin(packet: Buffer): void {
    parseInit(packet);
    this.hasBegun = true;
    this.toTarget.add(encodeInit());
  }

  private version(packet: Buffer): void {
    if (!this.hasBegun) throw new MalformedFileStream('an answer before the question');
    this.targetBatch.add(filterVersion(packet, areLimited(this.settings.rights)));
    this.hasVersion = true;
  }
}

/** A new one each time: what waits for it must be free to go with its channel. */
function forever(): Promise<never> {
  return new Promise(() => undefined);
}

const stopped = Promise.resolve();
