import { longestClipboard } from '@gatehouse/screen';
import { ChannelMessages, chunksOf } from './channel-messages.js';
import {
  clipboardTypes,
  readClipboardPdu,
  readFormats,
  readTakesLongNames,
  responseFlags,
  textFormats,
  writeCapabilities,
  writeClipboardPdu,
  writeFormats,
} from './clipboard-pdu.js';
import { readClipboardText, writeClipboardText } from './clipboard-text.js';

export interface ClipboardEndParts {
  /** `server` begins; it is the side of the machine that is served. */
  readonly role: 'client' | 'server';
  /** Text may go to the other side. Without it nothing is offered there, and every question is answered with a failure. */
  readonly mayGive: boolean;
  /** Text of the other side may be asked for. */
  readonly mayTake: boolean;
  /** One chunk, on the channel. */
  send(chunk: Buffer): void;
  /** The other side has new text. Null: too long. */
  changed(text: string | null): void;
  /** This text is asked for the first time, and goes to the other side when `go` is called; left out: at once. */
  gives?(text: string, go: () => void): void;
  /**
   * There is something new to ask for: `ask` when no more follows for a moment; left out: at once. A client of FreeRDP says everything
   * twice, and loses the text when it is asked in between.
   */
  settles?(ask: () => void): void;
}

/** UTF-16 of a text whose every character is a line end, and some room for what stands before it. */
const mostMessageBytes = 4 * longestClipboard + 4096;
/** Questions of the other side that wait while a text is asked about. */
const mostAwaited = 8;
/** How long an answer is waited for before another question may be asked: some sides leave one out. */
const patienceMs = 3_000;

/**
 * One end of the clipboard's channel, `cliprdr` (MS-RDPECLIP): text in both directions, each of them a right of its own. Files, pictures and
 * everything else are neither offered nor asked for. Its verbs throw `MalformedPdu` for what the protocol does not allow.
 */
export class ClipboardEnd {
  private readonly messages = new ChannelMessages(mostMessageBytes);
  private isReady = false;
  private hasLongNames = false;
  private text: string | null = null;
  /** The text that was given before, and need not be asked about again. */
  private given: string | null = null;
  /** Formats in which the other side waits for the text, while it is asked about; null while it is not. */
  private awaited: number[] | null = null;
  /** What the other side has text in; null where it has none. */
  private offered: number | null = null;
  /** The question without an answer; one at a time. */
  private question: { readonly format: number; readonly askedMs: number } | null = null;
  /** Something newer was offered since it was asked: its answer says nothing. */
  private isStale = false;

  constructor(private readonly parts: ClipboardEndParts) {}

  /** The channel is open. The server's end begins. */
  open(): void {
    if (this.parts.role === 'client') return;
    this.say(clipboardTypes.capabilities, 0, writeCapabilities());
    this.say(clipboardTypes.monitorReady, 0);
  }

  /** One chunk from the channel. */
  push(chunk: Uint8Array): void {
    const message = this.messages.push(chunk);
    if (message === null) return;
    if (message !== 'too-long') return this.take(message);
    // Only an answer can be that long.
    if (this.answered() !== null) this.parts.changed(null);
  }

  /** What lies on this side's clipboard from now on. Nothing is said of it where it may not be given. */
  put(text: string): void {
    if (!this.parts.mayGive) return;
    this.text = text;
    if (this.isReady) this.offer();
  }

  private take(message: Buffer): void {
    const { type, flags, body } = readClipboardPdu(message);
    switch (type) {
      case clipboardTypes.capabilities:
        this.hasLongNames = readTakesLongNames(body);
        return;
      case clipboardTypes.monitorReady:
        if (this.parts.role === 'server') return;
        if (!this.parts.mayGive && !this.parts.mayTake) return;
        this.say(clipboardTypes.capabilities, 0, writeCapabilities());
        this.isReady = true;
        // Servers wait for a first list before they say what they have (section 1.3.2.1). Without the right to give it is an empty one.
        return this.offer();
      case clipboardTypes.formatList:
        return this.takeFormats(readFormats(body, this.hasLongNames));
      case clipboardTypes.formatDataRequest:
        return this.answer(body.length >= 4 ? body.readUInt32LE(0) : 0);
      case clipboardTypes.formatDataResponse:
        return this.takeText(flags, body);
      default:
        return;
    }
  }

  private takeFormats(formats: readonly number[]): void {
    this.say(clipboardTypes.formatListResponse, responseFlags.ok);
    if (!this.isReady && this.parts.role === 'server') {
      // The client has begun, too (section 1.3.2.1).
      this.isReady = true;
      if (this.text !== null) this.offer();
    }
    this.offered = [textFormats.unicode, textFormats.ansi].find((each) => formats.includes(each)) ?? null;
    this.isStale = this.question !== null;
    if (this.offered === null || !this.parts.mayTake) return;
    if (this.parts.settles) this.parts.settles(() => this.ask());
    else this.ask();
  }

  private ask(): void {
    const { question, offered } = this;
    const nowMs = performance.now();
    if (offered === null || (question && nowMs - question.askedMs < patienceMs)) return;
    this.question = { format: offered, askedMs: nowMs };
    this.isStale = false;
    const body = Buffer.alloc(4);
    body.writeUInt32LE(offered);
    this.say(clipboardTypes.formatDataRequest, 0, body);
  }

  /** The format that was asked for; null where the answer is to none, or to what has been replaced, and then it is asked anew. */
  private answered(): number | null {
    const { question, isStale } = this;
    this.question = null;
    if (!question || !isStale) return question?.format ?? null;
    this.ask();
    return null;
  }

  private answer(format: number): void {
    const isText = format === textFormats.unicode || format === textFormats.ansi;
    const { text, parts, awaited } = this;
    if (!parts.mayGive || text === null || !isText || (awaited && awaited.length >= mostAwaited))
      return this.say(clipboardTypes.formatDataResponse, responseFlags.failed);
    if (awaited) return void awaited.push(format);
    if (!parts.gives || this.given === text) return this.give(text, format);
    this.awaited = [format];
    parts.gives(text, () => {
      const formats = this.awaited ?? [];
      this.awaited = null;
      this.given = text;
      for (const each of formats) this.give(text, each);
    });
  }

  private give(text: string, format: number): void {
    this.say(clipboardTypes.formatDataResponse, responseFlags.ok, writeClipboardText(text, format));
  }

  private takeText(flags: number, body: Buffer): void {
    const format = this.answered();
    if (format === null || !(flags & responseFlags.ok)) return;
    this.parts.changed(readClipboardText(body, format));
  }

  private offer(): void {
    this.say(clipboardTypes.formatList, 0, writeFormats(this.text !== null, this.hasLongNames));
  }

  private say(type: number, flags: number, body: Buffer = Buffer.alloc(0)): void {
    for (const chunk of chunksOf(writeClipboardPdu({ type, flags, body }))) this.parts.send(chunk);
  }
}
