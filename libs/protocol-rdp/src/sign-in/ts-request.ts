import { asBuffer } from './as-buffer.js';
import { DerReader, smallInteger } from './der-reader.js';
import { contextTag, derTags } from './der-tags.js';
import { encodeDer, explicit, octetString, sequence, smallNumber } from './der-writer.js';
import { MalformedToken } from './malformed-token.js';
import { mostTokenOctets } from './read-token.js';

/** MS-CSSP section 2.2.1. */
export interface TsRequest {
  readonly version: number;
  /** The one token of negoTokens. */
  readonly negoToken?: Uint8Array | null;
  /** Sealed `TSCredentials`. */
  readonly authInfo?: Uint8Array | null;
  readonly pubKeyAuth?: Uint8Array | null;
  /** An NTSTATUS, unsigned. */
  readonly errorCode?: number | null;
  /** 32 octets. */
  readonly clientNonce?: Uint8Array | null;
}

export interface ReadTsRequest {
  readonly version: number;
  readonly negoToken: Buffer | null;
  readonly authInfo: Buffer | null;
  readonly pubKeyAuth: Buffer | null;
  readonly errorCode: number | null;
  readonly clientNonce: Buffer | null;
}

export const nonceOctets = 32;

/** What it gives are views. @throws MalformedToken. */
export function readTsRequest(token: Uint8Array): ReadTsRequest {
  if (token.length > mostTokenOctets) throw new MalformedToken('a token is too large');
  const whole = new DerReader(asBuffer(token));
  const fields = whole.sequence();
  whole.end();
  const version = smallInteger(fields.explicit(0, derTags.integer));
  const tokens = fields.optional(contextTag(1));
  const request: ReadTsRequest = {
    version,
    negoToken: tokens && onlyToken(tokens),
    authInfo: fields.optionalExplicit(2, derTags.octetString),
    pubKeyAuth: fields.optionalExplicit(3, derTags.octetString),
    errorCode: statusOf(fields.optionalExplicit(4, derTags.integer)),
    clientNonce: fields.optionalExplicit(5, derTags.octetString),
  };
  if (request.clientNonce && request.clientNonce.length !== nonceOctets)
    throw new MalformedToken('a nonce has a wrong length');
  // A peer of a later version is to be read as one of ours; it may have more to say.
  while ((fields.nextTag ?? 0) > contextTag(5)) fields.skip();
  fields.end();
  return request;
}

export function writeTsRequest(request: TsRequest): Buffer {
  const { version, negoToken, authInfo, pubKeyAuth, errorCode, clientNonce } = request;
  const octets = (number: number, content: Uint8Array | null | undefined) =>
    content ? [explicit(number, octetString(content))] : [];
  return encodeDer(
    sequence(
      explicit(0, smallNumber(version)),
      ...(negoToken ? [explicit(1, sequence(sequence(explicit(0, octetString(negoToken)))))] : []),
      ...octets(2, authInfo),
      ...octets(3, pubKeyAuth),
      ...(typeof errorCode === 'number'
        ? [explicit(4, { tag: derTags.integer, content: statusOctets(errorCode) })]
        : []),
      ...octets(5, clientNonce),
    ),
  );
}

/** NegoData is a sequence of tokens; nobody sends several, and which of them would count is not said. */
function onlyToken(content: Buffer): Buffer {
  const outer = new DerReader(content);
  const list = outer.sequence();
  outer.end();
  const entry = list.sequence();
  list.end();
  const token = entry.explicit(0, derTags.octetString);
  entry.end();
  return token;
}

/** Peers write a status as the four octets of a signed number, or as five of one that is not. */
function statusOf(content: Buffer | null): number | null {
  if (!content) return null;
  const octets = content.length === 5 && content[0] === 0 ? content.subarray(1) : content;
  if (octets.length === 0 || octets.length > 4) throw new MalformedToken('a status has a wrong length');
  return octets.readIntBE(0, octets.length) >>> 0;
}

/** Four octets always: FreeRDP takes no fifth, and Windows writes no other form. */
function statusOctets(status: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(status);
  return octets;
}
