import { isBeyond } from './file-limits.js';
import type { Refusal } from './judge-path.js';
import { boundLimits } from './limits-reply.js';
import { MalformedFileStream } from './malformed-file-stream.js';
import type { OpenFile, OpenFiles } from './open-files.js';
import type { OutgoingBatch } from './outgoing-batch.js';
import { tooLarge } from './refuse-by-content.js';
import { describeAttributes, exactNumber } from './sftp-attributes.js';
import type { FileSettings } from './file-settings.js';
import { outcomeOf, statusCodes } from './sftp-numbers.js';
import { encodeHandle, encodeStatus, parseSftpReply, redirectReply } from './sftp-reply.js';
import type { ReplyKind, SftpReply } from './sftp-reply.js';
import { encodeSftpRequest } from './sftp-request.js';
import type { SftpOperation } from './sftp-request.js';
import type { ClientRequest, TargetRequests } from './target-requests.js';
import { inertName } from './wire-path.js';

type Answer<K extends ReplyKind> = Extract<SftpReply, { kind: K }>;

/** The half that hears the target: matches each answer with its question, and passes on what may be seen. */
export class ReplySide {
  constructor(
    private readonly settings: FileSettings,
    private readonly batch: OutgoingBatch,
    private readonly requests: TargetRequests,
    private readonly files: OpenFiles,
  ) {}

  /** One packet. Throws MalformedFileStream. Passed on at the next flush. */
  handle(packet: Buffer): void {
    const reply = parseSftpReply(packet);
    const found = this.requests.take(reply.id);
    if (found === null) throw new MalformedFileStream('an answer to nothing that was asked');
    if ('own' in found) return found.own(reply);
    const { request } = found;
    const expected = expectedReply(request.asked.op);
    const isRight =
      reply.kind === 'status'
        ? reply.code !== statusCodes.ok || expected === 'status'
        : reply.kind === expected;
    if (!isRight) throw new MalformedFileStream('an answer of the wrong kind');
    if (request.file) request.file.outstanding -= 1;
    this.answer(packet, reply, request);
    // Only now: whoever waits for the answer finds what it led to.
    request.answered();
  }

  /** No more answers come: what is still open was not completed. */
  giveUp(): void {
    for (const file of this.files.rest()) this.summarise(file);
  }

  private answer(packet: Buffer, reply: SftpReply, request: ClientRequest): void {
    switch (reply.kind) {
      case 'status':
        return this.status(reply, request);
      case 'handle':
        return this.opened(reply, request);
      case 'data':
        return this.data(packet, reply, request);
      case 'name':
        return this.names(packet, reply, request);
      case 'attrs':
        this.outcome(request, statusCodes.ok, describeAttributes(reply.attributes));
        return this.batch.add(redirectReply(packet, request.clientId));
      case 'extended':
        this.outcome(request, statusCodes.ok, {});
        return this.batch.add(
          request.asked.op === 'limits'
            ? boundLimits(request.clientId, reply.payload)
            : redirectReply(packet, request.clientId),
        );
    }
  }

  private status({ code, text }: Answer<'status'>, request: ClientRequest): void {
    const { asked, file } = request;
    const { offset, length } = asked;
    const isDone = code === statusCodes.ok;
    switch (asked.op) {
      case 'open':
      case 'opendir':
        this.files.failed();
        if (asked.op === 'open')
          this.batch.log.mark('file.open-failed', {
            file: file?.number,
            ...asked.about,
            outcome: outcomeOf(code),
          });
        else this.outcome(request, code, {});
        break;
      case 'read':
        if (code === statusCodes.eof) file?.out?.sawEnd(offset);
        else file?.out?.fail('the machine did not give a part');
        this.batch.log.entry({
          form: 'read',
          file: file?.number ?? 0,
          offset,
          length: 0,
          status: code,
          content: null,
        });
        break;
      case 'write':
        file?.in?.answered(length, isDone);
        this.batch.log.entry({
          form: 'written',
          file: file?.number ?? 0,
          offset,
          length,
          status: code,
          content: null,
        });
        break;
      case 'fsetstat':
        if (isDone && asked.size !== null) file?.in?.resizedTo(asked.size);
        this.outcome(request, code, {});
        break;
      case 'close':
        if (file) {
          file.isClosed = true;
          if (!isDone) file.in?.fail('the machine did not close it');
        }
        this.outcome(request, code, {});
        break;
      default:
        this.outcome(request, code, {});
    }
    if (file) this.settle(file);
    this.batch.add(encodeStatus(request.clientId, code, text || outcomeOf(code)));
  }

  private opened({ handle }: Answer<'handle'>, request: ClientRequest): void {
    const { file } = request;
    if (file === null) return;
    file.targetHandle = handle;
    if (file.out === null) return this.give(request, file);
    const isLimited = this.settings.limits.mostFileBytes !== null;
    if (!isLimited) this.give(request, file);
    // The size says later whether everything was read, and with a limit whether it may be read at all.
    file.outstanding += 1;
    this.requests.question(
      (id) => encodeSftpRequest(id, { op: 'fstat', handle }),
      (reply) => {
        file.outstanding -= 1;
        file.size = reply.kind === 'attrs' ? (reply.attributes.size ?? null) : null;
        if (!isLimited) return this.settle(file);
        if (file.size === null || !isBeyond(this.settings.limits, file.size)) return this.give(request, file);
        this.takeBack(request, file, tooLarge(this.settings.limits));
      },
    );
  }

  private give(request: ClientRequest, file: OpenFile): void {
    this.files.opened(file);
    const size = file.size === null ? {} : { size: exactNumber(file.size) };
    this.outcome(request, statusCodes.ok, { file: file.number, ...size });
    this.batch.add(encodeHandle(request.clientId, file.handle));
  }

  /** Opened at the target, and not for the client. */
  private takeBack(request: ClientRequest, file: OpenFile, { code, why }: Refusal): void {
    this.files.failed();
    this.requests.question(
      (id) => encodeSftpRequest(id, { op: 'close', handle: file.targetHandle }),
      () => undefined,
    );
    this.refused(request, code, why);
  }

  private data(packet: Buffer, { content }: Answer<'data'>, request: ClientRequest): void {
    const { asked, file } = request;
    const { offset } = asked;
    const { length } = content;
    if (length > asked.length) throw new MalformedFileStream('more content than was asked for');
    if (isBeyond(this.settings.limits, offset + BigInt(length))) {
      const { code, why } = tooLarge(this.settings.limits);
      file?.out?.fail('it grew larger than this access allows');
      this.refused(request, code, why);
    } else {
      file?.out?.carry(offset, content);
      const kept = this.settings.keepContents ? content : null;
      this.batch.log.entry({
        form: 'read',
        file: file?.number ?? 0,
        offset,
        length,
        status: statusCodes.ok,
        content: kept,
      });
      this.batch.add(redirectReply(packet, request.clientId));
    }
    if (file) this.settle(file);
  }

  private names(packet: Buffer, { names }: Answer<'name'>, request: ClientRequest): void {
    if (request.asked.op !== 'readdir') {
      const [name] = names;
      if (name === undefined || names.length > 1)
        throw new MalformedFileStream('an answer with another number of names than one');
      this.outcome(request, statusCodes.ok, { answer: inertName(name) });
    } else if (names.some((name) => name === '' || /[/\0]/.test(name))) {
      // A name that is a path makes clients that trust it write outside of the folder they were told to.
      return this.refused(request, statusCodes.failure, 'the machine sent a name that is none');
    } else this.outcome(request, statusCodes.ok, { names: names.length });
    if (request.file) this.settle(request.file);
    this.batch.add(redirectReply(packet, request.clientId));
  }

  private refused(request: ClientRequest, code: Refusal['code'], why: string): void {
    const { asked, file } = request;
    const about = file ? { file: file.number, path: inertName(file.path) } : {};
    this.batch.log.mark('file.refused', {
      request: asked.number,
      op: asked.op,
      ...about,
      ...asked.about,
      why,
    });
    this.batch.add(encodeStatus(request.clientId, code, `Gatehouse: ${why}`));
  }

  private outcome({ asked }: ClientRequest, code: number, more: Readonly<Record<string, unknown>>): void {
    const data = { request: asked.number, ...asked.about, outcome: outcomeOf(code), ...more };
    if (changes.has(asked.op)) this.batch.log.mark('file.changed', data);
    else this.batch.log.operation({ request: asked.number, op: asked.op, outcome: outcomeOf(code), ...more });
  }

  private settle(file: OpenFile): void {
    if (file.isClosed && file.outstanding === 0) this.summarise(file);
  }

  private summarise(file: OpenFile): void {
    this.files.forget(file);
    if (file.kind === 'folder') return;
    const about = { file: file.number, path: inertName(file.path) };
    const isUnused = !file.in?.isUsed && !file.out?.isUsed;
    for (const transfer of [file.in, file.out])
      if (transfer && (transfer.isUsed || isUnused))
        this.batch.log.mark('file.transferred', {
          ...about,
          ...transfer.summary(file.isClosed, file.size),
        });
  }
}

const changes: ReadonlySet<SftpOperation['op']> = new Set([
  'setstat',
  'lsetstat',
  'fsetstat',
  'remove',
  'rmdir',
  'mkdir',
  'rename',
  'posix-rename',
  'hardlink',
  'symlink',
  'copy-data',
]);

/** What an answer that is no refusal looks like. */
function expectedReply(op: SftpOperation['op']): ReplyKind {
  switch (op) {
    case 'open':
    case 'opendir':
      return 'handle';
    case 'read':
      return 'data';
    case 'readdir':
    case 'readlink':
    case 'realpath':
    case 'expand-path':
    case 'home-directory':
      return 'name';
    case 'stat':
    case 'lstat':
    case 'fstat':
      return 'attrs';
    case 'statvfs':
    case 'fstatvfs':
    case 'limits':
    case 'users-groups-by-id':
      return 'extended';
    default:
      return 'status';
  }
}
