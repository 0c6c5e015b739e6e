import type { Socket } from 'node:net';

/** The two ends of an IPC channel: a child process, or `process` in the child. */
export interface ChannelEnd {
  send?(message: object, handle?: Socket, options?: object, done?: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown, handle?: unknown) => void): unknown;
  readonly connected: boolean;
}

type Questions<All> = { [Name in keyof All]: [unknown, unknown] };

interface Envelope {
  readonly kind: 'ask' | 'answer' | 'failed' | 'tell';
  readonly id?: number;
  readonly name?: string;
  readonly body?: unknown;
}

const answerWithinMs = 10_000;

/**
 * Typed questions with answers, and news without, over the channel between the control process and a session host.
 * Only small things travel here; streams have sockets of their own, because this channel has no back-pressure.
 */
export class ProcessChannel<Asks extends Questions<Asks>, Tells, Answers extends Questions<Answers>, Hears> {
  private nextId = 1;
  private readonly waiting = new Map<number, { resolve(body: unknown): void; reject(error: Error): void }>();
  private readonly listeners = new Map<string, (body: unknown, handle?: Socket) => void>();
  private readonly answerers = new Map<string, (body: unknown) => Promise<unknown>>();

  constructor(private readonly end: ChannelEnd) {
    end.on('message', (message, handle) => this.took(message as Envelope, handle as Socket | undefined));
  }

  get isOpen(): boolean {
    return this.end.connected;
  }

  /** Rejects when the other side refuses, is gone, or does not answer in time. */
  ask<Name extends keyof Asks & string>(
    name: Name,
    body: Asks[Name][0],
    withinMs = answerWithinMs,
  ): Promise<Asks[Name][1]> {
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(() => reject(new Error(`no answer to ${name}`))), withinMs);
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.waiting.delete(id);
        act();
      };
      this.waiting.set(id, {
        resolve: (answer) => settle(() => resolve(answer)),
        reject: (error) => settle(() => reject(error)),
      });
      if (!this.post({ kind: 'ask', id, name, body }))
        this.waiting.get(id)?.reject(new Error('the channel is closed'));
    });
  }

  tell<Name extends keyof Tells & string>(name: Name, body: Tells[Name], handle?: Socket): boolean {
    return this.post({ kind: 'tell', name, body }, handle);
  }

  answer<Name extends keyof Answers & string>(
    name: Name,
    answerer: (body: Answers[Name][0]) => Promise<Answers[Name][1]>,
  ): void {
    this.answerers.set(name, answerer);
  }

  hear<Name extends keyof Hears & string>(
    name: Name,
    listener: (body: Hears[Name], handle?: Socket) => void,
  ): void {
    this.listeners.set(name, listener as (body: unknown, handle?: Socket) => void);
  }

  /** Whoever waits for an answer gets none: the other side is gone. */
  lost(): void {
    for (const { reject } of [...this.waiting.values()]) reject(new Error('the channel is closed'));
  }

  private took(message: Envelope, handle: Socket | undefined): void {
    if (message.kind === 'tell') this.heard(message, handle);
    else if (message.kind === 'ask') void this.respond(message);
    else {
      const waiting = this.waiting.get(message.id ?? 0);
      if (message.kind === 'answer') waiting?.resolve(message.body);
      else waiting?.reject(new Error('the control process could not do this'));
    }
  }

  /** News that cannot be understood is dropped: one bad message must not end the process that hears it. */
  private heard(message: Envelope, handle: Socket | undefined): void {
    try {
      this.listeners.get(message.name ?? '')?.(message.body, handle);
    } catch {
      handle?.destroy();
    }
  }

  private async respond({ id = 0, name = '', body }: Envelope): Promise<void> {
    try {
      const answerer = this.answerers.get(name);
      if (!answerer) throw new Error(`nobody answers ${name}`);
      this.post({ kind: 'answer', id, body: await answerer(body) });
    } catch {
      // What went wrong stays on this side; the other side fails closed.
      this.post({ kind: 'failed', id });
    }
  }

  private post(envelope: Envelope, handle?: Socket): boolean {
    if (!this.end.connected || !this.end.send) return false;
    try {
      this.end.send(envelope, handle, {}, (error) => {
        if (error) handle?.destroy();
      });
      return true;
    } catch {
      return false;
    }
  }
}
