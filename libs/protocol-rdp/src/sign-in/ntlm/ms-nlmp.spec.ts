import { ntHash } from '../nt-hash.js';
import { Rc4 } from '../rc4.js';
import { micOf, readAuthenticate } from './authenticate-message.js';
import { readAvPairs } from './av-pairs.js';
import { readChallenge } from './challenge-message.js';
import { NtlmClient } from './ntlm-client.js';
import { NtlmAnswer } from './ntlm-server.js';
import { clientBlob, lmResponse, proofOf, responseKey, sessionBaseKey } from './ntlm-v2.js';
import { SealedStream } from './sealed-stream.js';

// The worked examples of MS-NLMP section 4.2.4: NTLMv2 with key exchange, and without a time of the server's.

const of = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');
const [userName, domain] = ['User', 'Domain'];
const hash = ntHash(Buffer.from('Password'));
const serverChallenge = of('0123456789abcdef');
const clientChallenge = of('aaaaaaaaaaaaaaaa');
const attributes = of('02000c0044006f006d00610069006e0001000c0053006500720076006500720000000000');
const challengeMessage = of(`
  4e544c4d53535000 02000000 0c000c0038000000 33828ae2 0123456789abcdef 0000000000000000
  2400240044000000 060070170000000f 530065007200760065007200
  02000c0044006f006d00610069006e0001000c0053006500720076006500720000000000`);
const authenticateMessage = of(`
  4e544c4d53535000 03000000 180018006c000000 5400540084000000 0c000c0048000000 0800080054000000
  100010005c000000 10001000d8000000 358288e2 0501280a0000000f
  44006f006d00610069006e00 5500730065007200 43004f004d0050005500540045005200
  86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa
  68cd0ab851e51c96aabc927bebef6a1c 0101000000000000 0000000000000000 aaaaaaaaaaaaaaaa 00000000
  02000c0044006f006d00610069006e0001000c0053006500720076006500720000000000 00000000
  c5dad2544fc9799094ce1ce90bc9d03e`);

describe('MS-NLMP 4.2.4', () => {
  const key = responseKey(hash, userName, domain);
  const blob = clientBlob(Buffer.alloc(8), clientChallenge, attributes);
  const proof = proofOf(key, serverChallenge, blob);

  it('4.2.4.1.1 NTOWFv2', () => {
    expect(key.toString('hex')).toBe('0c868a403bfd7a93a3001ef22ef02e3f');
    expect(responseKey(hash, 'uSER', domain)).toEqual(key);
    expect(responseKey(hash, userName, 'DOMAIN')).not.toEqual(key);
  });

  it('4.2.4.1.2 session base key', () => {
    expect(sessionBaseKey(key, proof).toString('hex')).toBe('8de40ccadbc14a82f15cb0ad0de95ca3');
  });

  it('4.2.4.2.1 LMv2 response', () => {
    expect(lmResponse(key, serverChallenge, clientChallenge).toString('hex')).toBe(
      '86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa',
    );
  });

  it('4.2.4.2.2 NTLMv2 response', () => {
    expect(proof.toString('hex')).toBe('68cd0ab851e51c96aabc927bebef6a1c');
  });

  it('4.2.4.2.3 encrypted session key', () => {
    const cipher = new Rc4(sessionBaseKey(key, proof));
    expect(cipher.process(Buffer.alloc(16, 0x55)).toString('hex')).toBe('c5dad2544fc9799094ce1ce90bc9d03e');
  });

  it('4.2.4.3 the challenge is read', () => {
    const challenge = readChallenge(challengeMessage);
    expect(challenge.serverChallenge).toEqual(serverChallenge);
    expect(readAvPairs(challenge.targetInfo).map(([id, value]) => [id, value.toString('utf16le')])).toEqual([
      [2, 'Domain'],
      [1, 'Server'],
    ]);
  });

  it('4.2.4.3 the answer is made to the octet', () => {
    const answer = new NtlmClient().answer(
      challengeMessage,
      { userName, domain, ntHash: hash, workstation: 'COMPUTER', servicePrincipal: '' },
      {
        ...{ clientChallenge, sessionKey: Buffer.alloc(16, 0x55), timestamp: Buffer.alloc(8) },
        version: of('0501280a0000000f'),
      },
    );
    expect(answer?.message.toString('hex')).toBe(authenticateMessage.toString('hex'));
  });

  it('4.2.4.3 the answer is read, and is not enough for a server of ours: it has no MIC', () => {
    expect(readAuthenticate(authenticateMessage)).toMatchObject({
      userName,
      domain,
      workstation: 'COMPUTER',
    });
    expect(micOf(authenticateMessage)).toBeNull();
    const asked = { serverChallenge, before: [Buffer.alloc(0), challengeMessage] };
    expect(new NtlmAnswer(authenticateMessage, asked).prove(hash)).toBeNull();
  });

  it('4.2.4.4 a message is signed and sealed', () => {
    const client = new SealedStream(Buffer.alloc(16, 0x55), 'client');
    expect(client.seal(Buffer.from('Plaintext', 'utf16le')).toString('hex')).toBe(
      '010000007fb38ec5c55d497600000000' + '54e50165bf1936dc996020c1811b0f06fb5f',
    );
  });
});

describe('a sealed stream', () => {
  const pair = (): [SealedStream, SealedStream] => [
    new SealedStream(Buffer.alloc(16, 1), 'client'),
    new SealedStream(Buffer.alloc(16, 1), 'server'),
  ];

  it('opens what was sealed, in its order, in both directions', () => {
    const [client, server] = pair();
    for (const words of ['one', 'two', ''])
      expect(server.open(client.seal(Buffer.from(words)))?.toString()).toBe(words);
    expect(client.open(server.seal(Buffer.from('three')))?.toString()).toBe('three');
  });

  it.each([0, 4, 12, 16])('opens nothing that was changed at octet %i', (at) => {
    const [client, server] = pair();
    const sealed = client.seal(Buffer.from('words'));
    sealed[at]! ^= 1;
    expect(server.open(sealed)).toBeNull();
  });

  it('opens nothing twice, nothing of its own, and nothing too short', () => {
    const [client, server] = pair();
    const sealed = client.seal(Buffer.from('words'));
    expect(server.open(sealed)).not.toBeNull();
    expect(server.open(sealed)).toBeNull();
    const [other] = pair();
    expect(other.open(other.seal(Buffer.from('words')))).toBeNull();
    expect(pair()[1].open(Buffer.alloc(15))).toBeNull();
  });

  it('begins its cipher anew after a signature of SPNEGO, and counts on', () => {
    const [client, server] = pair();
    expect(server.isSignature(client.sign(Buffer.from('list')), Buffer.from('list'))).toBe(true);
    const sealed = client.seal(Buffer.from('first'));
    expect(sealed.readUInt32LE(12)).toBe(1);
    const [fresh] = pair();
    expect(fresh.seal(Buffer.from('first')).subarray(16)).toEqual(sealed.subarray(16));
    expect(server.open(sealed)?.toString()).toBe('first');
  });
});
