import { MalformedToken } from './malformed-token.js';
import { ntlmIdentifier } from './mechanisms.js';
import { NtlmClient } from './ntlm/ntlm-client.js';
import type { NtlmIdentity } from './ntlm/ntlm-client.js';
import type { SealedStream } from './ntlm/sealed-stream.js';
import { readAnswer, writeAnswer, writeOffer } from './spnego.js';

/** NTLM messages as they are, or within SPNEGO. */
export type NegotiationForm = 'ntlm' | 'spnego';

/** The tokens that a client puts into negoTokens: NTLM in one form or the other. */
export class ClientNegotiation {
  private readonly ntlm = new NtlmClient();
  private mechanismList: Buffer | null = null;
  private sealed: SealedStream | null = null;

  constructor(private readonly form: NegotiationForm) {}

  offer(): Buffer {
    if (this.form === 'ntlm') return this.ntlm.negotiateMessage;
    const { bytes, mechanismList } = writeOffer(this.ntlm.negotiateMessage);
    this.mechanismList = mechanismList;
    return bytes;
  }

  /** The token that proves the identity, and what is sealed from here on. @throws MalformedToken. */
  answer(
    challenge: Buffer,
    identity: NtlmIdentity,
  ): { readonly token: Buffer; readonly sealed: SealedStream } | 'mechanism-not-spoken' | 'too-old' {
    const inner = this.mechanismList ? challengeWithin(challenge) : challenge;
    if (!inner) return 'mechanism-not-spoken';
    const answer = this.ntlm.answer(inner, identity);
    if (!answer) return 'too-old';
    const { message, sealed } = answer;
    this.sealed = sealed;
    if (!this.mechanismList) return { token: message, sealed };
    const mechanismListMic = sealed.sign(this.mechanismList);
    return { token: writeAnswer({ token: message, mechanismListMic }), sealed };
  }

  /** Whether the target agrees to what was negotiated, from what comes with its answer to the binding; null for nothing. @throws MalformedToken. */
  isConcluded(token: Buffer | null): boolean {
    const { mechanismList, sealed } = this;
    if (!mechanismList || !sealed) return true;
    if (!token) return false;
    const { state, mechanismListMic } = readAnswer(token);
    const isSigned = mechanismListMic !== null && sealed.isSignature(mechanismListMic, mechanismList);
    return state === 'accept-completed' && isSigned;
  }
}

/** Null when the target takes no NTLM. */
function challengeWithin(token: Buffer): Buffer | null {
  const answer = readAnswer(token);
  if (answer.state === 'reject') return null;
  if (answer.mechanism && !answer.mechanism.equals(ntlmIdentifier)) return null;
  if (!answer.token) throw new MalformedToken('a challenge is missing');
  return answer.token;
}
