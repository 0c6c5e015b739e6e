import { PduReader } from '../pdu-reader.js';
import { PduWriter } from '../pdu-writer.js';

/** What a server asks of a client to learn about the network (MS-RDPBCGR section 2.2.14.1). */
export type AutoDetectRequest =
  | { readonly kind: 'round-trip'; readonly sequence: number; readonly isConnecting: boolean }
  | { readonly kind: 'bandwidth-start'; readonly sequence: number }
  | { readonly kind: 'bandwidth-payload'; readonly sequence: number; readonly byteCount: number }
  /** `isConnecting` says which of two answers is due; `byteCount` is that of its own payload. */
  | {
      readonly kind: 'bandwidth-stop';
      readonly sequence: number;
      readonly isConnecting: boolean;
      readonly byteCount: number;
    }
  /** What was found out; wants no answer. */
  | { readonly kind: 'result'; readonly sequence: number };

/** What a client answers (section 2.2.14.2). */
export type AutoDetectResponse =
  | { readonly kind: 'round-trip'; readonly sequence: number }
  | {
      readonly kind: 'bandwidth';
      readonly sequence: number;
      readonly isConnecting: boolean;
      readonly milliseconds: number;
      readonly byteCount: number;
    };

const requestHeader = 0;
const responseHeader = 1;

/** @param body what follows a security header with `autoDetectRequest`. @throws MalformedPdu. */
export function readAutoDetectRequest(body: Uint8Array): AutoDetectRequest {
  const reader = new PduReader(body, 'auto-detect request');
  const { sequence, type } = readHeader(reader, requestHeader);
  switch (type) {
    case 0x0001:
    case 0x1001:
      return { kind: 'round-trip', sequence, isConnecting: type === 0x1001 };
    case 0x0014:
    case 0x0114:
    case 0x1014:
      return { kind: 'bandwidth-start', sequence };
    case 0x0002:
      return { kind: 'bandwidth-payload', sequence, byteCount: readPayload(reader) };
    case 0x002b:
      return { kind: 'bandwidth-stop', sequence, isConnecting: true, byteCount: readPayload(reader) };
    case 0x0429:
    case 0x0629:
      return { kind: 'bandwidth-stop', sequence, isConnecting: false, byteCount: 0 };
    case 0x0840:
    case 0x0880:
    case 0x08c0:
      return { kind: 'result', sequence };
    default:
      return reader.fail('is of an unknown kind');
  }
}

/** A round trip is all that the gateway's own server asks for. The body after a security header. */
export function writeRoundTripRequest(sequence: number): Buffer {
  return new PduWriter().u8(6, requestHeader).u16(sequence, 0x0001).done();
}

/** @param body what follows a security header with `autoDetectResponse`. @throws MalformedPdu. */
export function readAutoDetectResponse(body: Uint8Array): AutoDetectResponse {
  const reader = new PduReader(body, 'auto-detect response');
  const { sequence, type } = readHeader(reader, responseHeader);
  if (type === 0x0000) return { kind: 'round-trip', sequence };
  if (type !== 0x0003 && type !== 0x000b) return reader.fail('is of an unknown kind');
  const isConnecting = type === 0x0003;
  return { kind: 'bandwidth', sequence, isConnecting, milliseconds: reader.u32(), byteCount: reader.u32() };
}

/** The body after a security header. */
export function writeAutoDetectResponse(response: AutoDetectResponse): Buffer {
  const isRoundTrip = response.kind === 'round-trip';
  const writer = new PduWriter().u8(isRoundTrip ? 6 : 14, responseHeader);
  if (response.kind === 'round-trip') return writer.u16(response.sequence, 0x0000).done();
  return writer
    .u16(response.sequence, response.isConnecting ? 0x0003 : 0x000b)
    .u32(response.milliseconds, response.byteCount)
    .done();
}

function readHeader(reader: PduReader, kind: number): { sequence: number; type: number } {
  reader.skip(1);
  if (reader.u8() !== kind) reader.fail('has the header of another kind');
  return { sequence: reader.u16(), type: reader.u16() };
}

function readPayload(reader: PduReader): number {
  return reader.take(reader.u16()).length;
}
