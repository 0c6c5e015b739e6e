import { BrokenViewer } from '@gatehouse/desktop';
import type { Area, OpenViewer, Viewer, ViewerParts } from '@gatehouse/desktop';
import type { CursorShape, ScreenItem } from '@gatehouse/screen';
import { ClipboardEnd } from '../clipboard/clipboard-end.js';
import { ClientKeyboard } from '../keyboard/client-keyboard.js';
import { layoutFor } from '../keyboard/layout-for.js';
import type { ClientAbilities } from '../wire/capabilities/client-abilities.js';
import type { InputEvent } from '../wire/input/input-event.js';
import { readSlowPathInput } from '../wire/input/slow-path-input.js';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import { writeDomainPdu } from '../wire/mcs/write-domain-pdu.js';
import { readRefreshRect } from '../wire/share/refresh-rect.js';
import { shareDataTypes } from '../wire/share/share-data.js';
import type { ShareDataPdu } from '../wire/share/share-data.js';
import { readSuppressOutput } from '../wire/share/suppress-output.js';
import type { GraphicsUpdate } from '../wire/updates/graphics-update.js';
import { writeSlowPathUpdate } from '../wire/updates/slow-path-updates.js';
import { writeFastPathUpdate } from '../wire/updates/write-fast-path-update.js';
import { writeDataTpdu } from '../wire/x224/data-tpdu.js';
import { readAgreedClient } from './agreed-client.js';
import type { AgreedClient } from './agreed-client.js';
import { Banner } from './banner.js';
import { ClientPdus } from './client-pdus.js';
import type { ClientPdu } from './client-pdus.js';
import { ClientPointer } from './client-pointer.js';
import { ClientShare } from './client-share.js';
import { LegPieces } from './leg-pieces.js';
import type { LegPiece } from './leg-pieces.js';
import { serverUserId } from './mcs-numbers.js';
import { PictureUpdates } from './picture-updates.js';
import { pointerUpdate } from './pointer-updates.js';
import { UnsentAreas } from './unsent-areas.js';

/** Sent and not taken by the client's socket: beyond the first no picture is sent, beyond the second it is cut. */
const enoughUntakenBytes = 256 * 1024;
const mostUntakenBytes = 2 * 1024 * 1024;
/** A client may ask for its picture anew this often. */
const refreshEveryMs = 250;
/** PDUs that mean nothing here, in one session: clients of later versions send some, none sends them without end. */
const mostStrays = 10_000;
const clipboardChannel = 'cliprdr';
/** How long a client has said nothing new of its clipboard before it is asked for the text. */
const settledMs = 150;

/** The gateway's RDP server for a client that its door has connected: see `RdpViewer`. */
export const openRdpViewer: OpenViewer = (agreed, parts) => new RdpViewer(readAgreedClient(agreed), parts);

/**
 * The gateway's RDP server for one client, from licensing on (MS-RDPBCGR section 1.3.1.1). Invariant: it shows what is on record and
 * words of the gateway, and nothing else. What the client does not take is never queued: there is one area for each tile, and a few
 * hundred kilobytes under way. Its verbs throw `BrokenViewer` where the client cannot go on.
 */
export class RdpViewer implements Viewer {
  private readonly pieces = new LegPieces();
  private readonly pdus: ClientPdus;
  private readonly share: ClientShare;
  private readonly unsent: UnsentAreas;
  private readonly banner: Banner;
  private readonly mouse = new ClientPointer();
  private readonly keyboard: ClientKeyboard;
  private readonly clipboard: { readonly channelId: number; readonly end: ClipboardEnd } | null;
  private updates: PictureUpdates | null = null;
  private abilities: ClientAbilities | null = null;
  private size: { readonly width: number; readonly height: number } | null = null;
  private cursor: CursorShape | null = null;
  private isCursorUnsent = false;
  private isSuppressed = false;
  private hasLeft = false;
  private strays = 0;
  private untakenBytes = 0;
  private refreshedMs = -Infinity;
  private refreshing: NodeJS.Timeout | null = null;
  private settling: NodeJS.Timeout | null = null;

  constructor(
    private readonly agreed: AgreedClient,
    private readonly parts: ViewerParts,
  ) {
    this.pdus = new ClientPdus(agreed);
    this.unsent = new UnsentAreas(parts.picture);
    this.banner = new Banner((height) => {
      this.unsent.add({ x: 0, y: 0, width: parts.picture.width, height });
      parts.later(() => this.flush());
    });
    this.share = new ClientShare({
      agreed,
      send: (data) => this.sendOn(agreed.ioChannelId, data),
      activated: (abilities) => this.activated(abilities),
      data: (pdu) => this.takeData(pdu),
      stray: () => this.stray(),
    });
    this.keyboard = new ClientKeyboard(layoutFor(agreed.keyboardLayout));
    this.clipboard = this.openClipboard();
    const served = this.clipboard ? clipboardChannel : null;
    for (const name of new Set(agreed.channels.map((channel) => channel.name)))
      if (name !== served && name !== '') parts.refusedChannel(name);
  }

  /** Pieces of the leg: what the client sent, and words for its picture. */
  push(bytes: Uint8Array): void {
    try {
      for (const piece of this.pieces.push(bytes)) this.takePiece(piece);
    } catch (error) {
      throw error instanceof MalformedPdu ? new BrokenViewer(error.message) : error;
    }
    this.flush();
  }

  /** The client's socket has taken so many more bytes. */
  took(bytes: number): void {
    this.untakenBytes -= bytes;
    this.flush();
  }

  /** These are in the picture now, and on record. */
  shown(items: readonly ScreenItem[]): void {
    for (const item of items) if (item.kind === 'rect') this.unsent.add(item);
    this.flush();
  }

  /** On record, too. */
  showCursor(shape: CursorShape): void {
    this.cursor = shape;
    this.isCursorUnsent = true;
    this.flush();
  }

  /** Clients sound what the machine plays, or nothing: there is no bell in RDP that all of them know. */
  ring(): void {}

  clipboardChanged(text: string): void {
    this.clipboard?.end.put(text);
  }

  close(): void {
    for (const timer of [this.refreshing, this.settling]) if (timer) clearTimeout(timer);
    this.banner.close();
  }

  private takePiece(piece: LegPiece): void {
    if (piece.kind === 'bytes') {
      for (const pdu of this.pdus.push(piece.bytes)) if (!this.hasLeft) this.take(pdu);
    } else if (piece.kind === 'standing-words') this.banner.stand(piece.words);
    else {
      if (piece.kind === 'last-words') this.banner.stand(null);
      this.banner.pass(piece.words);
    }
  }

  private take(pdu: ClientPdu): void {
    switch (pdu.kind) {
      case 'share':
        return this.share.take(pdu.pdu);
      case 'input':
        return this.takeInput(pdu.events);
      case 'channel':
        if (pdu.id !== this.clipboard?.channelId || !this.abilities) return this.stray();
        return this.clipboard.end.push(pdu.data);
      case 'leave':
        // It closes its connection next.
        this.hasLeft = true;
        return;
      case 'stray':
        return this.stray();
    }
  }

  private takeData({ type, body }: ShareDataPdu): void {
    switch (type) {
      case shareDataTypes.input:
        return this.takeInput(readSlowPathInput(body));
      case shareDataTypes.refreshRect:
        return this.refresh(readRefreshRect(body));
      case shareDataTypes.suppressOutput: {
        const area = readSuppressOutput(body);
        this.isSuppressed = area === null;
        return area ? this.refresh([area]) : undefined;
      }
      case shareDataTypes.shutdownRequest:
        // Its person is asked whether to disconnect, which needs nothing of us.
        return this.share.sendData(shareDataTypes.shutdownDenied, Buffer.alloc(0));
      case shareDataTypes.synchronize:
      case shareDataTypes.control:
      case shareDataTypes.fontList:
      case shareDataTypes.persistentKeyList:
        return;
      default:
        return this.stray();
    }
  }

  private takeInput(events: readonly InputEvent[]): void {
    if (!this.share.isActive) return;
    for (const event of events)
      if (event.kind === 'pointer' || event.kind === 'extended-pointer')
        for (const pointer of this.mouse.take(event)) this.parts.pointer(pointer);
      else for (const key of this.keyboard.take(event)) this.parts.key(key);
  }

  /** Only where there is a right to it; without, the channel is one of those that are not served. */
  private openClipboard(): { channelId: number; end: ClipboardEnd } | null {
    const { mayPaste, mayCopy, pasted, copies } = this.parts;
    const channel = this.agreed.channels.find(({ name }) => name === clipboardChannel);
    if (!channel || (!mayPaste && !mayCopy)) return null;
    const end = new ClipboardEnd({
      ...{ role: 'server', mayTake: mayPaste, mayGive: mayCopy },
      send: (chunk) => this.sendOn(channel.id, chunk),
      changed: pasted,
      gives: copies,
      settles: (ask) => {
        if (this.settling) clearTimeout(this.settling);
        this.settling = setTimeout(() => this.parts.later(ask), settledMs);
      },
    });
    return { channelId: channel.id, end };
  }

  private stray(): void {
    this.strays += 1;
    if (this.strays > mostStrays) throw new BrokenViewer('it sends without end what is not spoken');
  }

  private activated(abilities: ClientAbilities): void {
    const { agreed, parts } = this;
    if (!this.abilities) this.clipboard?.end.open();
    this.abilities = abilities;
    this.updates = new PictureUpdates(
      parts.picture,
      this.unsent,
      { bitsPerPixel: agreed.colourDepth, takesNoAlpha: abilities.skipsAlpha },
      !abilities.takesBareBitmaps,
    );
    this.isSuppressed = false;
    this.isCursorUnsent = this.cursor !== null;
    this.unsent.addAll();
  }

  /** Sends what there is to show, as far as the client takes it. */
  private flush(): void {
    if (this.hasLeft || !this.parts.mayShow() || this.parts.picture.width === 0) return;
    this.followSize();
    const { updates, abilities, cursor } = this;
    if (!this.share.isActive || !updates || !abilities || this.isSuppressed) return;
    if (this.untakenBytes >= enoughUntakenBytes) return;
    if (cursor && this.isCursorUnsent) {
      this.isCursorUnsent = false;
      this.sendUpdate(pointerUpdate(cursor, abilities), abilities);
    }
    while (this.untakenBytes < enoughUntakenBytes) {
      const update = updates.next(this.banner.picture);
      if (!update) return;
      this.sendUpdate(update, abilities);
    }
  }

  /** A share has one size: another one begins a new share, once the client has come to the end of beginning the last. */
  private followSize(): void {
    const { width, height } = this.parts.picture;
    if (this.size?.width === width && this.size.height === height) return;
    if (this.size && !this.share.isActive) return;
    if (this.abilities && !this.abilities.takesResize)
      throw new BrokenViewer('it cannot follow a screen that changes its size');
    this.size = { width, height };
    this.updates = null;
    this.unsent.clear();
    this.share.begin(this.size);
    this.banner.fit(width);
  }

  /** Asked for by a client that lost its picture; one that asks without pause is answered a few times a second. */
  private refresh(areas: readonly Area[]): void {
    if (this.refreshing) return;
    const waitMs = this.refreshedMs + refreshEveryMs - performance.now();
    if (waitMs <= 0) {
      this.refreshedMs = performance.now();
      for (const area of areas) this.unsent.add(area);
      return;
    }
    this.refreshing = setTimeout(() => {
      this.refreshing = null;
      this.refreshedMs = performance.now();
      this.unsent.addAll();
      this.parts.later(() => this.flush());
    }, waitMs);
  }

  private sendUpdate(update: GraphicsUpdate, { takesFastPathOutput }: ClientAbilities): void {
    if (takesFastPathOutput) {
      for (const pdu of writeFastPathUpdate(update)) this.send(pdu);
      return;
    }
    const slow = writeSlowPathUpdate(update);
    if (slow) this.share.sendData(slow.type, slow.body);
  }

  private sendOn(channelId: number, data: Buffer): void {
    this.send(
      writeDataTpdu(writeDomainPdu({ kind: 'send-data-indication', userId: serverUserId, channelId, data })),
    );
  }

  private send(bytes: Buffer): void {
    this.untakenBytes += bytes.length;
    if (this.untakenBytes > mostUntakenBytes) throw new BrokenViewer('it does not take what it asked for');
    this.parts.send(bytes);
  }
}
