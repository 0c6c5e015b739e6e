import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { asBuffer } from './as-buffer.js';
import { ClientNegotiation } from './client-negotiation.js';
import type { NegotiationForm } from './client-negotiation.js';
import { isSameSecret } from './is-same-secret.js';
import { closedInsteadOfAnswer, refusalOfStatus } from './logon-status.js';
import type { ClientRefusal } from './logon-status.js';
import { MalformedToken } from './malformed-token.js';
import { kerberosNeeded } from './mechanisms.js';
import { ntHash } from './nt-hash.js';
import type { SealedStream } from './ntlm/sealed-stream.js';
import { passwordUtf16 } from './password-text.js';
import { publicKeyBinding } from './public-key-binding.js';
import { subjectPublicKey } from './subject-public-key.js';
import { writeTsCredentials } from './ts-credentials.js';
import { nonceOctets, readTsRequest, writeTsRequest } from './ts-request.js';
import type { ReadTsRequest } from './ts-request.js';

export interface CredSspClientOptions {
  readonly userName: string;
  /** Empty for none. */
  readonly domain: string;
  /** UTF-8. A copy is made, and wiped in the end. */
  readonly password: Uint8Array;
  /** DER of the certificate that the target has shown in TLS, which the caller has compared with the pinned one. */
  readonly certificate: Uint8Array;
  /** As the target is called, such as `panel7.plant.example`: for targets that check what they were called. */
  readonly targetName: string;
  /** `ntlm` is understood by Windows and by FreeRDP; `spnego` is how mstsc wraps it. */
  readonly form?: NegotiationForm;
  /** Versions of CredSSP that are taken, 2 to 6. */
  readonly leastVersion?: number;
  readonly highestVersion?: number;
}

export type ClientStep =
  /** Send this, and feed what comes. */
  | { readonly step: 'continue'; readonly send: Buffer }
  /**
   * Send this, which are the credentials: the target has proven to have the key of its certificate. With HYBRID_EX the
   * target's `EarlyUserAuthorization` follows; otherwise RDP goes on.
   */
  | { readonly step: 'done'; readonly send: Buffer }
  | ({ readonly step: 'refused' } & ClientRefusal);

/** In characters; Windows allows no longer ones. */
const longestName = 256;
const longestPassword = 1024;

/**
 * The client's part of CredSSP (MS-CSSP section 3.1.5) without a transport: whole tokens go in (see `readToken`), whole
 * tokens come out. Signs in by NTLMv2. Invariant: the credentials leave only after the target's answer to the binding was
 * found right. Invariant: once it is over, or wiped, nothing secret is left in it.
 */
export class CredSspClient {
  private readonly negotiation: ClientNegotiation;
  private readonly publicKey: Buffer;
  private readonly password: Buffer;
  private readonly highest: number;
  private readonly least: number;
  private state: 'fresh' | 'negotiating' | 'proving' | 'over' = 'fresh';
  private targetVersion: number | null = null;
  private nonce: Buffer | null = null;
  private sealed: SealedStream | null = null;

  /** @throws MalformedToken for a certificate that cannot be read, RangeError for names that are too long. */
  constructor(private readonly options: CredSspClientOptions) {
    const { userName, domain, password, certificate, targetName } = options;
    if (userName.length > longestName || domain.length > longestName || targetName.length > longestName)
      throw new RangeError(`a name to sign in with has at most ${longestName} characters`);
    if (password.length > longestPassword)
      throw new RangeError(`a password to sign in with has at most ${longestPassword} octets`);
    this.highest = options.highestVersion ?? 6;
    this.least = options.leastVersion ?? 2;
    this.publicKey = subjectPublicKey(certificate);
    this.password = Buffer.from(password);
    this.negotiation = new ClientNegotiation(options.form ?? 'ntlm');
  }

  /** The first token. Once. */
  start(): Buffer {
    if (this.state !== 'fresh') throw new Error('CredSSP was begun already');
    this.state = 'negotiating';
    return writeTsRequest({ version: this.highest, negoToken: this.negotiation.offer() });
  }

  /** What the target's next token leads to. After `done` or `refused` there is no next. */
  feed(token: Uint8Array): ClientStep {
    const { state } = this;
    if (state !== 'negotiating' && state !== 'proving') throw new Error('CredSSP takes no token now');
    try {
      const request = readTsRequest(token);
      const refusal = this.judge(request);
      if (refusal) return this.refuse(refusal);
      return state === 'negotiating' ? this.answerChallenge(request) : this.delegate(request);
    } catch (error) {
      if (!(error instanceof MalformedToken)) throw this.wipedFor(error);
      return this.refuse({
        refused: 'malformed-token',
        detail: `the target does not keep to CredSSP: ${error.message}`,
      });
    }
  }

  /** What it means that the target closes the connection now. Null when it is none of CredSSP's. */
  whenClosed(): ClientRefusal | null {
    return this.state === 'proving' ? closedInsteadOfAnswer : null;
  }

  /** At any time, as when the dial is given up. */
  wipe(): void {
    this.state = 'over';
    this.password.fill(0);
    this.sealed?.wipe();
    this.sealed = null;
  }

  private get version(): number {
    return Math.min(this.targetVersion ?? this.highest, this.highest);
  }

  private judge({ errorCode, version }: ReadTsRequest): ClientRefusal | null {
    if (errorCode !== null && errorCode !== 0) return refusalOfStatus(errorCode);
    if (this.targetVersion !== null && version !== this.targetVersion)
      throw new MalformedToken('the version changes on the way');
    this.targetVersion = version;
    if (this.version >= this.least) return null;
    return {
      refused: 'too-old',
      detail: `the target speaks version ${version} of CredSSP, and at least ${this.least} is asked for`,
    };
  }

  private answerChallenge({ negoToken }: ReadTsRequest): ClientStep {
    if (!negoToken) throw new MalformedToken('a challenge is missing');
    const answer = this.prove(Buffer.from(negoToken));
    if (answer === 'mechanism-not-spoken') return this.refuse({ refused: answer, detail: kerberosNeeded });
    if (answer === 'too-old')
      return this.refuse({
        refused: answer,
        detail: 'the target asks for a form of NTLM that is too weak: allow NTLMv2 with 128 bits on it',
      });
    this.sealed = answer.sealed;
    this.nonce = this.version >= 5 ? randomBytes(nonceOctets) : null;
    const binding = publicKeyBinding('client', this.publicKey, this.nonce);
    this.state = 'proving';
    return {
      step: 'continue',
      send: writeTsRequest({
        version: this.highest,
        negoToken: answer.token,
        pubKeyAuth: answer.sealed.seal(binding),
        clientNonce: this.nonce,
      }),
    };
  }

  private prove(challenge: Buffer): ReturnType<ClientNegotiation['answer']> {
    const { userName, domain, targetName } = this.options;
    const hash = ntHash(this.password);
    try {
      return this.negotiation.answer(challenge, {
        ...{ userName, domain, ntHash: hash },
        workstation: hostname().split('.', 1)[0]!.slice(0, 15).toUpperCase(),
        servicePrincipal: targetName === '' ? '' : `TERMSRV/${targetName}`,
      });
    } finally {
      hash.fill(0);
    }
  }

  private delegate({ negoToken, pubKeyAuth }: ReadTsRequest): ClientStep {
    const { sealed } = this;
    if (!sealed || !pubKeyAuth) throw new MalformedToken('the answer to the binding is missing');
    const answered = this.negotiation.isConcluded(negoToken && asBuffer(negoToken))
      ? sealed.open(pubKeyAuth)
      : null;
    const expected = publicKeyBinding('server', this.publicKey, this.nonce);
    if (!answered || !isSameSecret(answered, expected))
      return this.refuse({
        refused: 'target-not-proven',
        detail:
          'the target did not prove that its certificate is its own: somebody may stand in between; no password was sent',
      });
    const password = passwordUtf16(this.password);
    const credentials = writeTsCredentials({
      domain: this.options.domain,
      userName: this.options.userName,
      password,
    });
    const send = writeTsRequest({ version: this.highest, authInfo: sealed.seal(credentials) });
    password.fill(0);
    credentials.fill(0);
    this.wipe();
    return { step: 'done', send };
  }

  private refuse(refusal: ClientRefusal): ClientStep {
    this.wipe();
    return { step: 'refused', ...refusal };
  }

  private wipedFor(error: unknown): unknown {
    this.wipe();
    return error;
  }
}
