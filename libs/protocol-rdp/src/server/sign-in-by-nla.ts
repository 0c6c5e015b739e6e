import type { StreamReader } from '@gatehouse/desktop';
import { CredSspServer } from '../sign-in/credssp-server.js';
import { writeEarlyUserAuthorization } from '../sign-in/early-user-authorization.js';
import { readToken } from '../sign-in/read-token.js';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import { plainUserName } from './plain-user-name.js';

export interface NlaParts {
  /** DER of the certificate that the client was shown. */
  readonly certificate: Uint8Array;
  /** Whether an early answer about the right to sign in is due (HYBRID_EX). */
  readonly isEarlyAnswerDue: boolean;
  /** Asked once; what it gives is wiped. */
  ntHash(userName: string): Promise<Uint8Array | null>;
}

export interface DelegatedToken {
  readonly userName: string;
  readonly token: string;
}

/** What this machine calls itself to clients; they do not show it. */
const netbiosName = 'GATEHOUSE';

/**
 * The server's part of NLA: the client proves that it knows the token, and hands it over. Null when it does not, and was told what it can
 * be told. Rejects when nobody can judge it. @throws MalformedPdu where the client leaves.
 */
export async function signInByNla(
  reader: StreamReader,
  send: (bytes: Buffer) => void,
  { certificate, isEarlyAnswerDue, ntHash }: NlaParts,
): Promise<DelegatedToken | null> {
  const server = new CredSspServer({
    certificate,
    name: netbiosName,
    lookUp: ({ userName }) => ntHash(plainUserName(userName)),
  });
  try {
    for (;;) {
      const step = await server.feed(await readToken((count) => take(reader, count)));
      if (step.step === 'done') {
        const { password } = step.credentials;
        const token = password.toString('utf16le');
        password.fill(0);
        // Whether the token is still good is told on a screen, where there is room for why.
        if (isEarlyAnswerDue) send(writeEarlyUserAuthorization('granted'));
        return { userName: plainUserName(step.name.userName), token };
      }
      if (step.send) send(step.send);
      if (step.step === 'refused') return null;
    }
  } finally {
    server.wipe();
  }
}

async function take(reader: StreamReader, count: number): Promise<Buffer> {
  const bytes = await reader.exactly(count);
  if (bytes === null) throw new MalformedPdu('the client left while it signed in');
  return bytes;
}
