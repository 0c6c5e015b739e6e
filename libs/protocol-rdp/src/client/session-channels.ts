import { readDomainPdu } from '../wire/mcs/domain-pdu.js';
import { writeDomainPdu } from '../wire/mcs/write-domain-pdu.js';
import { readDataTpdu, writeDataTpdu } from '../wire/x224/data-tpdu.js';
import type { TargetDomain } from './join-domain.js';
import type { TargetWire } from './target-wire.js';

/** What comes from a target once its channels are joined. */
export type FromTarget =
  | { readonly kind: 'fast-path'; readonly header: number; readonly payload: Buffer }
  | { readonly kind: 'io' | 'message' | 'clipboard' | 'dynamic'; readonly data: Buffer }
  /** On a channel that was not joined: nothing of it has a meaning. */
  | { readonly kind: 'other' }
  | { readonly kind: 'disconnect'; readonly reason: number };

/** The joined channels of a target, as ways to speak and hear. */
export class SessionChannels {
  constructor(
    private readonly wire: TargetWire,
    private readonly domain: TargetDomain,
  ) {}

  get userId(): number {
    return this.domain.userId;
  }

  get hasClipboard(): boolean {
    return this.domain.clipboardChannelId !== null;
  }

  /** @throws TargetGone, MalformedPdu. */
  async next(): Promise<FromTarget> {
    const frame = await this.wire.next();
    if (frame.kind === 'fast-path') return frame;
    const pdu = readDomainPdu(readDataTpdu(frame.payload));
    if (pdu.kind === 'disconnect-provider-ultimatum') return { kind: 'disconnect', reason: pdu.reason };
    if (pdu.kind !== 'send-data-indication') return { kind: 'other' };
    const { channelId, data } = pdu;
    const { ioChannelId, messageChannelId, clipboardChannelId, dynamicChannelId } = this.domain;
    if (channelId === ioChannelId) return { kind: 'io', data };
    if (channelId === messageChannelId) return { kind: 'message', data };
    if (channelId === dynamicChannelId) return { kind: 'dynamic', data };
    return channelId === clipboardChannelId ? { kind: 'clipboard', data } : { kind: 'other' };
  }

  onIo(data: Uint8Array): void {
    this.say(this.domain.ioChannelId, data);
  }

  onMessages(data: Uint8Array): void {
    if (this.domain.messageChannelId !== null) this.say(this.domain.messageChannelId, data);
  }

  onClipboard(data: Uint8Array): void {
    if (this.domain.clipboardChannelId !== null) this.say(this.domain.clipboardChannelId, data);
  }

  onDynamic(data: Uint8Array): void {
    if (this.domain.dynamicChannelId !== null) this.say(this.domain.dynamicChannelId, data);
  }

  fastPath(pdus: readonly Buffer[]): void {
    for (const pdu of pdus) this.wire.send(pdu);
  }

  /** The last words. */
  disconnect(): void {
    this.wire.send(writeDataTpdu(writeDomainPdu({ kind: 'disconnect-provider-ultimatum', reason: 3 })));
  }

  private say(channelId: number, data: Uint8Array): void {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const { userId } = this.domain;
    this.wire.send(
      writeDataTpdu(writeDomainPdu({ kind: 'send-data-request', userId, channelId, data: bytes })),
    );
  }
}
