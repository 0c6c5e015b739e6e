import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { Surface } from '@gatehouse/desktop';
import { decodeBitmap } from '../../bitmap/decode-bitmap.js';
import { noPalette } from '../../bitmap/palette.js';
import { readBitmapCapability } from '../../wire/capabilities/bitmap-capability.js';
import { capabilityTypes } from '../../wire/capabilities/capability-set.js';
import type { CapabilitySet } from '../../wire/capabilities/capability-set.js';
import { writeConfirmActive } from '../../wire/capabilities/confirm-active.js';
import { confirmedCapabilities } from '../../wire/capabilities/confirmed-capabilities.js';
import { readDemandActive } from '../../wire/capabilities/demand-active.js';
import { PduFramer } from '../../wire/framing/pdu-framer.js';
import { writeClientData } from '../../wire/gcc/client-data.js';
import type { ClientData } from '../../wire/gcc/client-data.js';
import {
  readConferenceCreateResponse,
  writeConferenceCreateRequest,
} from '../../wire/gcc/conference-create.js';
import { readServerData } from '../../wire/gcc/server-data.js';
import type { ServerData } from '../../wire/gcc/server-data.js';
import { clientInfoFlags, writeClientInfo } from '../../wire/info/client-info.js';
import { writeFastPathInput } from '../../wire/input/fast-path-input.js';
import type { InputEvent } from '../../wire/input/input-event.js';
import { writeConnectInitial } from '../../wire/mcs/connect-initial.js';
import { readConnectResponse } from '../../wire/mcs/connect-response.js';
import { readDomainPdu } from '../../wire/mcs/domain-pdu.js';
import type { DomainPdu } from '../../wire/mcs/domain-pdu.js';
import { writeDomainPdu } from '../../wire/mcs/write-domain-pdu.js';
import { controlActions, writeControl } from '../../wire/share/control.js';
import { readErrorInfo } from '../../wire/share/error-info.js';
import { writeFontList } from '../../wire/share/font-list.js';
import { readShareControls, shareControlTypes } from '../../wire/share/share-control.js';
import { readShareData, shareDataTypes, writeShareData } from '../../wire/share/share-data.js';
import { writeSynchronize } from '../../wire/share/synchronize.js';
import { readBitmapUpdate } from '../../wire/updates/bitmap-update.js';
import { FastPathUpdates } from '../../wire/updates/fast-path-updates.js';
import { updateCodes } from '../../wire/updates/graphics-update.js';
import type { GraphicsUpdate } from '../../wire/updates/graphics-update.js';
import { readSlowPathPointer, readSlowPathUpdate } from '../../wire/updates/slow-path-updates.js';
import { readConnectionConfirm } from '../../wire/x224/connection-confirm.js';
import type { ConnectionConfirm } from '../../wire/x224/connection-confirm.js';
import { writeConnectionRequest } from '../../wire/x224/connection-request.js';
import { readDataTpdu, writeDataTpdu } from '../../wire/x224/data-tpdu.js';
import { securityProtocols } from '../../wire/x224/security-protocols.js';
import { goodName, goodToken } from './door-world.js';

/** What a usual client says of itself: 32 bits, 320 x 240, a German keyboard, a clipboard. */
export const plainClientData: ClientData = {
  core: {
    ...{ version: 0x00080004, width: 320, height: 240, keyboardLayout: 0x0407, clientBuild: 2600 },
    ...{ clientName: 'desk', keyboardType: 4, keyboardSubtype: 0, functionKeys: 12 },
    ...{ postBeta2ColourDepth: 0xca01, highColourDepth: 24, supportedColourDepths: 0x0f },
    ...{ earlyCapabilityFlags: 0x0003, connectionType: 0, serverSelectedProtocol: securityProtocols.tls },
  },
  encryptionMethods: 0,
  channels: [{ name: 'cliprdr', options: 0xc0a00000 }],
  cluster: null,
  isMessageChannelAsked: false,
};

/** A client step by step, so that a spec can do each of them wrongly. What it is shown is drawn as a client draws it. */
export class ScriptedClient {
  readonly surface = new Surface();
  /** Types of data PDUs, and names of what else came, in order. */
  readonly heard: string[] = [];
  /** Of updates but bitmaps. */
  readonly updates: GraphicsUpdate[] = [];
  readonly gone: Promise<void>;
  errorInfo: number | null = null;
  shares = 0;
  server: ServerData | null = null;
  userId = 0;
  secure: TLSSocket | null = null;
  private readonly framer = new PduFramer();
  private readonly fastPath = new FastPathUpdates();
  private readonly tpdus: Buffer[] = [];
  private shareId = 0;
  private isRunning = false;
  private wake: () => void = () => undefined;
  private isGone = false;

  private constructor(readonly socket: Socket) {
    this.gone = new Promise((resolve) =>
      socket.once('close', () => {
        this.isGone = true;
        this.wake();
        resolve();
      }),
    );
    socket.on('error', () => undefined);
    socket.on('data', this.hear);
  }

  static async at(port: number): Promise<ScriptedClient> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new ScriptedClient(socket);
  }

  /** Everything up to a desktop that is drawn. */
  static async activeAt(port: number, data = plainClientData, sets?: Confirmed): Promise<ScriptedClient> {
    const client = await ScriptedClient.at(port);
    await client.negotiate();
    await client.startTls();
    await client.connect(data);
    client.sendInfo();
    await client.activate(data, sets);
    return client;
  }

  write(bytes: Uint8Array): void {
    const stream = this.secure ?? this.socket;
    if (stream.writable) stream.write(bytes);
  }

  async negotiate(protocols: number | null = securityProtocols.tls): Promise<ConnectionConfirm> {
    this.write(writeConnectionRequest({ cookie: 'tomas', routingToken: null, protocols, flags: 0 }));
    return readConnectionConfirm(await this.next());
  }

  /** Where the request went out as bytes. */
  async confirmed(): Promise<ConnectionConfirm> {
    return readConnectionConfirm(await this.next());
  }

  async startTlsAfterConfirm(): Promise<void> {
    await this.confirmed();
    return this.startTls();
  }

  async startTls(): Promise<void> {
    const { socket } = this;
    socket.off('data', this.hear);
    const secure = connectTls({ socket, rejectUnauthorized: false });
    this.secure = secure;
    secure.on('error', () => undefined);
    secure.on('data', this.hear);
    await new Promise<void>((resolve, reject) => secure.once('secureConnect', resolve).once('error', reject));
  }

  async connect(data = plainClientData): Promise<void> {
    this.write(writeDataTpdu(writeConnectInitial(writeConferenceCreateRequest(writeClientData(data)))));
    const response = readConnectResponse(readDataTpdu(await this.next()));
    this.server = readServerData(readConferenceCreateResponse(response.userData));
    this.writeDomain({ kind: 'erect-domain' });
    this.writeDomain({ kind: 'attach-user-request' });
    const attached = readDomainPdu(readDataTpdu(await this.next()));
    if (attached.kind === 'attach-user-confirm') this.userId = attached.userId;
    for (const channelId of [this.userId, this.server.ioChannelId, ...this.server.channelIds])
      await this.join(channelId);
  }

  /** Gives the result: 0 for a channel that was joined. */
  async join(channelId: number): Promise<number> {
    this.writeDomain({ kind: 'channel-join-request', userId: this.userId, channelId });
    const answer = readDomainPdu(readDataTpdu(await this.next()));
    return answer.kind === 'channel-join-confirm' ? answer.result : -1;
  }

  /** @param reconnect what stands in place of the empty reconnect cookie, its length included. */
  sendInfo(user = goodName, password = goodToken, reconnect?: Buffer): void {
    const flags = clientInfoFlags.mouse | clientInfoFlags.autoLogon;
    const texts = { domain: '', user, password, alternateShell: '', workingDirectory: '', clientAddress: '' };
    const info = writeClientInfo({ ...texts, flags, performanceFlags: 0 });
    this.writeData(this.ioChannelId, reconnect ? Buffer.concat([info.subarray(0, -2), reconnect]) : info);
    this.isRunning = true;
    for (const tpdu of this.tpdus.splice(0)) this.hearTpdu(tpdu);
  }

  /** Confirms and finalises the share that was demanded last. */
  async activate(data = plainClientData, sets: Confirmed = (given) => given): Promise<void> {
    const before = this.count('type 40');
    await this.until(() => this.shares > 0);
    this.confirm(data, sets);
    await this.until(() => this.count('type 40') > before);
  }

  confirm(data = plainClientData, sets: Confirmed = (given) => given): void {
    const { width, height } = this.surface;
    const capabilities = sets(
      confirmedCapabilities({
        ...{ width, height, keyboardLayout: data.core.keyboardLayout },
        bitsPerPixel: 32,
      }),
    );
    this.writeShare(writeConfirmActive(this.userId, { shareId: this.shareId, capabilities }));
    this.sendShareData(shareDataTypes.synchronize, writeSynchronize(1002));
    for (const action of [controlActions.cooperate, controlActions.request])
      this.sendShareData(shareDataTypes.control, writeControl({ action, grantId: 0, controlId: 0 }));
    this.sendShareData(shareDataTypes.fontList, writeFontList());
  }

  input(...events: readonly InputEvent[]): void {
    for (const pdu of writeFastPathInput(events)) this.write(pdu);
  }

  sendShareData(type: number, body: Buffer): void {
    this.writeShare(writeShareData(this.userId, { shareId: this.shareId, type, body }));
  }

  writeShare(data: Buffer): void {
    this.writeData(this.ioChannelId, data);
  }

  writeData(channelId: number, data: Buffer): void {
    this.writeDomain({ kind: 'send-data-request', userId: this.userId, channelId, data });
  }

  writeDomain(pdu: DomainPdu): void {
    this.write(writeDataTpdu(writeDomainPdu(pdu)));
  }

  count(what: string): number {
    return this.heard.filter((each) => each === what).length;
  }

  /** Waits until it is so; throws when the connection ends before. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.isGone) throw new Error('the connection ended');
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** True when what was drawn is this picture. */
  shows({ width, height, pixels }: Pick<Surface, 'width' | 'height' | 'pixels'>): boolean {
    const { surface } = this;
    return (
      surface.width === width &&
      surface.height === height &&
      surface.pixels.every((pixel, at) => pixel === (pixels[at]! & 0xffffff))
    );
  }

  /** Takes nothing until it is called with false. */
  stall(isStalled: boolean): void {
    const stream = this.secure ?? this.socket;
    if (isStalled) stream.pause();
    else stream.resume();
  }

  end(): void {
    this.socket.destroy();
  }

  get ioChannelId(): number {
    return this.server?.ioChannelId ?? 0;
  }

  /** What the next TPKT holds, while the client is not connected. */
  private async next(): Promise<Buffer> {
    await this.until(() => this.tpdus.length > 0);
    return this.tpdus.shift() ?? Buffer.alloc(0);
  }

  private readonly hear = (bytes: Buffer): void => {
    this.framer.push(bytes);
    for (let frame = this.framer.next(); frame; frame = this.framer.next()) {
      if (frame.kind === 'fast-path')
        for (const update of this.fastPath.take(frame.header, frame.payload)) this.show(update);
      else if (this.isRunning) this.hearTpdu(frame.payload);
      else this.tpdus.push(frame.payload);
    }
    this.wake();
  };

  private hearTpdu(tpdu: Buffer): void {
    const pdu = readDomainPdu(readDataTpdu(tpdu));
    if (pdu.kind !== 'send-data-indication') return void this.heard.push(pdu.kind);
    if (pdu.channelId !== this.ioChannelId) return void this.heard.push(`channel ${pdu.channelId}`);
    if (pdu.data.readUInt16LE(0) === 0x0080) return void this.heard.push('licence');
    for (const { type, body } of readShareControls(pdu.data)) {
      if (type === shareControlTypes.demandActive) this.hearDemand(body);
      else if (type === shareControlTypes.data) this.hearData(body);
      else this.heard.push(`control ${type}`);
    }
  }

  private hearDemand(body: Buffer): void {
    const { shareId, capabilities } = readDemandActive(body);
    const bitmap = capabilities.find(({ type }) => type === capabilityTypes.bitmap);
    if (!bitmap) throw new Error('no bitmap capability');
    const { width, height } = readBitmapCapability(bitmap.body);
    this.surface.resize(width, height);
    this.shareId = shareId;
    this.shares += 1;
    this.heard.push('demand');
  }

  private hearData(body: Buffer): void {
    const data = readShareData(body);
    this.heard.push(`type ${data.type}`);
    if (data.type === shareDataTypes.update) this.show(readSlowPathUpdate(data.body));
    if (data.type === shareDataTypes.pointer) this.show(readSlowPathPointer(data.body));
    if (data.type === shareDataTypes.setErrorInfo) this.errorInfo = readErrorInfo(data.body);
  }

  private show(update: GraphicsUpdate): void {
    if (update.code !== updateCodes.bitmap) return void this.updates.push(update);
    for (const bitmap of readBitmapUpdate(update.data)) decodeBitmap(this.surface, bitmap, noPalette);
  }
}

/** What a client confirms, changed. */
export type Confirmed = (sets: readonly CapabilitySet[]) => readonly CapabilitySet[];
