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
}

/** UTF-16 of a text whose every character is a line end, and some room for what stands before it. */
const mostMessageBytes = 4 * longestClipboard + 4096;
/** Answers that are waited for: more questions are not asked, whatever lists come. */
const mostQuestions = 8;

/**
 * One end of the clipboard's channel, `cliprdr` (MS-RDPECLIP): text in both directions, each of them a right of its own. Files, pictures and
 * everything else are neither offered nor asked for. Its verbs throw `MalformedPdu` for what the protocol does not allow.
 */
export class ClipboardEnd {
  private readonly messages = new ChannelMessages(mostMessageBytes);
  private isReady = false;
  private hasLongNames = false;
  private text: string | null = null;
  /** Formats of the questions without an answer, in the order in which they were asked. */
  private readonly asked: number[] = [];

  constructor(private readonly parts: ClipboardEndParts) {}

  /** The channel is open. The server's end begins. */
  open(): void {
    if (this.parts.role === 'client') return;
    this.say(clipboardTypes.capabilities, 0, writeCapabilities());
    this.say(clipboardTypes.monitorReady, 0);
    this.isReady = true;
  }

  /** One chunk from the channel. */
  push(chunk: Uint8Array): void {
    const message = this.messages.push(chunk);
    if (message === null) return;
    if (message !== 'too-long') return this.take(message);
    // Only an answer can be that long.
    if (this.asked.shift() !== undefined) this.parts.changed(null);
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
    const format = [textFormats.unicode, textFormats.ansi].find((each) => formats.includes(each));
    if (format === undefined || !this.parts.mayTake || this.asked.length >= mostQuestions) return;
    this.asked.push(format);
    const body = Buffer.alloc(4);
    body.writeUInt32LE(format);
    this.say(clipboardTypes.formatDataRequest, 0, body);
  }

  private answer(format: number): void {
    const isText = format === textFormats.unicode || format === textFormats.ansi;
    if (!this.parts.mayGive || this.text === null || !isText)
      return this.say(clipboardTypes.formatDataResponse, responseFlags.failed);
    this.say(clipboardTypes.formatDataResponse, responseFlags.ok, writeClipboardText(this.text, format));
  }

  private takeText(flags: number, body: Buffer): void {
    const format = this.asked.shift();
    // Only what was asked for last is on the clipboard now.
    if (format === undefined || this.asked.length > 0 || !(flags & responseFlags.ok)) return;
    this.parts.changed(readClipboardText(body, format));
  }

  private offer(): void {
    this.say(clipboardTypes.formatList, 0, writeFormats(this.text !== null, this.hasLongNames));
  }

  private say(type: number, flags: number, body: Buffer = Buffer.alloc(0)): void {
    for (const chunk of chunksOf(writeClipboardPdu({ type, flags, body }))) this.parts.send(chunk);
  }
}
