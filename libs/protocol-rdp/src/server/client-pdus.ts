import { PduFramer } from '../wire/framing/pdu-framer.js';
import { readFastPathInput } from '../wire/input/fast-path-input.js';
import type { InputEvent } from '../wire/input/input-event.js';
import { readDomainPdu } from '../wire/mcs/domain-pdu.js';
import { readShareControls } from '../wire/share/share-control.js';
import type { ShareControlPdu } from '../wire/share/share-control.js';
import { readDataTpdu } from '../wire/x224/data-tpdu.js';
import type { AgreedClient } from './agreed-client.js';

/** What a client sends once it is connected, in the one meaning it has here. */
export type ClientPdu =
  | { readonly kind: 'share'; readonly pdu: ShareControlPdu }
  | { readonly kind: 'input'; readonly events: readonly InputEvent[] }
  /** One chunk on a virtual channel that was agreed. */
  | { readonly kind: 'channel'; readonly id: number; readonly data: Buffer }
  | { readonly kind: 'leave' }
  /** Of MCS, or on a channel that there is not. */
  | { readonly kind: 'stray' };

const disconnectTpdu = 0x80;

/** Cuts a client's bytes into PDUs. Holds less than one PDU of at most 64 KiB. */
export class ClientPdus {
  private readonly framer = new PduFramer();
  private readonly channelIds: ReadonlySet<number>;

  constructor(private readonly agreed: AgreedClient) {
    this.channelIds = new Set(agreed.channels.map(({ id }) => id));
  }

  /** @throws MalformedPdu. */
  *push(bytes: Uint8Array): Generator<ClientPdu> {
    this.framer.push(bytes);
    for (let frame = this.framer.next(); frame; frame = this.framer.next()) {
      if (frame.kind === 'fast-path')
        yield { kind: 'input', events: readFastPathInput(frame.header, frame.payload) };
      else yield* this.readTpdu(frame.payload);
    }
  }

  private *readTpdu(tpdu: Buffer): Generator<ClientPdu, void> {
    if (tpdu[1] === disconnectTpdu) {
      yield { kind: 'leave' };
      return;
    }
    const pdu = readDomainPdu(readDataTpdu(tpdu));
    if (pdu.kind === 'disconnect-provider-ultimatum') yield { kind: 'leave' };
    else if (pdu.kind !== 'send-data-request' || pdu.userId !== this.agreed.userId) yield { kind: 'stray' };
    else if (pdu.channelId === this.agreed.ioChannelId)
      for (const control of readShareControls(pdu.data)) yield { kind: 'share', pdu: control };
    else if (this.channelIds.has(pdu.channelId)) yield { kind: 'channel', id: pdu.channelId, data: pdu.data };
    else yield { kind: 'stray' };
  }
}
