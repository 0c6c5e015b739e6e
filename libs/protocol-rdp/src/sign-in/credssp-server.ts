import { randomBytes } from 'node:crypto';
import { isSameSecret } from './is-same-secret.js';
import { logonFailure } from './logon-status.js';
import { MalformedToken } from './malformed-token.js';
import { md4 } from './md4.js';
import type { ClaimedName } from './ntlm/ntlm-server.js';
import type { SealedStream } from './ntlm/sealed-stream.js';
import { publicKeyBinding } from './public-key-binding.js';
import { ServerNegotiation } from './server-negotiation.js';
import { subjectPublicKey } from './subject-public-key.js';
import { readTsCredentials } from './ts-credentials.js';
import type { PasswordCredentials } from './ts-credentials.js';
import { readTsRequest, writeTsRequest } from './ts-request.js';
import type { ReadTsRequest, TsRequest } from './ts-request.js';

export interface CredSspServerOptions {
  /** DER of the certificate that the client was shown in TLS. */
  readonly certificate: Uint8Array;
  /** What this machine calls itself to clients, in at most fifteen characters. */
  readonly name: string;
  /**
   * The NT hash (see `ntHash`) of whom a client claims to be; null for nobody. It is wiped after use, so give a copy. That
   * somebody is unknown must not show in how long this takes.
   */
  readonly lookUp: (name: ClaimedName) => Promise<Uint8Array | null>;
  /** Versions of CredSSP that are taken. Before 5 the binding can be made for another server (CVE-2018-0886): 5 unless said. */
  readonly leastVersion?: number;
  readonly highestVersion?: number;
}

/** Why a client was not signed in. For the record: it is told the same, whatever it was. */
export type ServerRefusalWord =
  | 'unknown-name'
  | 'wrong-credential'
  /** What it proved was bound to the certificate of another server: somebody stands in between. */
  | 'not-bound'
  /** It proved one password and handed over another, or something else than a password. */
  | 'other-credential'
  | 'mechanism-not-spoken'
  | 'too-old'
  | 'malformed-token';

export interface ServerRefusal {
  readonly step: 'refused';
  readonly refused: ServerRefusalWord;
  /** Send this, if anything, and hang up. */
  readonly send: Buffer | null;
  /** Whom the client claimed to be, if it came to that. */
  readonly claimed: ClaimedName | null;
}

export interface SignedInClient {
  readonly step: 'done';
  /** The name that was proven. */
  readonly name: ClaimedName;
  /** What was handed over. The password is the one that was proven; whoever takes it wipes it. */
  readonly credentials: PasswordCredentials;
  readonly version: number;
}

export type ServerStep =
  /** Send this, and feed what comes. */
  | { readonly step: 'continue'; readonly send: Buffer }
  /** There is nothing to send, but with HYBRID_EX an `EarlyUserAuthorization` once it is known what becomes of the client. */
  | SignedInClient
  | ServerRefusal;

/**
 * The server's part of CredSSP (MS-CSSP section 3.1.5) without a transport, for one connection: whole tokens go in (see
 * `readToken`), whole tokens come out. Signs in by NTLMv2 with a MIC. Invariant: a wrong password and an unknown name lead
 * to the same bytes after the same work. Invariant: once it is over, or wiped, nothing secret is left in it.
 */
export class CredSspServer {
  private readonly negotiation: ServerNegotiation;
  private readonly publicKey: Buffer;
  private readonly highest: number;
  private readonly least: number;
  private state: 'opening' | 'challenged' | 'proven' | 'bound' | 'over' = 'opening';
  private isBusy = false;
  private clientVersion: number | null = null;
  private claimed: ClaimedName | null = null;
  private sealed: SealedStream | null = null;
  private readonly provenHash = Buffer.alloc(16);

  /** @throws MalformedToken for a certificate that cannot be read. */
  constructor(private readonly options: CredSspServerOptions) {
    this.publicKey = subjectPublicKey(options.certificate);
    this.highest = options.highestVersion ?? 6;
    this.least = options.leastVersion ?? 5;
    this.negotiation = new ServerNegotiation(options.name);
  }

  /**
   * What the client's next token leads to. After `done` or `refused` there is no next; one at a time. Rejects with what
   * `lookUp` rejects with, and then it is over too.
   */
  async feed(token: Uint8Array): Promise<ServerStep> {
    if (this.state === 'over' || this.isBusy) throw new Error('CredSSP takes no token now');
    this.isBusy = true;
    try {
      const request = readTsRequest(token);
      return this.judgeVersion(request) ?? (await this.take(request));
    } catch (error) {
      if (error instanceof MalformedToken) return this.refuse('malformed-token', null);
      this.wipe();
      throw error;
    } finally {
      this.isBusy = false;
    }
  }

  /** At any time, as when the client has gone. What is under way then ends in a refusal. */
  wipe(): void {
    this.state = 'over';
    this.provenHash.fill(0);
    this.sealed?.wipe();
    this.sealed = null;
  }

  private get version(): number {
    return Math.min(this.clientVersion ?? this.highest, this.highest);
  }

  private judgeVersion({ version }: ReadTsRequest): ServerStep | null {
    if (this.clientVersion !== null && version !== this.clientVersion)
      throw new MalformedToken('the version changes on the way');
    this.clientVersion = version;
    return this.version < this.least ? this.refuse('too-old', null) : null;
  }

  private async take(request: ReadTsRequest): Promise<ServerStep> {
    switch (this.state) {
      case 'opening':
        return this.open(request);
      case 'challenged':
        return this.prove(request);
      case 'proven':
        return this.bind(request, null);
      default:
        return this.receive(request);
    }
  }

  private open({ negoToken }: ReadTsRequest): ServerStep {
    if (!negoToken) throw new MalformedToken('a first token is missing');
    const opening = this.negotiation.open(negoToken);
    if ('refused' in opening)
      return this.refuse(opening.refused, opening.send && this.write({ negoToken: opening.send }));
    if (opening.isChallenge) this.state = 'challenged';
    return { step: 'continue', send: this.write({ negoToken: opening.send }) };
  }

  private async prove(request: ReadTsRequest): Promise<ServerStep> {
    if (!request.negoToken) throw new MalformedToken('an answer is missing');
    // The caller may use its buffer anew while the name is looked up.
    const answer = this.negotiation.readAnswer(Buffer.from(request.negoToken));
    const pubKeyAuth = request.pubKeyAuth && Buffer.from(request.pubKeyAuth);
    const clientNonce = request.clientNonce && Buffer.from(request.clientNonce);
    this.claimed = answer.name;
    const hash = await this.options.lookUp(answer.name);
    // Nobody's: drawn whether it is needed or not, and judged as anybody's.
    const nobodys = randomBytes(16);
    const isKnown = hash !== null && hash.length === 16;
    const judged = isKnown ? hash : nobodys;
    const sealed = answer.prove(judged);
    const isOver = this.hasEnded();
    if (sealed && isKnown && !isOver) this.provenHash.set(judged);
    judged.fill(0);
    hash?.fill(0);
    if (!sealed || !isKnown || isOver) {
      sealed?.wipe();
      return this.fail(isKnown ? 'wrong-credential' : 'unknown-name');
    }
    this.sealed = sealed;
    const last = this.negotiation.conclude(sealed);
    if (last === 'not-agreed') return this.fail('not-bound');
    this.state = 'proven';
    if (pubKeyAuth) return this.bind({ pubKeyAuth, clientNonce }, last);
    if (!last) throw new MalformedToken('a binding is missing');
    return { step: 'continue', send: this.write({ negoToken: last }) };
  }

  private bind(
    { pubKeyAuth, clientNonce }: Pick<ReadTsRequest, 'pubKeyAuth' | 'clientNonce'>,
    negoToken: Buffer | null,
  ): ServerStep {
    const { sealed } = this;
    if (!sealed || !pubKeyAuth) throw new MalformedToken('a binding is missing');
    const nonce = this.version >= 5 ? clientNonce : null;
    if (this.version >= 5 && !nonce) throw new MalformedToken('a nonce is missing');
    const bound = sealed.open(pubKeyAuth);
    if (!bound || !isSameSecret(bound, publicKeyBinding('client', this.publicKey, nonce)))
      return this.fail('not-bound');
    this.state = 'bound';
    const answer = sealed.seal(publicKeyBinding('server', this.publicKey, nonce));
    return { step: 'continue', send: this.write({ negoToken, pubKeyAuth: answer }) };
  }

  private receive({ authInfo }: ReadTsRequest): ServerStep {
    const { sealed, claimed } = this;
    if (!sealed || !claimed || !authInfo) throw new MalformedToken('the credentials are missing');
    const opened = sealed.open(authInfo);
    if (!opened) throw new MalformedToken('the credentials are not sealed as they should be');
    let credentials: PasswordCredentials | null;
    try {
      credentials = readTsCredentials(opened);
    } finally {
      opened.fill(0);
    }
    const hash = md4(credentials?.password ?? Buffer.alloc(0));
    const isProven = isSameSecret(hash, this.provenHash);
    hash.fill(0);
    if (!credentials || !isProven) {
      credentials?.password.fill(0);
      return this.fail('other-credential');
    }
    const { version } = this;
    this.wipe();
    return { step: 'done', name: claimed, credentials, version };
  }

  private hasEnded(): boolean {
    return this.state === 'over';
  }

  /** Versions 2 and 5 have no word for it: MS-CSSP section 2.2.1. */
  private fail(refused: ServerRefusalWord): ServerRefusal {
    const canSay = this.version !== 2 && this.version !== 5;
    return this.refuse(refused, canSay ? this.write({ errorCode: logonFailure }) : null);
  }

  private refuse(refused: ServerRefusalWord, send: Buffer | null): ServerRefusal {
    this.wipe();
    return { step: 'refused', refused, send, claimed: this.claimed };
  }

  private write(request: Omit<TsRequest, 'version'>): Buffer {
    return writeTsRequest({ version: this.version, ...request });
  }
}
