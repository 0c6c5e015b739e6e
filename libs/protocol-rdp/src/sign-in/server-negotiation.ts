import { MalformedToken } from './malformed-token.js';
import { isSpoken, ntlmIdentifier } from './mechanisms.js';
import { isNtlmMessage } from './ntlm/ntlm-message.js';
import { NtlmServer } from './ntlm/ntlm-server.js';
import type { NtlmAnswer } from './ntlm/ntlm-server.js';
import type { SealedStream } from './ntlm/sealed-stream.js';
import { isOffer, readAnswer, readOffer, writeAnswer } from './spnego.js';

/** What a first token leads to. */
export type Opening =
  /** Send this. Unless it is the challenge, another first token follows. */
  | { readonly send: Buffer; readonly isChallenge: boolean }
  /** Send this, if anything, and hang up. */
  | { readonly refused: 'mechanism-not-spoken' | 'too-old'; readonly send: Buffer | null };

/** The tokens that a server finds in negoTokens and puts there: NTLM messages as they are, or within SPNEGO, as the client likes. */
export class ServerNegotiation {
  private readonly ntlm: NtlmServer;
  /** As the client sent it, when it speaks SPNEGO. */
  private mechanismList: Buffer | null = null;
  /** Another mechanism than NTLM was the client's first choice: then its signature is needed (RFC 4178 section 5). */
  private needsSignature = false;
  private signature: Buffer | null = null;

  constructor(name: string) {
    this.ntlm = new NtlmServer(name);
  }

  /** @throws MalformedToken. */
  open(token: Buffer): Opening {
    if (isNtlmMessage(token)) {
      if (this.mechanismList) throw new MalformedToken('a negotiation changes its form');
      return this.challenge(token);
    }
    if (this.mechanismList) {
      const { token: inner } = readAnswer(token);
      if (!inner) throw new MalformedToken('a token is missing in a negotiation');
      return this.challenge(inner);
    }
    if (!isOffer(token)) throw new MalformedToken('this is neither NTLM nor SPNEGO');
    return this.choose(token);
  }

  /** @throws MalformedToken. */
  readAnswer(token: Buffer): NtlmAnswer {
    if (!this.mechanismList) return this.ntlm.read(token);
    const { token: inner, mechanismListMic } = readAnswer(token);
    if (!inner) throw new MalformedToken('a token is missing in a negotiation');
    this.signature = mechanismListMic;
    return this.ntlm.read(inner);
  }

  /**
   * The last token for the client, null where it wants none; or `not-agreed`, when it did not sign what it had offered.
   */
  conclude(sealed: SealedStream): Buffer | null | 'not-agreed' {
    const { mechanismList, signature } = this;
    if (!mechanismList) return null;
    if (!signature) return this.needsSignature ? 'not-agreed' : writeAnswer({ state: 'accept-completed' });
    if (!sealed.isSignature(signature, mechanismList)) return 'not-agreed';
    return writeAnswer({ state: 'accept-completed', mechanismListMic: sealed.sign(mechanismList) });
  }

  private choose(bytes: Buffer): Opening {
    const { mechanisms, mechanismList, token } = readOffer(bytes);
    if (!mechanisms.some(isSpoken))
      return { refused: 'mechanism-not-spoken', send: writeAnswer({ state: 'reject' }) };
    this.mechanismList = Buffer.from(mechanismList);
    const isFirst = mechanisms[0]?.equals(ntlmIdentifier) ?? false;
    this.needsSignature = !isFirst;
    if (isFirst && token) return this.challenge(token);
    const state = isFirst ? 'accept-incomplete' : 'request-mic';
    return { send: writeAnswer({ state, mechanism: ntlmIdentifier }), isChallenge: false };
  }

  private challenge(negotiateMessage: Buffer): Opening {
    const challenge = this.ntlm.challenge(negotiateMessage);
    if (!challenge) return { refused: 'too-old', send: null };
    if (!this.mechanismList) return { send: challenge, isChallenge: true };
    const state = this.needsSignature ? 'request-mic' : 'accept-incomplete';
    return {
      send: writeAnswer({ state, mechanism: ntlmIdentifier, token: challenge }),
      isChallenge: true,
    };
  }
}
