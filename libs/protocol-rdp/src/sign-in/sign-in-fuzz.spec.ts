import { createHash } from 'node:crypto';
import { asBuffer } from './as-buffer.js';
import { readEarlyUserAuthorization } from './early-user-authorization.js';
import { MalformedToken } from './malformed-token.js';
import { blobAttributes } from './ntlm/ntlm-v2.js';
import { readAuthenticate } from './ntlm/authenticate-message.js';
import { readAvPairs } from './ntlm/av-pairs.js';
import { readChallenge } from './ntlm/challenge-message.js';
import { readNegotiate } from './ntlm/negotiate-message.js';
import { passwordUtf16, passwordUtf8 } from './password-text.js';
import { tokenLength } from './read-token.js';
import { readAnswer, readOffer } from './spnego.js';
import { subjectPublicKey } from './subject-public-key.js';
import { account, signInPair } from './testing/sign-in-pair.js';
import { makeTestCertificate } from './testing/test-certificates.js';
import { readTsCredentials, writeTsCredentials } from './ts-credentials.js';
import { readTsRequest } from './ts-request.js';

// Bounded here, more than a million with LONG=1, which are counted. Whatever comes, reading ends in one error, and nobody is
// signed in as somebody else. The numbers are drawn from a seed that stands in the failure, so that a run can be repeated.

const isLong = Boolean(process.env.LONG);
const rounds = isLong ? { parsers: 950_000, signIns: 60_000 } : { parsers: 1_600, signIns: 500 };
jest.setTimeout(isLong ? 3_600_000 : 120_000);
const seed = process.env.FUZZ_SEED ?? 'gatehouse';

function drawFrom(name: string): (below: number) => number {
  let state = createHash('sha256').update(`${seed} ${name}`).digest();
  let at = 0;
  return (below) => {
    if (at > 28) {
      state = createHash('sha256').update(state).digest();
      at = 0;
    }
    at += 4;
    return state.readUInt32BE(at - 4) % below;
  };
}

let drawn = 0;

/** The same bytes with one to four things changed: octets, lengths, cuts, repetitions. */
function mutated(original: Uint8Array, draw: (below: number) => number): Buffer {
  drawn += 1;
  let bytes = Buffer.from(original);
  for (let changes = 1 + draw(4); changes > 0; changes -= 1) {
    const at = draw(Math.max(1, bytes.length));
    switch (draw(6)) {
      case 0:
        if (bytes.length > 0) bytes[at] = draw(256);
        break;
      case 1:
        bytes = bytes.subarray(0, at);
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(draw(40), draw(256)), bytes.subarray(at)]);
        break;
      case 3:
        if (bytes.length > 0) bytes[at] = [0, 0x7f, 0x80, 0x82, 0x84, 0xff][draw(6)]!;
        break;
      case 4:
        bytes = Buffer.concat([bytes, bytes.subarray(at)]).subarray(0, 100_000);
        break;
      default:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + draw(12))]);
    }
  }
  return bytes;
}

describe('whatever is written into a sign-in', () => {
  const { der } = makeTestCertificate();

  it(`every parser reads it or says that it is malformed (seed ${seed})`, async () => {
    const draw = drawFrom('parsers');
    const inNtlm = (await signInPair(der)).tokens;
    const inSpnego = (await signInPair(der, { client: { form: 'spnego' } })).tokens;
    const nego = (token: Buffer | undefined): Buffer => asBuffer(readTsRequest(token!).negoToken!);
    const [negotiate, challenge, authenticate] = inNtlm.map((token, index) =>
      index < 3 ? nego(token) : token,
    ) as [Buffer, Buffer, Buffer];
    const blob = readAuthenticate(authenticate).ntResponse.subarray(16);
    const credentials = writeTsCredentials({
      ...account,
      password: passwordUtf16(Buffer.from(account.password)),
    });
    const parsers: readonly (readonly [(bytes: Buffer) => unknown, Buffer])[] = [
      ...inNtlm.map((token) => [readTsRequest, token] as const),
      ...inSpnego.map((token) => [readTsRequest, token] as const),
      [tokenLength, inNtlm[2]!],
      [readOffer, nego(inSpnego[0])],
      [readAnswer, nego(inSpnego[1])],
      [readAnswer, nego(inSpnego[2])],
      [readNegotiate, negotiate],
      [readChallenge, challenge],
      [readAuthenticate, authenticate],
      [readAvPairs, readChallenge(challenge).targetInfo],
      [(bytes) => readAvPairs(blobAttributes(bytes)), blob],
      [readTsCredentials, credentials],
      [subjectPublicKey, der],
      [readEarlyUserAuthorization, Buffer.alloc(4)],
    ];
    for (let round = 0; round < rounds.parsers; round += 1) {
      const [parse, original] = parsers[draw(parsers.length)]!;
      const bytes = mutated(original, draw);
      try {
        parse(bytes);
      } catch (error) {
        if (!(error instanceof MalformedToken)) throw new Error(bytes.toString('hex'), { cause: error });
      }
    }
  });

  it(`both sides refuse it, or nothing came of it (seed ${seed})`, async () => {
    const draw = drawFrom('sign-ins');
    const steps = { done: 0, refused: 0, continue: 0 };
    for (let round = 0; round < rounds.signIns; round += 1) {
      const at = draw(5);
      const { client, server, tokens } = await signInPair(der, {
        client: { form: draw(2) === 0 ? 'ntlm' : 'spnego' },
        meddle: (token, index) => (index === at ? mutated(token, draw) : token),
      });
      if (server?.step === 'done')
        expect([server.name.userName, passwordUtf8(server.credentials.password).toString()]).toEqual([
          account.userName,
          account.password,
        ]);
      // The client's credentials are its third token, which never follows an answer that was not right.
      if (client.step === 'done') expect(tokens).toHaveLength(5);
      steps[server?.step ?? 'refused'] += 1;
    }
    expect(steps.refused).toBeGreaterThan(rounds.signIns / 2);
  });

  it('as many tokens were drawn as are promised', () => {
    expect(drawn).toBeGreaterThanOrEqual(isLong ? 1_000_000 : 2_000);
  });
});
