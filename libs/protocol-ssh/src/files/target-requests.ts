import type { OpenFile } from './open-files.js';
import { statusCodes } from './sftp-numbers.js';
import type { SftpReply } from './sftp-reply.js';
import type { SftpOperation } from './sftp-request.js';

/** What the reply is judged and recorded by. */
export interface AskedOperation {
  readonly op: SftpOperation['op'];
  /** In this channel, from 1: links what was asked with what came of it in the recording. */
  readonly number: number;
  /** Of a read or write; 0 otherwise. */
  readonly offset: bigint;
  readonly length: number;
  /** The size that a change of attributes gives the file; null for none. */
  readonly size: bigint | null;
  /** As it stands in the recording. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** A request of the client that the target has not answered yet. */
export interface ClientRequest {
  readonly clientId: number;
  readonly asked: AskedOperation;
  readonly file: OpenFile | null;
  /** Told when the answer has come, before the client has it. */
  readonly answered: () => void;
}

type Outstanding = { readonly request: ClientRequest } | { readonly own: (reply: SftpReply) => void };

const mostOutstanding = 256;

/** What waits for an answer of the target, under ids of ours. Each id is answered once. */
export class TargetRequests {
  private readonly waiting = new Map<number, Outstanding>();
  private nextId = 1;
  private isOver = false;
  private wake: (() => void)[] = [];

  constructor(private readonly send: (packet: Buffer) => Promise<void>) {}

  hasRoom(): boolean {
    return this.waiting.size < mostOutstanding;
  }

  /** The id under which it goes to the target. */
  add(request: ClientRequest): number {
    return this.register({ request });
  }

  /** A question of our own, answered in the turn in which the reply comes; with a failure when the target leaves. */
  question(encode: (id: number) => Buffer, answered: (reply: SftpReply) => void): void {
    if (this.isOver) return answered(noAnswer(0));
    const id = this.register({ own: answered });
    // Not waited for: whoever hears the target must never wait until it reads.
    void this.send(encode(id));
  }

  ask(encode: (id: number) => Buffer): Promise<SftpReply> {
    return new Promise((resolve) => this.question(encode, resolve));
  }

  /** Null for an answer to nothing that was asked. */
  take(id: number): Outstanding | null {
    const found = this.waiting.get(id) ?? null;
    if (found) {
      this.waiting.delete(id);
      this.wakeAll();
    }
    return found;
  }

  async room(): Promise<void> {
    while (!this.isOver && !this.hasRoom()) await this.change();
  }

  /** Resolves when nothing is outstanding, or the target is gone. */
  async idle(): Promise<void> {
    while (!this.isOver && this.waiting.size > 0) await this.change();
  }

  /** No answer comes any more. */
  end(): void {
    this.isOver = true;
    for (const [id, each] of this.waiting) {
      if ('own' in each) each.own(noAnswer(id));
      else each.request.answered();
    }
    this.waiting.clear();
    this.wakeAll();
  }

  private register(outstanding: Outstanding): number {
    while (this.waiting.has(this.nextId)) this.nextId = (this.nextId + 1) >>> 0;
    const id = this.nextId;
    this.waiting.set(id, outstanding);
    this.nextId = (id + 1) >>> 0;
    return id;
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.wake.push(resolve));
  }

  private wakeAll(): void {
    for (const resolve of this.wake.splice(0)) resolve();
  }
}

function noAnswer(id: number): SftpReply {
  return { id, kind: 'status', code: statusCodes.connectionLost, text: '' };
}
