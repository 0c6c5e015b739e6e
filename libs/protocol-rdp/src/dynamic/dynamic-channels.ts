import { ChannelMessages, chunksOf } from '../clipboard/channel-messages.js';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import { readDynamicChannelPdu, writeDynamicChannelPdu } from '../wire/dynamic/dynamic-channel-pdu.js';
import type { DynamicChannelPdu } from '../wire/dynamic/dynamic-channel-pdu.js';

/** What hears a channel that the server opened. */
export interface DynamicListener {
  /** A whole message. Throws `MalformedPdu`. */
  take(message: Buffer): void;
}

export interface DynamicChannelsParts {
  /** One chunk, on the channel `drdynvc`. */
  send(chunk: Buffer): void;
  /** Who hears the channel of this name; null where there is no such channel here. @param say one message, back to the server. */
  opened(name: string, say: (message: Buffer) => void): DynamicListener | null;
  closed(name: string): void;
}

/** Version 3 would bring compression. xrdp goes on with no client of version 1. */
const newestVersion = 2;
/** What is put together of `drdynvc`; its own messages have 1600 bytes (MS-RDPEDYC section 3.1.5.1.4). */
const mostBytes = 64 * 1024;
/** What one message of a dynamic channel may have; those of the display have 20 bytes. */
const mostMessageBytes = 4096;
/** STATUS_UNSUCCESSFUL, as an HRESULT: there is nobody here for such a channel. */
const refused = 0xc000_0001 | 0;

interface OpenChannel {
  readonly name: string;
  readonly listener: DynamicListener;
  /** What has come of a message in pieces, and its length; null while none is under way. */
  pending: { readonly messageBytes: number; readonly pieces: Buffer[]; received: number } | null;
}

/**
 * The client's end of the dynamic virtual channels (MS-RDPEDYC). Invariant: a channel that nobody here asked for is refused, and what
 * comes on one that is not open is read past; no more of a message is kept than `mostMessageBytes`, whatever it announces. Each channel
 * is open once. Its verbs throw `MalformedPdu` for what the protocol does not allow.
 */
export class DynamicChannels {
  private readonly messages = new ChannelMessages(mostBytes);
  private readonly open = new Map<number, OpenChannel>();

  constructor(private readonly parts: DynamicChannelsParts) {}

  /** One chunk from the channel. */
  push(chunk: Uint8Array): void {
    const message = this.messages.push(chunk);
    if (Buffer.isBuffer(message)) this.take(readDynamicChannelPdu(message, 'server'));
  }

  private take(pdu: DynamicChannelPdu): void {
    switch (pdu.kind) {
      case 'capabilities':
        return this.say({
          kind: 'capabilities',
          from: 'client',
          version: Math.min(pdu.version, newestVersion),
        });
      case 'create-request':
        return this.create(pdu.channelId, pdu.name);
      case 'data-first':
        return this.begin(pdu);
      case 'data':
        return this.goOn(pdu.channelId, pdu.data);
      case 'close':
        return this.close(pdu.channelId);
      default:
        return;
    }
  }

  private create(channelId: number, name: string): void {
    const isThere = this.open.has(channelId) || [...this.open.values()].some((each) => each.name === name);
    const listener = isThere
      ? null
      : this.parts.opened(name, (data) => this.say({ kind: 'data', channelId, data }));
    if (listener) this.open.set(channelId, { name, listener, pending: null });
    this.say({ kind: 'create-response', channelId, status: listener ? 0 : refused });
  }

  private begin({ channelId, messageBytes, data }: Extract<DynamicChannelPdu, { kind: 'data-first' }>): void {
    const channel = this.open.get(channelId);
    if (!channel) return;
    if (channel.pending) throw new MalformedPdu('a message of a dynamic channel begins within another');
    if (messageBytes > mostMessageBytes) throw new MalformedPdu('a message of a dynamic channel is too long');
    channel.pending = { messageBytes, pieces: [], received: 0 };
    this.goOn(channelId, data);
  }

  private goOn(channelId: number, data: Buffer): void {
    const channel = this.open.get(channelId);
    if (!channel) return;
    const { pending } = channel;
    if (!pending) return channel.listener.take(data);
    pending.received += data.length;
    if (pending.received > pending.messageBytes)
      throw new MalformedPdu('a message of a dynamic channel is longer than it was said to be');
    // Pieces of nothing are no reason to keep anything.
    if (data.length > 0) pending.pieces.push(Buffer.from(data));
    if (pending.received < pending.messageBytes) return;
    channel.pending = null;
    channel.listener.take(Buffer.concat(pending.pieces));
  }

  /** Answered with the same (section 3.2.5.2). */
  private close(channelId: number): void {
    const channel = this.open.get(channelId);
    if (!channel) return;
    this.open.delete(channelId);
    this.say({ kind: 'close', channelId });
    this.parts.closed(channel.name);
  }

  private say(pdu: Exclude<DynamicChannelPdu, { kind: 'other' }>): void {
    for (const chunk of chunksOf(writeDynamicChannelPdu(pdu))) this.parts.send(chunk);
  }
}
