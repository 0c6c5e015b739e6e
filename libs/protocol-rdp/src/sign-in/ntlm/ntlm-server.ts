import { randomBytes } from 'node:crypto';
import { isSameSecret } from '../is-same-secret.js';
import { MalformedToken } from '../malformed-token.js';
import { Rc4 } from '../rc4.js';
import { micAt, micOctets, micOf, readAuthenticate } from './authenticate-message.js';
import type { AuthenticateMessage } from './authenticate-message.js';
import { avFlagsOf, avIds, hasMicFlag, readAvPairs, writeAvPairs } from './av-pairs.js';
import { writeChallenge } from './challenge-message.js';
import { fileTime } from './file-time.js';
import { readNegotiate } from './negotiate-message.js';
import { allOf, grantableFlags, hasAll, neededFlags, ntlmFlags, serverFlags } from './ntlm-flags.js';
import { blobAttributes, messagesMic, proofOf, responseKey, sessionBaseKey } from './ntlm-v2.js';
import { SealedStream } from './sealed-stream.js';

const proofOctets = 16;

/** Whom a client says it is; nothing of it is proven. */
export interface ClaimedName {
  readonly userName: string;
  /** As the client has it, empty or not: it takes part in the proof, and means nothing else here. */
  readonly domain: string;
}

/** The server's part of NTLMv2 for one connection: MS-NLMP section 3.2.5. Takes no NTLMv1, nobody without a name, and nothing without a MIC. */
export class NtlmServer {
  private readonly serverChallenge = randomBytes(8);
  private negotiateMessage: Buffer = Buffer.alloc(0);
  private challengeMessage: Buffer = Buffer.alloc(0);

  /** @param name what this machine calls itself, in at most fifteen characters. */
  constructor(private readonly name: string) {}

  /** Null when the client wants a weaker form than is spoken here. @throws MalformedToken. */
  challenge(negotiateMessage: Buffer): Buffer | null {
    const flags = readNegotiate(negotiateMessage);
    if (!hasAll(flags, neededFlags)) return null;
    const [name, dnsName] = [this.name, this.name.toLowerCase()].map((text) => Buffer.from(text, 'utf16le'));
    this.negotiateMessage = Buffer.from(negotiateMessage);
    this.challengeMessage = writeChallenge({
      flags: allOf(flags & grantableFlags, serverFlags),
      serverChallenge: this.serverChallenge,
      targetName: this.name,
      targetInfo: writeAvPairs([
        [avIds.domainName, name!],
        [avIds.computerName, name!],
        [avIds.dnsDomainName, dnsName!],
        [avIds.dnsComputerName, dnsName!],
        [avIds.timestamp, fileTime(Date.now())],
      ]),
    });
    return this.challengeMessage;
  }

  /** What can be said of an answer before anybody's hash is known. @throws MalformedToken. */
  read(authenticateMessage: Buffer): NtlmAnswer {
    return new NtlmAnswer(authenticateMessage, {
      serverChallenge: this.serverChallenge,
      before: [this.negotiateMessage, this.challengeMessage],
    });
  }
}

export class NtlmAnswer {
  private readonly message: AuthenticateMessage;

  constructor(
    private readonly bytes: Buffer,
    private readonly asked: { readonly serverChallenge: Buffer; readonly before: readonly Buffer[] },
  ) {
    this.message = readAuthenticate(bytes);
    const { flags, encryptedSessionKey } = this.message;
    if (!hasAll(flags, neededFlags)) throw new MalformedToken('an answer leaves out what was agreed');
    if (encryptedSessionKey.length !== 16) throw new MalformedToken('a session key has a wrong length');
  }

  get name(): ClaimedName {
    const { userName, domain } = this.message;
    return { userName, domain };
  }

  /**
   * The sealed stream of a client that has proven to know this hash; null for any other, for one that says nothing of a MIC
   * or has a wrong one. Does the same work in every case but the last step.
   */
  prove(ntHash: Uint8Array): SealedStream | null {
    const { userName, domain, ntResponse, encryptedSessionKey, flags } = this.message;
    const blob = ntResponse.subarray(proofOctets);
    const key = responseKey(ntHash, userName, domain);
    const proof = proofOf(key, this.asked.serverChallenge, blob);
    const baseKey = sessionBaseKey(key, proof);
    const cipher = new Rc4(baseKey);
    const sessionKey = cipher.process(encryptedSessionKey);
    const mic = messagesMic(sessionKey, ...this.asked.before, this.withoutMic());
    const isProven = isSameSecret(proof, ntResponse.subarray(0, proofOctets));
    const isUntouched = isSameSecret(mic, micOf(this.bytes) ?? Buffer.alloc(0));
    const isNamed = userName !== '' && (flags & ntlmFlags.anonymous) === 0;
    const sealed =
      isProven && isUntouched && isNamed && saysMic(blob) ? new SealedStream(sessionKey, 'server') : null;
    cipher.wipe();
    for (const secret of [key, baseKey, sessionKey, proof]) secret.fill(0);
    return sealed;
  }

  private withoutMic(): Buffer {
    const bytes = Buffer.from(this.bytes);
    if (micOf(this.bytes)) bytes.fill(0, micAt, micAt + micOctets);
    return bytes;
  }
}

/** A client that was given the time of a server has to say that its answer has a MIC. What says so is part of the proof. */
function saysMic(blob: Buffer): boolean {
  try {
    return (avFlagsOf(readAvPairs(blobAttributes(blob))) & hasMicFlag) !== 0;
  } catch (error) {
    if (error instanceof MalformedToken) return false;
    throw error;
  }
}
