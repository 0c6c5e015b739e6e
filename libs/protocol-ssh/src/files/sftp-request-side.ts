import { areLimited, lookReach } from './file-rights.js';
import { denied, needOf, refuseByMove, refuseByPlace, refuseByRight } from './judge-path.js';
import type { PathNeed, Refusal } from './judge-path.js';
import type { OpenFile, OpenFiles } from './open-files.js';
import { describeOnFile, describeRequest } from './describe-request.js';
import type { Places } from './describe-request.js';
import { openingOf } from './opening-of.js';
import type { OutgoingBatch } from './outgoing-batch.js';
import { refuseByContent } from './refuse-by-content.js';
import { refuseOnFile } from './refuse-on-file.js';
import type { FileRequest } from './refuse-on-file.js';
import { refuseByText } from './refuse-by-text.js';
import { resolvePath } from './resolve-path.js';
import type { FileSettings } from './file-settings.js';
import { mostPieceBytes, statusCodes } from './sftp-numbers.js';
import { encodeName, encodeStatus } from './sftp-reply.js';
import { encodeSftpRequest, parseSftpRequest, redirectWrite } from './sftp-request.js';
import type { SftpOperation, SftpRequest } from './sftp-request.js';
import type { AskedOperation, TargetRequests } from './target-requests.js';
import { ReorderBudget } from './content-digest.js';
import { inertName, normalisedPath } from './wire-path.js';
import type { WirePath } from './wire-path.js';

type PathRequest = Extract<SftpRequest, { path: WirePath }>;
type HandleRequest = Exclude<SftpRequest, PathRequest>;

/** The half that hears the client: judges each request, then passes it on or answers it with a refusal. */
export class RequestSide {
  private readonly budget = new ReorderBudget();
  private readonly isLimited: boolean;
  private count = 0;
  private home: Promise<WirePath | null> | null = null;

  constructor(
    private readonly settings: FileSettings,
    private readonly batch: { readonly toTarget: OutgoingBatch; readonly answers: OutgoingBatch },
    private readonly requests: TargetRequests,
    private readonly files: OpenFiles,
  ) {
    this.isLimited = areLimited(settings.rights);
  }

  /** One packet. Throws MalformedFileStream. Passed on at the next flush at the latest. */
  async handle(packet: Buffer): Promise<void> {
    const request = parseSftpRequest(packet);
    if (!this.requests.hasRoom()) {
      await this.flush();
      await this.requests.room();
    }
    const number = (this.count += 1);
    if ('path' in request) await this.onPath(request, number);
    else this.onHandle(request, number, packet);
  }

  async flush(): Promise<void> {
    // Both share one log, so the first puts everything on record before either forwards.
    await this.batch.toTarget.flush();
    await this.batch.answers.flush();
  }

  private async onPath(request: PathRequest, number: number): Promise<void> {
    const { rights, turns } = this.settings;
    const need = needOf(request);
    if (need === null) return this.refuse(request, number, denied('not part of this access'));
    const refusal = refuseByRight(rights, need) ?? refuseByText(request) ?? this.refuseUnjudgeable(request);
    if (refusal !== null) return this.refuse(request, number, refusal);
    const places = await this.absolute(request);
    const content = refuseByContent(this.settings.limits, request, places.path, places.to);
    if (content !== null) return this.refuse(request, number, content);
    if (!this.isLimited) return void this.pass(request, number, places);
    // Invariant: nothing moves between the judgement and the deed, as far as this session can move it.
    await this.flush();
    const endTurn = await turns.take();
    try {
      const judged = await this.judged(request, need, places);
      if ('code' in judged) return this.refuse(request, number, judged);
      if (request.op === 'realpath') return this.tell(request, number, judged.path);
      const answered = this.pass(request, number, judged);
      await this.flush();
      await answered;
    } finally {
      endTurn();
    }
  }

  /** What no judgement of places can hold once folders bound the access. */
  private refuseUnjudgeable(request: PathRequest): Refusal | null {
    if (request.op === 'open' && !this.files.hasRoom())
      return { code: statusCodes.failure, why: 'too many open files' };
    if (request.op === 'opendir' && !this.files.hasRoom())
      return { code: statusCodes.failure, why: 'too many open folders' };
    if (!this.isLimited) return null;
    if (request.op === 'symlink' || request.op === 'hardlink')
      return denied('no links with an access that is bound to folders');
    return request.op === 'expand-path' ? denied('not with an access that is bound to folders') : null;
  }

  private async judged(
    request: PathRequest,
    need: PathNeed,
    { path, to }: Places,
  ): Promise<Places | Refusal> {
    const from = await this.resolved(path, need);
    if ('code' in from) return from;
    const over = to === null ? null : await this.resolved(to, need);
    if (over !== null && 'code' in over) return over;
    const places = { path: from.path, to: over?.path ?? null };
    const moved = over === null ? null : refuseByMove(this.settings.rights, from.path, over.path);
    return moved ?? refuseByContent(this.settings.limits, request, places.path, places.to) ?? places;
  }

  private async resolved(path: WirePath, need: PathNeed): Promise<{ path: WirePath } | Refusal> {
    const { rights } = this.settings;
    const outside = refuseByPlace(rights, need, normalisedPath(path));
    if (outside !== null) return outside;
    const resolved = await resolvePath((encode) => this.requests.ask(encode), path, need.follows);
    return 'code' in resolved ? resolved : (refuseByPlace(rights, need, resolved.path) ?? resolved);
  }

  private async absolute(request: PathRequest): Promise<Places> {
    const to = 'to' in request && request.op !== 'symlink' ? request.to : null;
    const isRelative = !request.path.startsWith('/') || (to !== null && !to.startsWith('/'));
    if (isRelative && this.home === null) await this.flush();
    const home = isRelative ? await (this.home ??= this.findHome()) : null;
    const from = (path: WirePath): WirePath =>
      path.startsWith('/') || home === null ? path : `${home === '/' ? '' : home}/${path}`;
    if (request.op === 'symlink') return { path: request.path, to: from(request.to) };
    return { path: from(request.path), to: to === null ? null : from(to) };
  }

  /** Where relative paths begin: at the target, or in the first folder of an access that is bound to folders. */
  private async findHome(): Promise<WirePath | null> {
    const reach = lookReach(this.settings.rights);
    if (reach !== 'anywhere') return reach?.[0] ?? null;
    const reply = await this.requests.ask((id) => encodeSftpRequest(id, { op: 'realpath', path: '.' }));
    const [home] = reply.kind === 'name' ? reply.names : [];
    return home?.startsWith('/') ? home : null;
  }

  /** Resolves when the target has answered. */
  private pass(request: PathRequest, number: number, places: Places): Promise<void> {
    const { log } = this.batch.toTarget;
    // Without folders to hold to, the target resolves paths by itself and gets them as they were written.
    const operation = passedOn(request, this.isLimited ? places : null);
    const about = describeRequest(request, places);
    let file: OpenFile | null = null;
    if (request.op === 'open' || request.op === 'opendir') {
      file = openingOf(request, this.files.begin(), places.path, this.budget);
      if (request.op === 'open') log.mark('file.open', { file: file.number, ...about });
      else log.operation({ request: number, file: file.number, ...about });
    } else if (needOf(request)?.writes) log.mark('file.change', { request: number, ...about });
    else log.operation({ request: number, ...about });
    if (request.op === 'setstat' && request.attributes.size !== undefined)
      for (const each of this.files.rest())
        if (each.path === places.path) each.in?.spoil('the file was cut by its path meanwhile');
    return this.forward(request.id, { ...asked(request.op, number), about }, operation, file);
  }

  private onHandle(request: HandleRequest, number: number, packet: Buffer): void {
    switch (request.op) {
      case 'unknown':
        return this.refuse(request, number, { code: statusCodes.opUnsupported, why: 'not supported' });
      case 'home-directory':
        if (this.isLimited)
          return this.refuse(request, number, denied('not with an access that is bound to folders'));
        break;
      case 'limits':
      case 'users-groups-by-id':
        break;
      default:
        return this.onFile(request, number, packet);
    }
    const user = request.op === 'home-directory' ? { user: inertName(request.user) } : {};
    this.batch.toTarget.log.operation({ request: number, op: request.op, ...user });
    void this.forward(request.id, asked(request.op, number), request, null);
  }

  private onFile(request: FileRequest, number: number, packet: Buffer): void {
    const file = this.files.of(request.handle);
    const to = request.op === 'copy-data' ? this.files.of(request.toHandle) : null;
    if (file === null || (request.op === 'copy-data' && to === null))
      return this.refuse(request, number, { code: statusCodes.failure, why: 'no such handle' });
    const refusal = refuseOnFile(this.settings, request, file, to);
    if (refusal !== null) return this.refuse(request, number, refusal, file);
    this.passOnFile(request, number, packet, file, to);
  }

  private passOnFile(
    request: FileRequest,
    number: number,
    packet: Buffer,
    file: OpenFile,
    to: OpenFile | null,
  ): void {
    const { log } = this.batch.toTarget;
    const handle = file.targetHandle;
    const about = describeOnFile(request, file, to);
    switch (request.op) {
      case 'read': {
        // A short answer is allowed to any read, so a client that wants more than a packet holds asks again.
        const { offset } = request;
        const length = Math.min(request.length, mostPieceBytes);
        log.entry({ form: 'readAsked', file: file.number, offset, length, status: 0, content: null });
        const read = { ...asked(request.op, number), offset, length };
        return void this.forward(request.id, read, { ...request, handle, length }, file);
      }
      case 'write': {
        const { offset, content } = request;
        const { length } = content;
        file.in?.carry(offset, content);
        const kept = this.settings.keepContents ? content : null;
        log.entry({ form: 'writeAsked', file: file.number, offset, length, status: 0, content: kept });
        const write = { ...asked(request.op, number), offset, length };
        return void this.forward(request.id, write, { ...request, handle }, file, packet);
      }
      case 'fsetstat':
      case 'copy-data':
        log.mark('file.change', { request: number, ...about });
        if (to !== null) to.in?.spoil('it was copied at the machine');
        break;
      case 'close':
        this.files.closing(file);
        log.operation({ request: number, ...about });
        break;
      default:
        log.operation({ request: number, ...about });
    }
    const size = request.op === 'fsetstat' ? (request.attributes.size ?? null) : null;
    const operation =
      request.op === 'copy-data'
        ? { ...request, handle, toHandle: to?.targetHandle ?? '' }
        : { ...request, handle };
    void this.forward(request.id, { ...asked(request.op, number), size, about }, operation, file);
  }

  private forward(
    clientId: number,
    asked: AskedOperation,
    operation: SftpOperation,
    file: OpenFile | null,
    packet?: Buffer,
  ): Promise<void> {
    return new Promise((answered) => {
      if (file) file.outstanding += 1;
      const id = this.requests.add({ clientId, asked, file, answered });
      this.batch.toTarget.add(
        packet && operation.op === 'write'
          ? redirectWrite(packet, id, operation.handle, operation)
          : encodeSftpRequest(id, operation),
      );
    });
  }

  private tell(request: PathRequest, number: number, path: WirePath): void {
    this.batch.answers.log.operation({
      request: number,
      op: request.op,
      path: inertName(path),
      outcome: 'ok',
    });
    this.batch.answers.add(encodeName(request.id, path));
  }

  private refuse(
    request: SftpRequest,
    number: number,
    { code, why }: Refusal,
    file: OpenFile | null = null,
  ): void {
    const about =
      'path' in request
        ? describeRequest(request, { path: request.path, to: 'to' in request ? request.to : null })
        : {
            op: request.op,
            ...(request.op === 'unknown' ? { name: inertName(request.name.slice(0, 200)) } : {}),
            ...(file ? { file: file.number, path: inertName(file.path) } : {}),
          };
    this.batch.answers.log.mark('file.refused', { request: number, ...about, why });
    this.batch.answers.add(encodeStatus(request.id, code, `Gatehouse: ${why}`));
  }
}

function asked(op: SftpOperation['op'], number: number): AskedOperation {
  return { op, number, offset: 0n, length: 0, size: null, about: {} };
}

/** The operation with its paths resolved, and without what no server needs to open or make something. */
function passedOn(request: PathRequest, places: Places | null): SftpOperation {
  const placed = places ? withPlaces(request, places) : request;
  if (placed.op !== 'open' && placed.op !== 'mkdir') return placed;
  const { permissions } = placed.attributes;
  return { ...placed, attributes: permissions === undefined ? {} : { permissions } };
}

function withPlaces(request: PathRequest, { path, to }: Places): PathRequest {
  return 'to' in request ? { ...request, path, to: to ?? request.to } : { ...request, path };
}
