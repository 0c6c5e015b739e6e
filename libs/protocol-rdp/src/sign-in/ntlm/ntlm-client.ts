import { randomBytes } from 'node:crypto';
import { Rc4 } from '../rc4.js';
import { micAt, writeAuthenticate } from './authenticate-message.js';
import { avFlagsOf, avIds, avTimestampOf, hasMicFlag, readAvPairs, writeAvPairs } from './av-pairs.js';
import type { AvPairs } from './av-pairs.js';
import { readChallenge } from './challenge-message.js';
import { fileTime } from './file-time.js';
import { writeNegotiate } from './negotiate-message.js';
import { allOf, clientFlags, hasAll, neededFlags, ntlmFlags } from './ntlm-flags.js';
import { ourVersion } from './ntlm-message.js';
import { clientBlob, lmResponse, messagesMic, proofOf, responseKey, sessionBaseKey } from './ntlm-v2.js';
import { SealedStream } from './sealed-stream.js';

export interface NtlmIdentity {
  readonly userName: string;
  /** Empty for none. */
  readonly domain: string;
  /** Sixteen octets; see `ntHash`. Whoever made it wipes it. */
  readonly ntHash: Uint8Array;
  /** What this machine calls itself. */
  readonly workstation: string;
  /** Of the service, such as `TERMSRV/panel7`; empty for none. */
  readonly servicePrincipal: string;
}

/** What would otherwise come by chance, or from the clock. */
export interface NtlmChances {
  readonly clientChallenge: Uint8Array;
  readonly sessionKey: Uint8Array;
  /** FILETIME, for servers that give none. */
  readonly timestamp: Uint8Array;
  readonly version: Buffer;
}

/** The client's part of NTLMv2: MS-NLMP section 3.1.5. Connection oriented, with a MIC wherever the server gives its time. */
export class NtlmClient {
  readonly negotiateMessage = writeNegotiate(clientFlags);

  /** Null when the server wants a weaker form than is spoken here. @throws MalformedToken. */
  answer(
    challengeMessage: Buffer,
    identity: NtlmIdentity,
    chances: NtlmChances = drawChances(),
  ): { readonly message: Buffer; readonly sealed: SealedStream } | null {
    const { flags, serverChallenge, targetInfo } = readChallenge(challengeMessage);
    if (!hasAll(flags, neededFlags)) return null;
    const { userName, domain, workstation } = identity;
    const { clientChallenge, sessionKey } = chances;
    const offered = readAvPairs(targetInfo);
    const timestamp = avTimestampOf(offered);
    const attributes = timestamp ? attributesWithMic(offered, identity) : writeAvPairs(offered);
    const blob = clientBlob(timestamp ?? chances.timestamp, clientChallenge, attributes);
    const key = responseKey(identity.ntHash, userName, domain);
    const proof = proofOf(key, serverChallenge, blob);
    const baseKey = sessionBaseKey(key, proof);
    const cipher = new Rc4(baseKey);
    const message = writeAuthenticate(
      {
        flags: allOf(flags & clientFlags, ntlmFlags.requestTarget, ntlmFlags.targetInfo),
        domain,
        userName,
        workstation,
        lmResponse: timestamp ? Buffer.alloc(24) : lmResponse(key, serverChallenge, clientChallenge),
        ntResponse: Buffer.concat([proof, blob]),
        encryptedSessionKey: cipher.process(sessionKey),
      },
      { version: chances.version, hasMic: timestamp !== null },
    );
    if (timestamp)
      messagesMic(sessionKey, this.negotiateMessage, challengeMessage, message).copy(message, micAt);
    const sealed = new SealedStream(sessionKey, 'client');
    cipher.wipe();
    for (const secret of [key, baseKey, sessionKey]) secret.fill(0);
    return { message, sealed };
  }
}

/** As the server gave them, and that a MIC follows. The channel is bound by CredSSP, so the bindings are zero here. */
function attributesWithMic(offered: AvPairs, { servicePrincipal }: NtlmIdentity): Buffer {
  const flags = Buffer.alloc(4);
  flags.writeUInt32LE((avFlagsOf(offered) | hasMicFlag) >>> 0);
  const ours: readonly number[] = [avIds.flags, avIds.targetName, avIds.channelBindings];
  return writeAvPairs([
    ...offered.filter(([id]) => !ours.includes(id)),
    [avIds.flags, flags],
    [avIds.channelBindings, Buffer.alloc(16)],
    [avIds.targetName, Buffer.from(servicePrincipal, 'utf16le')],
  ]);
}

function drawChances(): NtlmChances {
  return {
    clientChallenge: randomBytes(8),
    sessionKey: randomBytes(16),
    timestamp: fileTime(Date.now()),
    version: ourVersion,
  };
}
