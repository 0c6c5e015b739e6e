import { ClientNegotiation } from './client-negotiation.js';
import { CredSspClient } from './credssp-client.js';
import { CredSspServer } from './credssp-server.js';
import type { ServerStep } from './credssp-server.js';
import { encodeDer, explicit, octetString, sequence, smallNumber } from './der-writer.js';
import { readEarlyUserAuthorization, writeEarlyUserAuthorization } from './early-user-authorization.js';
import { MalformedToken } from './malformed-token.js';
import { ntlmIdentifier } from './mechanisms.js';
import { ntHash } from './nt-hash.js';
import { micAt } from './ntlm/authenticate-message.js';
import { passwordUtf16, passwordUtf8 } from './password-text.js';
import { publicKeyBinding } from './public-key-binding.js';
import { readAnswer, writeAnswer } from './spnego.js';
import { subjectPublicKey } from './subject-public-key.js';
import { account, signInPair } from './testing/sign-in-pair.js';
import { makeTestCertificate } from './testing/test-certificates.js';
import { writeTsCredentials } from './ts-credentials.js';
import { readTsRequest, writeTsRequest } from './ts-request.js';

const { der } = makeTestCertificate('rsa');
const { der: anotherDer } = makeTestCertificate('ec');
const versions = [2, 3, 4, 5, 6];
const forms = ['ntlm', 'spnego'] as const;
const ways = versions.flatMap((version) => forms.map((form) => [version, form] as const));
const wrongPassword = Buffer.from('not the password');

/** Where in a token the last NTLM message begins. */
const ntlmAt = (token: Buffer): number => token.lastIndexOf('NTLMSSP\0', undefined, 'latin1');

/** The token of this index with one bit changed at `at` of what it holds. */
const flipping =
  (index: number, find: (token: Buffer) => number) =>
  (token: Buffer, now: number): Buffer => {
    if (now !== index) return token;
    const changed = Buffer.from(token);
    changed[find(changed)]! ^= 1;
    return changed;
  };

describe('CredSSP, a client of ours at a server of ours', () => {
  it.each(ways)('signs in by version %i, %s, and hands over the password', async (version, form) => {
    for (const side of ['client', 'server'] as const) {
      const { client, server } = await signInPair(der, {
        client: { form, ...(side === 'client' ? { highestVersion: version } : {}) },
        server: side === 'server' ? { highestVersion: version } : {},
      });
      expect(client.step).toBe('done');
      if (server?.step !== 'done') throw new Error(JSON.stringify(server));
      expect(server.version).toBe(version);
      expect(server.name).toEqual({ userName: account.userName, domain: account.domain });
      expect(server.credentials).toMatchObject({ userName: account.userName, domain: account.domain });
      expect(passwordUtf8(server.credentials.password).toString()).toBe(account.password);
    }
  });

  it('signs in where the certificate has a key on a curve, and without a domain', async () => {
    const { client, server } = await signInPair(anotherDer, { client: { domain: '', targetName: '' } });
    expect([client.step, server?.step]).toEqual(['done', 'done']);
  });

  it.each(ways)('does not sign in with a wrong password, by version %i, %s', async (version, form) => {
    const { client, server, tokens } = await signInPair(der, {
      client: { form, highestVersion: version, password: wrongPassword },
    });
    expect(client).toMatchObject({ step: 'refused', refused: 'wrong-credential' });
    expect(server).toMatchObject({
      ...{ step: 'refused', refused: 'wrong-credential' },
      claimed: { userName: account.userName, domain: account.domain },
    });
    // Versions 2 and 5 cannot say so: the server hangs up.
    expect(tokens).toHaveLength(version === 2 || version === 5 ? 3 : 4);
  });

  it.each(ways)(
    'says of an unknown name what it says of a wrong password, by version %i, %s',
    async (version, form) => {
      const unknown = await signInPair(der, {
        client: { form, highestVersion: version, userName: 'nobody' },
      });
      const wrong = await signInPair(der, {
        client: { form, highestVersion: version, password: wrongPassword },
      });
      expect(unknown.server).toMatchObject({ refused: 'unknown-name', claimed: { userName: 'nobody' } });
      expect(unknown.client).toEqual(wrong.client);
      expect(unknown.tokens[3]).toEqual(wrong.tokens[3]);
      expect(unknown.tokens[1]).toHaveLength(wrong.tokens[1]!.length);
    },
  );

  it('does not take an account without a name or without a password', async () => {
    const nameless = await signInPair(der, {
      client: { userName: '' },
      server: { lookUp: async () => ntHash(Buffer.from(account.password)) },
    });
    expect(nameless.server).toMatchObject({ step: 'refused', refused: 'wrong-credential' });
    const blank = await signInPair(der, { client: { password: Buffer.alloc(0) } });
    expect(blank.server).toMatchObject({ step: 'refused', refused: 'wrong-credential' });
  });

  it('takes no hash that is none', async () => {
    const { server } = await signInPair(der, { server: { lookUp: async () => Buffer.alloc(0) } });
    expect(server).toMatchObject({ step: 'refused', refused: 'unknown-name' });
  });
});

describe('CredSSP with somebody in between', () => {
  it.each(ways)(
    'sends no credential to a server with another key, by version %i, %s',
    async (version, form) => {
      const { client, server, tokens } = await signInPair(der, {
        client: { form, highestVersion: version, certificate: anotherDer },
      });
      expect(client.step).toBe('refused');
      expect(server).toMatchObject({ step: 'refused', refused: 'not-bound' });
      expect(tokens.every((token) => token.length === 0 || readTsRequest(token).authInfo === null)).toBe(
        true,
      );
    },
  );

  it.each(ways)(
    'sends no credential after a changed answer to the binding, by version %i, %s',
    async (version, form) => {
      for (const fromEnd of [1, 40]) {
        const { client, tokens } = await signInPair(der, {
          client: { form, highestVersion: version },
          meddle: flipping(3, (token) => token.length - fromEnd),
        });
        expect(client).toMatchObject({ step: 'refused', refused: 'target-not-proven' });
        expect(tokens).toHaveLength(4);
      }
    },
  );

  it('sends no credential to a server that gives the binding back, or one of the client', async () => {
    for (const version of [4, 6]) {
      let sent = Buffer.alloc(0);
      const { client } = await signInPair(der, {
        client: { highestVersion: version },
        meddle: (token, index) => {
          if (index === 2) sent = Buffer.from(readTsRequest(token).pubKeyAuth!);
          return index === 3 ? writeTsRequest({ version, pubKeyAuth: sent }) : token;
        },
      });
      expect(client).toMatchObject({ step: 'refused', refused: 'target-not-proven' });
    }
  });

  it.each(forms)('does not sign in after a changed binding, MIC or nonce, in %s', async (form) => {
    const places: readonly ((token: Buffer) => number)[] = [
      (token) => token.length - 1, // nonce
      (token) => token.length - 40, // pubKeyAuth
      (token) => ntlmAt(token) + micAt, // MIC
      (token) => ntlmAt(token) + 60 + 3, // flags
    ];
    for (const place of places) {
      const { client, server } = await signInPair(der, { client: { form }, meddle: flipping(2, place) });
      expect(server?.step).toBe('refused');
      expect(client.step).toBe('refused');
    }
  });

  it.each(forms)('notices that the first messages were changed, in %s', async (form) => {
    // A flag that nobody needs, and the name of the target.
    const flags = await signInPair(der, {
      client: { form },
      meddle: flipping(0, (token) => ntlmAt(token) + 12),
    });
    expect(flags.server?.step).toBe('refused');
    const name = await signInPair(der, {
      client: { form },
      meddle: flipping(1, (token) => ntlmAt(token) + 56),
    });
    expect(name.server).toMatchObject({ step: 'refused', refused: 'wrong-credential' });
  });

  it('takes no weaker form of NTLM, whichever side is talked into it', async () => {
    const withoutSealing = (index: number, at: number) =>
      signInPair(der, {
        meddle: (token, now) => {
          if (now !== index) return token;
          const changed = Buffer.from(token);
          changed[ntlmAt(changed) + at]! &= ~0x20;
          return changed;
        },
      });
    expect((await withoutSealing(0, 12)).server).toMatchObject({ refused: 'too-old' });
    expect((await withoutSealing(1, 20)).client).toMatchObject({ refused: 'too-old' });
  });

  it('notices that the offer of mechanisms was changed', async () => {
    const list = encodeDer(sequence({ tag: 6, content: ntlmIdentifier }));
    const { server } = await signInPair(der, {
      client: { form: 'spnego' },
      meddle: (token, index) => {
        if (index !== 0) return token;
        const { version, negoToken } = readTsRequest(token);
        const inner = negoToken!.subarray(ntlmAt(negoToken!));
        // A second mechanism after the first.
        const longer = sequence({ tag: 6, content: ntlmIdentifier }, { tag: 6, content: Buffer.of(42, 3) });
        expect(negoToken!.includes(list)).toBe(true);
        return writeTsRequest({ version, negoToken: offerOf(longer, inner) });
      },
    });
    expect(server).toMatchObject({ step: 'refused', refused: 'not-bound' });
  });

  it('takes no token of another connection, and none twice', async () => {
    const { tokens } = await signInPair(der);
    const again = await signInPair(der, { meddle: (token, index) => (index === 2 ? tokens[2]! : token) });
    expect(again.server).toMatchObject({ step: 'refused', refused: 'wrong-credential' });
    const twice = await signInPair(der, { meddle: (token, index) => (index === 2 ? tokens[0]! : token) });
    expect(twice.server).toMatchObject({ step: 'refused', refused: 'malformed-token' });
    const credentials = await signInPair(der, {
      meddle: (token, index) => (index === 4 ? tokens[4]! : token),
    });
    expect(credentials.server).toMatchObject({ step: 'refused', refused: 'malformed-token' });
  });

  it('takes no version that changes on the way', async () => {
    const { server } = await signInPair(der, {
      meddle: (token, index) =>
        index === 2 ? writeTsRequest({ ...readTsRequest(token), version: 4 }) : token,
    });
    expect(server).toMatchObject({ step: 'refused', refused: 'malformed-token' });
    const { client } = await signInPair(der, {
      meddle: (token, index) =>
        index === 3 ? writeTsRequest({ ...readTsRequest(token), version: 5 }) : token,
    });
    expect(client).toMatchObject({ step: 'refused', refused: 'malformed-token' });
  });
});

describe('a CredSSP client', () => {
  it('refuses versions that are too old', async () => {
    const { client } = await signInPair(der, { client: { leastVersion: 5 }, server: { highestVersion: 4 } });
    expect(client).toMatchObject({ step: 'refused', refused: 'too-old' });
  });

  it.each([
    [0xc000006d, 'wrong-credential'],
    [0xc0000072, 'account-not-usable'],
    [0xc0000234, 'account-not-usable'],
    [0xc0000418, 'mechanism-not-spoken'],
    [0xc0000001, 'refused-by-target'],
  ])('tells what status %i means: %s', async (errorCode, refused) => {
    for (const at of [1, 3]) {
      const { client } = await signInPair(der, {
        meddle: (token, index) => (index === at ? writeTsRequest({ version: 6, errorCode }) : token),
      });
      expect(client).toMatchObject({ step: 'refused', refused });
    }
  });

  it('says that Kerberos is needed where a target takes nothing else', async () => {
    const { client } = await signInPair(der, {
      client: { form: 'spnego' },
      meddle: (token, index) =>
        index === 1 ? writeTsRequest({ version: 6, negoToken: writeAnswer({ state: 'reject' }) }) : token,
    });
    expect(client).toMatchObject({ step: 'refused', refused: 'mechanism-not-spoken' });
    expect(JSON.stringify(client)).toContain('Kerberos is not supported');
  });

  it('is over once it was refused, wiped or done', () => {
    const client = clientOf();
    expect(() => client.feed(Buffer.alloc(0))).toThrow('takes no token');
    client.start();
    expect(() => client.start()).toThrow('begun already');
    expect(client.feed(Buffer.from('noise'))).toMatchObject({ refused: 'malformed-token' });
    expect(() => client.feed(Buffer.from('noise'))).toThrow('takes no token');
    expect(client.whenClosed()).toBeNull();
  });

  it('refuses names and passwords that no Windows has', () => {
    expect(() => clientOf({ userName: 'a'.repeat(257) })).toThrow(RangeError);
    expect(() => clientOf({ password: Buffer.alloc(1025) })).toThrow(RangeError);
    expect(() => clientOf({ certificate: Buffer.from('noise') })).toThrow(MalformedToken);
  });

  function clientOf(options = {}): CredSspClient {
    return new CredSspClient({
      ...{ userName: 'ana', domain: '', password: wrongPassword, targetName: '', certificate: der },
      ...options,
    });
  }
});

describe('a CredSSP server', () => {
  const lookUp = async (): Promise<Buffer> => ntHash(Buffer.from(account.password));

  it('takes versions from 5 on, unless it is told to take older ones', async () => {
    for (const [version, step] of [
      [4, 'refused'],
      [5, 'done'],
    ] as const) {
      const { server } = await signInPair(der, {
        client: { highestVersion: version },
        server: { leastVersion: undefined },
      });
      expect(server?.step).toBe(step);
    }
  });

  it('chooses NTLM where a client would rather have Kerberos, and has the choice signed', async () => {
    const kerberos = Buffer.from('2a864882f712010202', 'hex');
    const list = sequence({ tag: 6, content: kerberos }, { tag: 6, content: ntlmIdentifier });
    for (const signed of [true, false]) {
      const server = new CredSspServer({ certificate: der, name: 'GATEWAY', lookUp });
      const first = await send(server, { negoToken: offerOf(list, Buffer.from('a ticket')) });
      expect(readAnswer(first.negoToken!)).toMatchObject({ state: 'request-mic', token: null });
      const ntlm = new ClientNegotiation('ntlm');
      const second = await send(server, { negoToken: writeAnswer({ token: ntlm.offer() }) });
      const { token, sealed } = answerOf(ntlm, readAnswer(second.negoToken!).token!);
      const mechanismListMic = sealed.sign(encodeDer(list));
      const answer = signed ? { token, mechanismListMic } : { token };
      const clientNonce = Buffer.alloc(32, 9);
      // As FreeRDP 3 does: the binding comes once the negotiation is concluded.
      const third = await server.feed(writeTsRequest({ version: 6, negoToken: writeAnswer(answer) }));
      if (!signed) {
        expect(third).toMatchObject({ step: 'refused', refused: 'not-bound' });
        continue;
      }
      const last = readAnswer(readTsRequest(sentBy(third)).negoToken!);
      expect(last.state).toBe('accept-completed');
      expect(sealed.isSignature(last.mechanismListMic!, encodeDer(list))).toBe(true);
      const pubKeyAuth = sealed.seal(publicKeyBinding('client', subjectPublicKey(der), clientNonce));
      const bound = await send(server, { pubKeyAuth, clientNonce });
      expect(sealed.open(bound.pubKeyAuth!)).toEqual(
        publicKeyBinding('server', subjectPublicKey(der), clientNonce),
      );
    }
  });

  it('turns away a client that speaks nothing but Kerberos', async () => {
    const list = sequence({ tag: 6, content: Buffer.from('2a864886f712010202', 'hex') });
    const server = new CredSspServer({ certificate: der, name: 'GATEWAY', lookUp });
    const step = await server.feed(
      writeTsRequest({ version: 6, negoToken: offerOf(list, Buffer.from('a ticket')) }),
    );
    expect(step).toMatchObject({ step: 'refused', refused: 'mechanism-not-spoken', claimed: null });
    expect(readAnswer(readTsRequest(sentBy(step)).negoToken!).state).toBe('reject');
  });

  it.each([
    ['another password', writeTsCredentials({ ...account, password: passwordUtf16(wrongPassword) })],
    ['no password', writeTsCredentials({ ...account, password: Buffer.alloc(0) })],
    [
      'a smart card',
      encodeDer(sequence(explicit(0, smallNumber(2)), explicit(1, octetString(Buffer.alloc(9))))),
    ],
  ])('takes no %s after the right one was proven', async (_name, credentials) => {
    const { server, sealed } = await boundServer();
    const step = await server.feed(writeTsRequest({ version: 6, authInfo: sealed.seal(credentials) }));
    expect(step).toMatchObject({ step: 'refused', refused: 'other-credential' });
  });

  it('takes no credentials that are malformed', async () => {
    const { server, sealed } = await boundServer();
    const step = await server.feed(
      writeTsRequest({ version: 6, authInfo: sealed.seal(Buffer.from('noise')) }),
    );
    expect(step).toMatchObject({ step: 'refused', refused: 'malformed-token' });
  });

  it('wipes the hash that it was given, whatever comes of it', async () => {
    for (const password of [Buffer.from(account.password), wrongPassword]) {
      const hash = ntHash(Buffer.from(account.password));
      await signInPair(der, { client: { password }, server: { lookUp: async () => hash } });
      expect(hash).toEqual(Buffer.alloc(16));
    }
  });

  it('signs nobody in once it was wiped, and takes one token at a time', async () => {
    let found: (hash: Buffer) => void = () => undefined;
    const server = new CredSspServer({
      ...{ certificate: der, name: 'GATEWAY' },
      lookUp: () => new Promise((resolve) => (found = resolve)),
    });
    const ntlm = new ClientNegotiation('ntlm');
    const { negoToken } = await send(server, { negoToken: ntlm.offer() });
    const { token } = answerOf(ntlm, negoToken!);
    const pending = server.feed(writeTsRequest({ version: 6, negoToken: token }));
    await expect(server.feed(Buffer.alloc(0))).rejects.toThrow('takes no token');
    server.wipe();
    found(ntHash(Buffer.from(account.password)));
    expect((await pending).step).toBe('refused');
    await expect(server.feed(Buffer.alloc(0))).rejects.toThrow('takes no token');
  });

  it('is over when names cannot be looked up', async () => {
    const server = new CredSspServer({
      ...{ certificate: der, name: 'GATEWAY' },
      lookUp: () => Promise.reject(new Error('the database is away')),
    });
    const ntlm = new ClientNegotiation('ntlm');
    const { negoToken } = await send(server, { negoToken: ntlm.offer() });
    const { token } = answerOf(ntlm, negoToken!);
    const answer = writeTsRequest({ version: 6, negoToken: token });
    await expect(server.feed(answer)).rejects.toThrow('the database is away');
    await expect(server.feed(answer)).rejects.toThrow('takes no token');
  });

  async function boundServer() {
    const server = new CredSspServer({ certificate: der, name: 'GATEWAY', lookUp });
    const ntlm = new ClientNegotiation('ntlm');
    const { negoToken } = await send(server, { negoToken: ntlm.offer() });
    const { token, sealed } = answerOf(ntlm, negoToken!);
    const clientNonce = Buffer.alloc(32, 9);
    const pubKeyAuth = sealed.seal(publicKeyBinding('client', subjectPublicKey(der), clientNonce));
    await send(server, { negoToken: token, pubKeyAuth, clientNonce });
    return { server, sealed };
  }
});

describe('an early user authorisation', () => {
  it('is read as it was written', () => {
    for (const result of ['granted', 'denied'] as const)
      expect(readEarlyUserAuthorization(writeEarlyUserAuthorization(result))).toBe(result);
    expect(writeEarlyUserAuthorization('denied').toString('hex')).toBe('05000000');
    expect(() => readEarlyUserAuthorization(Buffer.alloc(3))).toThrow(MalformedToken);
    expect(() => readEarlyUserAuthorization(Buffer.of(1, 0, 0, 0))).toThrow(MalformedToken);
  });
});

function offerOf(list: ReturnType<typeof sequence>, token: Uint8Array): Buffer {
  const inner = explicit(0, sequence(explicit(0, list), explicit(2, octetString(token))));
  const spnego = { tag: 6, content: Buffer.from('2b0601050502', 'hex') };
  return encodeDer({ tag: 0x60, content: [spnego, inner] });
}

function answerOf(ntlm: ClientNegotiation, challenge: Buffer) {
  const answer = ntlm.answer(challenge, {
    ...{ userName: account.userName, domain: account.domain, workstation: '', servicePrincipal: '' },
    ntHash: ntHash(Buffer.from(account.password)),
  });
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
}

function sentBy(step: ServerStep): Buffer {
  if (step.step === 'done' || !step.send) throw new Error(`nothing is sent: ${step.step}`);
  return step.send;
}

async function send(server: CredSspServer, request: Omit<Parameters<typeof writeTsRequest>[0], 'version'>) {
  const step = await server.feed(writeTsRequest({ version: 6, ...request }));
  expect(step.step).toBe('continue');
  return readTsRequest(sentBy(step));
}
