import { readBitmapCapability, writeBitmapCapability } from '../capabilities/bitmap-capability.js';
import type { BitmapCapability } from '../capabilities/bitmap-capability.js';
import { readClientAbilities } from '../capabilities/client-abilities.js';
import { readConfirmActive, writeConfirmActive } from '../capabilities/confirm-active.js';
import type { ConfirmActive } from '../capabilities/confirm-active.js';
import { confirmedCapabilities } from '../capabilities/confirmed-capabilities.js';
import { readDemandActive, writeDemandActive } from '../capabilities/demand-active.js';
import type { DemandActive } from '../capabilities/demand-active.js';
import { demandedCapabilities } from '../capabilities/demanded-capabilities.js';
import { readGeneralCapability, writeGeneralCapability } from '../capabilities/general-capability.js';
import type { GeneralCapability } from '../capabilities/general-capability.js';
import { readInputCapability, writeInputCapability } from '../capabilities/input-capability.js';
import type { InputCapability } from '../capabilities/input-capability.js';
import {
  readMultifragmentCapability,
  writeMultifragmentCapability,
} from '../capabilities/multifragment-capability.js';
import { readPointerCapability, writePointerCapability } from '../capabilities/pointer-capability.js';
import type { PointerCapability } from '../capabilities/pointer-capability.js';
import {
  readVirtualChannelCapability,
  writeVirtualChannelCapability,
} from '../capabilities/virtual-channel-capability.js';
import {
  readDisplayCapabilities,
  readMonitorLayout,
  writeDisplayCapabilities,
  writeMonitorLayout,
} from '../dynamic/display-control-pdu.js';
import { readDynamicChannelPdu, writeDynamicChannelPdu } from '../dynamic/dynamic-channel-pdu.js';
import type { DynamicChannelPdu } from '../dynamic/dynamic-channel-pdu.js';
import { PduFramer } from '../framing/pdu-framer.js';
import type { Frame } from '../framing/pdu-framer.js';
import {
  readPreconnectionBlob,
  splitPreconnectionBlob,
  writePreconnectionBlob,
} from '../framing/preconnection-blob.js';
import type { PreconnectionBlob } from '../framing/preconnection-blob.js';
import { readClientData, writeClientData } from '../gcc/client-data.js';
import {
  readConferenceCreateRequest,
  readConferenceCreateResponse,
  writeConferenceCreateRequest,
  writeConferenceCreateResponse,
} from '../gcc/conference-create.js';
import { readServerData, writeServerData } from '../gcc/server-data.js';
import { readClientInfo, writeClientInfo } from '../info/client-info.js';
import { readFastPathInput, writeFastPathInput } from '../input/fast-path-input.js';
import type { InputEvent } from '../input/input-event.js';
import { readSlowPathInput, writeSlowPathInput } from '../input/slow-path-input.js';
import { readLicenceAlert, writeLicenceFailure, writeNoLicenceNeeded } from '../licensing/licence-alert.js';
import {
  readNewLicenceRequest,
  readPlatformChallenge,
  readPlatformChallengeResponse,
  writeNewLicenceRequest,
  writePlatformChallenge,
  writePlatformChallengeResponse,
} from '../licensing/licence-answers.js';
import type {
  NewLicenceRequest,
  PlatformChallengeResponse,
  SealedLicenceData,
} from '../licensing/licence-answers.js';
import { readLicenceMessage } from '../licensing/licence-message.js';
import { readLicenceRequest, writeLicenceRequest } from '../licensing/licence-request.js';
import type { LicenceRequest } from '../licensing/licence-request.js';
import { readLicensingKey } from '../licensing/licensing-key.js';
import { readConnectInitial, writeConnectInitial } from '../mcs/connect-initial.js';
import { readConnectResponse, writeConnectResponse } from '../mcs/connect-response.js';
import { readDomainPdu } from '../mcs/domain-pdu.js';
import type { DomainPdu } from '../mcs/domain-pdu.js';
import { writeDomainPdu } from '../mcs/write-domain-pdu.js';
import {
  readAutoDetectRequest,
  readAutoDetectResponse,
  writeAutoDetectResponse,
  writeRoundTripRequest,
} from '../share/auto-detect.js';
import { readControl, writeControl } from '../share/control.js';
import { readErrorInfo, writeErrorInfo } from '../share/error-info.js';
import { readHeartbeat, writeHeartbeat } from '../share/heartbeat.js';
import type { PixelRect } from '../share/inclusive-rect.js';
import { readRefreshRect, writeRefreshRect } from '../share/refresh-rect.js';
import { readSaveSessionInfo, writeSaveSessionInfo } from '../share/save-session-info.js';
import { readShareControls, writeShareControl } from '../share/share-control.js';
import type { ShareControlPdu } from '../share/share-control.js';
import { readShareData, writeShareData } from '../share/share-data.js';
import type { ShareDataPdu } from '../share/share-data.js';
import { readSuppressOutput, writeSuppressOutput } from '../share/suppress-output.js';
import { readSynchronize, writeSynchronize } from '../share/synchronize.js';
import { readVirtualChannelChunk, writeVirtualChannelChunk } from '../share/virtual-channel-chunk.js';
import { readBitmapUpdate, writeBitmapUpdate } from '../updates/bitmap-update.js';
import { FastPathUpdates } from '../updates/fast-path-updates.js';
import { updateCodes } from '../updates/graphics-update.js';
import type { GraphicsUpdate } from '../updates/graphics-update.js';
import { readPaletteUpdate, writePaletteUpdate } from '../updates/palette-update.js';
import {
  readCachedPointer,
  readPointerPosition,
  readPointerShape,
  writeCachedPointer,
  writePointerPosition,
  writePointerShape,
} from '../updates/pointer-update.js';
import type { WirePointer } from '../updates/pointer-update.js';
import {
  readSlowPathPointer,
  readSlowPathUpdate,
  writeSlowPathUpdate,
} from '../updates/slow-path-updates.js';
import { writeFastPathUpdate } from '../updates/write-fast-path-update.js';
import { readConnectionConfirm, writeConnectionConfirm } from '../x224/connection-confirm.js';
import type { ConnectionConfirm } from '../x224/connection-confirm.js';
import { readConnectionRequest, writeConnectionRequest } from '../x224/connection-request.js';
import type { ConnectionRequest } from '../x224/connection-request.js';
import { readDataTpdu, writeDataTpdu } from '../x224/data-tpdu.js';
import { annotatedDumps } from './annotated-dumps.js';
import type { Drawn } from './drawn.js';

/** One parser, and how bytes are drawn that it reads as a value that is known. */
export interface WireCase {
  readonly name: string;
  readonly read: (bytes: Buffer) => unknown;
  readonly draw: (drawn: Drawn) => { readonly bytes: Buffer; readonly value: unknown };
}

const tpduOf = (tpkt: Buffer): Buffer => tpkt.subarray(4);
const bodyOf = (share: Buffer): Buffer => readShareControls(share)[0]!.body;
const licenceBodyOf = (data: Buffer): Buffer => readLicenceMessage(data).body;

/** A case whose value is written whole. */
function mirrored<T>(
  name: string,
  write: (value: T) => Buffer,
  read: (bytes: Buffer) => unknown,
  draw: (drawn: Drawn) => T,
): WireCase {
  return {
    name,
    read,
    draw: (drawn) => {
      const value = draw(drawn);
      return { bytes: write(value), value };
    },
  };
}

function rect(drawn: Drawn): PixelRect {
  const [x, y] = [drawn.below(4000), drawn.below(2000)];
  return { x, y, width: 1 + drawn.below(96), height: 1 + drawn.below(200) };
}

function dynamicChannelPdu(
  drawn: Drawn,
  from: 'server' | 'client',
): Exclude<DynamicChannelPdu, { kind: 'other' }> {
  const channelId = drawn.oneOf([drawn.u8(), drawn.u16(), drawn.u32()]);
  const data = drawn.bytes(drawn.below(60));
  const messageBytes = drawn.oneOf([drawn.u8(), drawn.u16(), drawn.u32()]);
  const created: Exclude<DynamicChannelPdu, { kind: 'other' }> =
    from === 'server'
      ? { kind: 'create-request', channelId, name: drawn.text(60, 'abc::XYZ019') }
      : { kind: 'create-response', channelId, status: drawn.u32() | 0 };
  return drawn.oneOf<Exclude<DynamicChannelPdu, { kind: 'other' }>>([
    created,
    { kind: 'capabilities', from, version: 1 + drawn.below(3) },
    { kind: 'data-first', channelId, messageBytes, data },
    { kind: 'data', channelId, data },
    { kind: 'close', channelId },
  ]);
}

function inputEvent(drawn: Drawn): InputEvent {
  const [isReleased, x, y, flags] = [drawn.flag(), drawn.u16(), drawn.u16(), drawn.u16()];
  return drawn.oneOf<InputEvent>([
    { kind: 'scancode', code: drawn.u8(), isExtended: drawn.flag(), isExtended1: drawn.flag(), isReleased },
    { kind: 'unicode', unit: drawn.u16(), isReleased },
    { kind: 'pointer', flags, x, y },
    { kind: 'extended-pointer', flags, x, y },
    { kind: 'synchronize', locks: drawn.below(16) },
  ]);
}

function domainPdu(drawn: Drawn): DomainPdu {
  const [userId, channelId] = [1001 + drawn.below(60_000), drawn.u16()];
  const data = drawn.bytes(drawn.oneOf([0, 1, 127, 128, 300]));
  return drawn.oneOf<DomainPdu>([
    { kind: 'erect-domain' },
    { kind: 'attach-user-request' },
    { kind: 'attach-user-confirm', result: 0, userId },
    { kind: 'attach-user-confirm', result: 1 + drawn.below(15), userId: 0 },
    { kind: 'channel-join-request', userId, channelId },
    { kind: 'channel-join-confirm', result: drawn.below(16), userId, channelId },
    { kind: 'send-data-request', userId, channelId, data },
    { kind: 'send-data-indication', userId, channelId, data },
    { kind: 'disconnect-provider-ultimatum', reason: drawn.below(5) },
  ]);
}

const framing: readonly WireCase[] = [
  {
    name: 'PDU framer',
    read: (bytes) => {
      const framer = new PduFramer();
      const frames: Frame[] = [];
      for (let at = 0; at < bytes.length; at += 7) {
        framer.push(bytes.subarray(at, at + 7));
        for (let frame = framer.next(); frame; frame = framer.next()) frames.push(frame);
      }
      return frames;
    },
    draw: (drawn) => {
      const value = drawn.list<Frame>(4, () => {
        const payload = drawn.bytes(drawn.oneOf([0, 3, 124, 125, 126, 300]));
        if (drawn.flag()) return { kind: 'tpkt', payload };
        return { kind: 'fast-path', header: drawn.below(64) << 2, payload };
      });
      const pieces = value.map((frame) => {
        if (frame.kind === 'tpkt')
          return [Buffer.from([3, 0]), u16be(frame.payload.length + 4), frame.payload];
        const isShort = frame.payload.length < 126;
        const length = isShort
          ? Buffer.from([frame.payload.length + 2])
          : u16be(0x8000 + frame.payload.length + 3);
        return [Buffer.from([frame.header]), length, frame.payload];
      });
      return { bytes: Buffer.concat(pieces.flat()), value };
    },
  },
  mirrored(
    'preconnection blob',
    writePreconnectionBlob,
    readPreconnectionBlob,
    (drawn): PreconnectionBlob => {
      const id = drawn.u32();
      return drawn.flag() ? { version: 1, id, text: '' } : { version: 2, id, text: drawn.text(60) };
    },
  ),
  {
    name: 'preconnection blob in a stream',
    read: splitPreconnectionBlob,
    draw: (drawn) => {
      const blob = { version: 2 as const, id: drawn.u32(), text: drawn.text(60) };
      const rest = drawn.bytes(drawn.below(40));
      return { bytes: Buffer.concat([writePreconnectionBlob(blob), rest]), value: { blob, rest } };
    },
  },
  mirrored(
    'connection request',
    (request: ConnectionRequest) => tpduOf(writeConnectionRequest(request)),
    readConnectionRequest,
    (drawn) => {
      const line = drawn.text(60, 'abc=.:9');
      const isCookie = drawn.flag();
      const hasProtocols = drawn.flag();
      return {
        cookie: isCookie ? line : null,
        routingToken: isCookie || line === '' ? null : `t${line}`,
        protocols: hasProtocols ? drawn.u32() : null,
        flags: hasProtocols ? drawn.below(4) : 0,
      };
    },
  ),
  mirrored(
    'connection confirm',
    (confirm: ConnectionConfirm) => tpduOf(writeConnectionConfirm(confirm)),
    readConnectionConfirm,
    (drawn) =>
      drawn.oneOf([
        { kind: 'agreed', protocol: drawn.u32(), flags: drawn.u8() } as const,
        { kind: 'refused', failure: drawn.u32() } as const,
        { kind: 'unnegotiated' } as const,
      ]),
  ),
  mirrored(
    'data TPDU',
    (data: Buffer) => tpduOf(writeDataTpdu(data)),
    readDataTpdu,
    (drawn) => drawn.bytes(drawn.below(99)),
  ),
];

const settingsExchange: readonly WireCase[] = [
  mirrored('MCS connect initial', writeConnectInitial, readConnectInitial, (drawn) =>
    drawn.bytes(drawn.oneOf([0, 99, 200, 400])),
  ),
  mirrored('MCS connect response', writeConnectResponse, readConnectResponse, (drawn) => ({
    result: drawn.below(16),
    userData: drawn.bytes(drawn.oneOf([0, 99, 200, 400])),
  })),
  mirrored('MCS domain PDU', writeDomainPdu, readDomainPdu, domainPdu),
  mirrored(
    'GCC conference create request',
    writeConferenceCreateRequest,
    readConferenceCreateRequest,
    (drawn) => drawn.bytes(drawn.oneOf([0, 99, 200, 400])),
  ),
  mirrored(
    'GCC conference create response',
    writeConferenceCreateResponse,
    readConferenceCreateResponse,
    (drawn) => drawn.bytes(drawn.oneOf([0, 99, 200, 400])),
  ),
  mirrored('client data', writeClientData, readClientData, (drawn) => ({
    core: {
      ...{ version: drawn.u32(), width: drawn.u16(), height: drawn.u16(), keyboardLayout: drawn.u32() },
      ...{ clientBuild: drawn.u32(), clientName: drawn.text(15), keyboardType: drawn.u32() },
      ...{ keyboardSubtype: drawn.u32(), functionKeys: drawn.u32(), postBeta2ColourDepth: drawn.u16() },
      ...{ highColourDepth: drawn.u16(), supportedColourDepths: drawn.u16(), connectionType: drawn.u8() },
      ...{ earlyCapabilityFlags: drawn.u16(), serverSelectedProtocol: drawn.u32() },
    },
    encryptionMethods: drawn.u32(),
    channels: drawn.list(31, () => ({ name: drawn.text(7, 'abcdef1'), options: drawn.u32() })),
    cluster: drawn.flag() ? { flags: drawn.u32(), redirectedSessionId: drawn.u32() } : null,
    isMessageChannelAsked: drawn.flag(),
  })),
  mirrored('server data', writeServerData, readServerData, (drawn) => ({
    ...{ version: drawn.u32(), clientRequestedProtocols: drawn.u32(), earlyCapabilityFlags: drawn.u32() },
    ...{ encryptionMethod: drawn.u32(), encryptionLevel: drawn.u32(), ioChannelId: drawn.u16() },
    channelIds: drawn.list(31, () => drawn.u16()),
    messageChannelId: drawn.flag() ? drawn.u16() : null,
  })),
  mirrored('client info', writeClientInfo, readClientInfo, (drawn) => ({
    ...{
      flags: (drawn.u32() | 0x10) >>> 0,
      domain: drawn.text(30),
      user: drawn.text(250),
      password: drawn.text(250),
    },
    ...{ alternateShell: drawn.text(20), workingDirectory: drawn.text(20), clientAddress: drawn.text(40) },
    performanceFlags: drawn.u32(),
  })),
];

const licensing: readonly WireCase[] = [
  {
    name: 'licensing PDU',
    read: readLicenceMessage,
    draw: (drawn) => {
      const bytes = drawn.flag() ? writeNoLicenceNeeded() : writeLicenceFailure(drawn.u32());
      return { bytes, value: { type: 0xff, body: bytes.subarray(8) } };
    },
  },
  mirrored(
    'licence alert',
    (code: number) => licenceBodyOf(writeLicenceFailure(code)),
    readLicenceAlert,
    (drawn) => drawn.u32(),
  ),
  mirrored(
    'licence request',
    (request: LicenceRequest) => licenceBodyOf(writeLicenceRequest(request)),
    readLicenceRequest,
    (drawn) => ({
      serverRandom: drawn.bytes(32),
      certificate: drawn.bytes(drawn.below(300)),
    }),
  ),
  mirrored(
    'new licence request',
    (request: NewLicenceRequest) => licenceBodyOf(writeNewLicenceRequest(request)),
    readNewLicenceRequest,
    (drawn) => ({
      ...{ clientRandom: drawn.bytes(32), encryptedPremaster: drawn.bytes(72) },
      ...{ userName: drawn.text(20), machineName: drawn.text(20) },
    }),
  ),
  mirrored(
    'platform challenge',
    (sealed: SealedLicenceData) => licenceBodyOf(writePlatformChallenge(sealed)),
    readPlatformChallenge,
    (drawn) => ({
      encrypted: drawn.bytes(drawn.below(40)),
      mac: drawn.bytes(16),
    }),
  ),
  mirrored(
    'platform challenge response',
    (response: PlatformChallengeResponse) => licenceBodyOf(writePlatformChallengeResponse(response)),
    readPlatformChallengeResponse,
    (drawn) => ({
      encryptedResponse: drawn.bytes(drawn.below(40)),
      encryptedHardwareId: drawn.bytes(20),
      mac: drawn.bytes(16),
    }),
  ),
  {
    name: 'licensing certificate',
    read: (bytes) => readLicensingKey(bytes).asymmetricKeyDetails?.modulusLength,
    // The one that the annotated connect response holds.
    draw: () => ({ bytes: annotatedDumps.connectResponse.subarray(0x99, 0x99 + 184), value: 512 }),
  },
];

const share: readonly WireCase[] = [
  mirrored(
    'share control PDUs',
    (pdus: readonly ShareControlPdu[]) => Buffer.concat(pdus.map(writeShareControl)),
    readShareControls,
    (drawn) =>
      drawn.list(3, () => ({
        type: drawn.below(16),
        source: drawn.u16(),
        body: drawn.bytes(drawn.below(60)),
      })),
  ),
  mirrored(
    'share data PDU',
    (pdu: ShareDataPdu) => bodyOf(writeShareData(1007, pdu)),
    readShareData,
    (drawn) => ({
      ...{ shareId: drawn.u32(), type: drawn.u8(), body: drawn.bytes(drawn.below(60)) },
    }),
  ),
  mirrored(
    'demand active',
    (demand: DemandActive) => bodyOf(writeDemandActive(1002, demand)),
    readDemandActive,
    (drawn) => ({
      shareId: drawn.u32(),
      capabilities: demandedCapabilities({ width: drawn.u16(), height: drawn.u16(), bitsPerPixel: 32 }),
    }),
  ),
  mirrored(
    'confirm active',
    (confirm: ConfirmActive) => bodyOf(writeConfirmActive(1007, confirm)),
    readConfirmActive,
    (drawn) => ({
      shareId: drawn.u32(),
      capabilities: confirmedCapabilities({
        ...{
          width: drawn.u16(),
          height: drawn.u16(),
          bitsPerPixel: drawn.oneOf([16, 32]),
          keyboardLayout: drawn.u32(),
        },
      }),
    }),
  ),
  {
    name: 'client abilities',
    read: (bytes) => readClientAbilities(readConfirmActive(bytes)),
    draw: (drawn) => {
      const bitsPerPixel = drawn.oneOf<16 | 32>([16, 32]);
      const keyboardLayout = drawn.u32();
      const capabilities = confirmedCapabilities({ width: 800, height: 600, bitsPerPixel, keyboardLayout });
      const value = {
        ...{ takesFastPathOutput: true, takesBareBitmaps: true, bitsPerPixel, takesResize: true },
        ...{ skipsAlpha: bitsPerPixel === 32, colourPointerShapes: 25, pointerShapes: 25 },
        ...{ takesLargePointers: true, keyboardLayout, longestUpdate: 63 * 65536, channelChunkBytes: 1600 },
      };
      return { bytes: bodyOf(writeConfirmActive(1007, { shareId: 1, capabilities })), value };
    },
  },
  mirrored(
    'general capability',
    (set: GeneralCapability) => writeGeneralCapability(set).body,
    readGeneralCapability,
    (drawn) => ({
      ...{ extraFlags: drawn.u16(), takesRefreshRect: drawn.flag(), takesSuppressOutput: drawn.flag() },
    }),
  ),
  mirrored(
    'bitmap capability',
    (set: BitmapCapability) => writeBitmapCapability(set).body,
    readBitmapCapability,
    (drawn) => ({
      ...{ bitsPerPixel: drawn.u16(), width: drawn.u16(), height: drawn.u16(), takesResize: drawn.flag() },
      drawingFlags: drawn.u8(),
    }),
  ),
  mirrored(
    'input capability',
    (set: InputCapability) => writeInputCapability(set).body,
    readInputCapability,
    (drawn) => ({
      flags: drawn.u16(),
      keyboardLayout: drawn.u32(),
    }),
  ),
  mirrored(
    'pointer capability',
    (set: PointerCapability) => writePointerCapability(set).body,
    readPointerCapability,
    (drawn) => ({
      colourShapes: drawn.u16(),
      shapes: drawn.u16(),
    }),
  ),
  mirrored(
    'virtual channel capability',
    () => writeVirtualChannelCapability().body,
    readVirtualChannelCapability,
    () => 1600,
  ),
  mirrored(
    'multifragment capability',
    (bytes: number) => writeMultifragmentCapability(bytes).body,
    readMultifragmentCapability,
    (drawn) => drawn.u32(),
  ),
  mirrored('synchronize', writeSynchronize, readSynchronize, (drawn) => drawn.u16()),
  mirrored('control', writeControl, readControl, (drawn) => ({
    ...{ action: drawn.u16(), grantId: drawn.u16(), controlId: drawn.u32() },
  })),
  mirrored('set error info', writeErrorInfo, readErrorInfo, (drawn) => drawn.u32()),
  {
    name: 'save session info',
    read: readSaveSessionInfo,
    draw: (drawn) => {
      if (drawn.flag())
        return {
          bytes: writeSaveSessionInfo({ kind: 'logged-on' }),
          value: { kind: 'logged-on', domain: '', user: '' },
        };
      const value = {
        kind: 'extended' as const,
        error: drawn.flag() ? { type: drawn.u32(), data: drawn.u32() } : null,
      };
      return { bytes: writeSaveSessionInfo(value), value };
    },
  },
  mirrored('suppress output', writeSuppressOutput, readSuppressOutput, (drawn) =>
    drawn.flag() ? rect(drawn) : null,
  ),
  mirrored('refresh rect', writeRefreshRect, readRefreshRect, (drawn) => drawn.list(255, () => rect(drawn))),
  mirrored('virtual channel chunk', writeVirtualChannelChunk, readVirtualChannelChunk, (drawn) => ({
    ...{ messageBytes: drawn.u32(), flags: drawn.below(0x80), data: drawn.bytes(drawn.below(60)) },
  })),
  mirrored(
    'dynamic channel message of a server',
    writeDynamicChannelPdu,
    (bytes) => readDynamicChannelPdu(bytes, 'server'),
    (drawn) => dynamicChannelPdu(drawn, 'server'),
  ),
  mirrored(
    'dynamic channel message of a client',
    writeDynamicChannelPdu,
    (bytes) => readDynamicChannelPdu(bytes, 'client'),
    (drawn) => dynamicChannelPdu(drawn, 'client'),
  ),
  {
    name: 'display capabilities',
    read: readDisplayCapabilities,
    draw: (drawn) => {
      const [mostMonitors, a, b] = [drawn.below(17), drawn.below(8193), drawn.below(8193)];
      return {
        bytes: writeDisplayCapabilities(mostMonitors, [a, b]),
        value: { mostMonitors, largestArea: mostMonitors * a * b },
      };
    },
  },
  mirrored('monitor layout', writeMonitorLayout, readMonitorLayout, (drawn) => ({
    ...{ width: drawn.u16(), height: drawn.u16() },
  })),
  mirrored(
    'auto-detect request',
    writeRoundTripRequest,
    (bytes) => readAutoDetectRequest(bytes).sequence,
    (drawn) => drawn.u16(),
  ),
  mirrored('auto-detect response', writeAutoDetectResponse, readAutoDetectResponse, (drawn) => {
    const sequence = drawn.u16();
    if (drawn.flag()) return { kind: 'round-trip' as const, sequence };
    const [isConnecting, milliseconds, byteCount] = [drawn.flag(), drawn.u32(), drawn.u32()];
    return { kind: 'bandwidth' as const, sequence, isConnecting, milliseconds, byteCount };
  }),
  mirrored('heartbeat', writeHeartbeat, readHeartbeat, (drawn) => ({
    ...{ periodSeconds: drawn.u8(), missesToWarn: drawn.u8(), missesToReconnect: drawn.u8() },
  })),
];

const inputAndUpdates: readonly WireCase[] = [
  {
    name: 'fast-path input',
    // The first byte stands for the header of the frame, which is no part of its payload.
    read: (bytes) => (bytes.length === 0 ? [] : readFastPathInput(bytes[0]!, bytes.subarray(1))),
    draw: (drawn) => {
      const value = [inputEvent(drawn), ...drawn.list(14, () => inputEvent(drawn))];
      const [pdu] = writeFastPathInput(value);
      return { bytes: Buffer.concat([pdu!.subarray(0, 1), pdu!.subarray(3)]), value };
    },
  },
  mirrored('slow-path input', writeSlowPathInput, readSlowPathInput, (drawn) =>
    drawn.list(9, () => inputEvent(drawn)),
  ),
  {
    name: 'fast-path updates',
    read: (bytes) => {
      const [framer, updates] = [new PduFramer(), new FastPathUpdates()];
      framer.push(bytes);
      const whole: unknown[] = [];
      for (let frame = framer.next(); frame; frame = framer.next())
        if (frame.kind === 'fast-path') whole.push(...updates.take(frame.header, frame.payload));
      return whole;
    },
    draw: (drawn) => {
      const value = drawn.list(3, () => ({
        code: drawn.below(16),
        data: Buffer.alloc(drawn.oneOf([0, 9, 40_000]), 7),
      }));
      return { bytes: Buffer.concat(value.flatMap(writeFastPathUpdate)), value };
    },
  },
  mirrored(
    'slow-path update',
    (update: GraphicsUpdate) => writeSlowPathUpdate(update)!.body,
    readSlowPathUpdate,
    (drawn) => {
      const code = drawn.oneOf([updateCodes.bitmap, updateCodes.palette]);
      return { code, data: Buffer.concat([Buffer.from([code, 0]), drawn.bytes(9)]) };
    },
  ),
  mirrored(
    'slow-path pointer',
    (update: GraphicsUpdate) => writeSlowPathUpdate(update)!.body,
    readSlowPathPointer,
    (drawn) => {
      const isSystem = drawn.flag();
      return {
        code: isSystem ? drawn.oneOf([5, 6]) : drawn.oneOf([8, 9, 10, 11, 12]),
        data: isSystem ? Buffer.alloc(0) : drawn.bytes(drawn.below(40)),
      };
    },
  ),
  mirrored('bitmap update', writeBitmapUpdate, readBitmapUpdate, (drawn) =>
    drawn.list(6, () => {
      const area = rect(drawn);
      return {
        area,
        width: area.width + drawn.below(4),
        height: area.height,
        bitsPerPixel: drawn.oneOf([8, 15, 16, 24, 32]),
        isCompressed: drawn.flag(),
        data: drawn.bytes(drawn.below(60)),
      };
    }),
  ),
  mirrored('palette update', writePaletteUpdate, readPaletteUpdate, (drawn) => Buffer.alloc(768, drawn.u8())),
  ...([9, 11, 12] as const).map((code) =>
    mirrored(
      `pointer shape ${code}`,
      (pointer: WirePointer) => writePointerShape(code, pointer),
      (bytes) => readPointerShape(code, bytes),
      (drawn) => ({
        ...{ cacheIndex: drawn.u16(), hotSpotX: drawn.u16(), hotSpotY: drawn.u16() },
        ...{ width: drawn.below(33), height: drawn.below(33) },
        bitsPerPixel: code === 9 ? 24 : drawn.oneOf([1, 4, 8, 16, 24, 32]),
        ...{ xorMask: drawn.bytes(drawn.below(60)), andMask: drawn.bytes(drawn.below(20)) },
      }),
    ),
  ),
  mirrored('cached pointer', writeCachedPointer, readCachedPointer, (drawn) => drawn.u16()),
  mirrored(
    'pointer position',
    ({ x, y }: { x: number; y: number }) => writePointerPosition(x, y),
    readPointerPosition,
    (drawn) => ({
      ...{ x: drawn.u16(), y: drawn.u16() },
    }),
  ),
];

/** Every parser of the wire. */
export const wireCases: readonly WireCase[] = [
  ...framing,
  ...settingsExchange,
  ...licensing,
  ...share,
  ...inputAndUpdates,
];

function u16be(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}
