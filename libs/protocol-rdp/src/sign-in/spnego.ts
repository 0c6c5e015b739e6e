import { DerReader } from './der-reader.js';
import { contextTag, derTags } from './der-tags.js';
import { encodeDer, explicit, objectIdentifier, octetString, sequence } from './der-writer.js';
import { MalformedToken } from './malformed-token.js';
import { ntlmIdentifier } from './mechanisms.js';

/** 1.3.6.1.5.5.2 */
const spnegoIdentifier = Buffer.from('2b0601050502', 'hex');
const mostMechanisms = 16;

/** RFC 4178 section 4.2.2. */
export const negotiationStates = {
  'accept-completed': 0,
  'accept-incomplete': 1,
  reject: 2,
  'request-mic': 3,
} as const;
export type NegotiationState = keyof typeof negotiationStates;

/** NegTokenInit, RFC 4178 section 4.2.1, as a client begins with. */
export interface NegotiationOffer {
  /** Identifiers in the order of the client's preference. */
  readonly mechanisms: readonly Buffer[];
  /** MechTypeList as it was sent, which mechListMIC signs. */
  readonly mechanismList: Buffer;
  /** First token of the first mechanism. */
  readonly token: Buffer | null;
}

/** NegTokenResp, RFC 4178 section 4.2.2. */
export interface NegotiationAnswer {
  readonly state: NegotiationState | null;
  readonly mechanism: Buffer | null;
  readonly token: Buffer | null;
  readonly mechanismListMic: Buffer | null;
}

export function isOffer(token: Uint8Array): boolean {
  return token[0] === derTags.application0;
}

/** An offer of NTLM alone. */
export function writeOffer(token: Uint8Array): { readonly bytes: Buffer; readonly mechanismList: Buffer } {
  const list = sequence(objectIdentifier(ntlmIdentifier));
  const inner = explicit(0, sequence(explicit(0, list), explicit(2, octetString(token))));
  return {
    bytes: encodeDer({
      tag: derTags.application0,
      content: [objectIdentifier(spnegoIdentifier), inner],
    }),
    mechanismList: encodeDer(list),
  };
}

/** What it gives are views. @throws MalformedToken. */
export function readOffer(bytes: Buffer): NegotiationOffer {
  const whole = new DerReader(bytes);
  const outer = whole.enter(derTags.application0);
  whole.end();
  if (!outer.take(derTags.objectIdentifier).equals(spnegoIdentifier))
    throw new MalformedToken('a negotiation is of another kind than SPNEGO');
  const choice = outer.enter(contextTag(0));
  outer.end();
  const fields = choice.sequence();
  choice.end();
  const wrapped = fields.enter(contextTag(0));
  const mechanismList = wrapped.takeWhole(derTags.sequence);
  wrapped.end();
  const list = new DerReader(mechanismList).sequence();
  const mechanisms: Buffer[] = [];
  while (!list.isAtEnd) {
    mechanisms.push(list.take(derTags.objectIdentifier));
    if (mechanisms.length > mostMechanisms) throw new MalformedToken('too many mechanisms are offered');
  }
  fields.optional(contextTag(1)); // reqFlags, which mean nothing any more
  const token = fields.optionalExplicit(2, derTags.octetString);
  fields.optional(contextTag(3)); // a mechListMIC can only come later
  fields.end();
  return { mechanisms, mechanismList, token };
}

export function writeAnswer(answer: {
  readonly state?: NegotiationState;
  readonly mechanism?: Uint8Array;
  readonly token?: Uint8Array;
  readonly mechanismListMic?: Uint8Array;
}): Buffer {
  const { state, mechanism, token, mechanismListMic } = answer;
  return encodeDer(
    explicit(
      1,
      sequence(
        ...(state === undefined
          ? []
          : [explicit(0, { tag: derTags.enumerated, content: Buffer.of(negotiationStates[state]) })]),
        ...(mechanism ? [explicit(1, objectIdentifier(mechanism))] : []),
        ...(token ? [explicit(2, octetString(token))] : []),
        ...(mechanismListMic ? [explicit(3, octetString(mechanismListMic))] : []),
      ),
    ),
  );
}

/** What it gives are views. @throws MalformedToken. */
export function readAnswer(bytes: Buffer): NegotiationAnswer {
  const whole = new DerReader(bytes);
  const choice = whole.enter(contextTag(1));
  whole.end();
  const fields = choice.sequence();
  choice.end();
  const state = fields.optionalExplicit(0, derTags.enumerated);
  const answer: NegotiationAnswer = {
    state: state && stateOf(state),
    mechanism: fields.optionalExplicit(1, derTags.objectIdentifier),
    token: fields.optionalExplicit(2, derTags.octetString),
    mechanismListMic: fields.optionalExplicit(3, derTags.octetString),
  };
  fields.end();
  return answer;
}

function stateOf(content: Buffer): NegotiationState {
  const known = Object.entries(negotiationStates).find(([, value]) => content.equals(Buffer.of(value)));
  if (!known) throw new MalformedToken('a negotiation is in no known state');
  return known[0] as NegotiationState;
}
