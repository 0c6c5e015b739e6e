import { DerReader, derSpan, smallInteger } from './der-reader.js';
import { derTags } from './der-tags.js';
import { encodeDer, explicit, octetString, sequence, smallNumber } from './der-writer.js';
import { MalformedToken } from './malformed-token.js';
import { mostTokenOctets, readToken, tokenLength } from './read-token.js';
import { readTsRequest, writeTsRequest } from './ts-request.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const of = (text: string): Buffer => Buffer.from(text.replace(/ /g, ''), 'hex');

describe('DER', () => {
  it.each([0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000])(
    'is read as it was written, with %i octets in it',
    (length) => {
      const written = encodeDer(sequence(explicit(0, smallNumber(6)), octetString(Buffer.alloc(length, 7))));
      const whole = new DerReader(written);
      const fields = whole.sequence();
      whole.end();
      expect(smallInteger(fields.explicit(0, derTags.integer))).toBe(6);
      expect(fields.take(derTags.octetString)).toEqual(Buffer.alloc(length, 7));
      fields.end();
    },
  );

  it('writes lengths in their shortest form', () => {
    expect(hex(encodeDer(octetString(Buffer.alloc(0x80))).subarray(0, 3))).toBe('048180');
    expect(hex(encodeDer(octetString(Buffer.alloc(0x100))).subarray(0, 4))).toBe('04820100');
  });

  it.each([
    ['an indefinite length', '30 80 00 00'],
    ['five octets of length', '30 85 00 00 00 00 01 05'],
    ['a length of nearly 2^32', '30 84 ff ff ff ff'],
    ['a content that is cut off', '30 05 04 02'],
    ['a length that is cut off', '30 82 01'],
    ['another tag', '31 00'],
    ['nothing at all', ''],
  ])('refuses %s', (_name, bytes) => {
    expect(() => new DerReader(of(bytes)).take(derTags.sequence)).toThrow(MalformedToken);
  });

  it('refuses what follows where nothing may', () => {
    expect(() => readTsRequest(of('30 05 a0 03 02 01 06 00'))).toThrow(MalformedToken);
    expect(() => readTsRequest(of('30 07 a0 05 02 01 06 05 00'))).toThrow(MalformedToken);
  });
});

describe('a TSRequest', () => {
  it('is read as it was written', () => {
    const request = {
      ...{ version: 6, errorCode: 0xc000006d, clientNonce: Buffer.alloc(32, 1) },
      ...{ negoToken: Buffer.alloc(700, 2), authInfo: Buffer.alloc(200, 3), pubKeyAuth: Buffer.alloc(48, 4) },
    };
    expect(readTsRequest(writeTsRequest(request))).toEqual(request);
  });

  it('has a status of four octets, and is read with five as well', () => {
    expect(hex(writeTsRequest({ version: 6, errorCode: 0xc000006d }))).toBe('300da003020106a4060204c000006d');
    expect(readTsRequest(of('30 0e a0 03 02 01 06 a4 07 02 05 00 c0 00 00 6d')).errorCode).toBe(0xc000006d);
  });

  it('of a later version may say more', () => {
    expect(readTsRequest(of('30 0a a0 03 02 01 07 a6 03 02 01 01')).version).toBe(7);
  });

  it.each([
    ['no version', '30 00'],
    ['a negative version', '30 05 a0 03 02 01 ff'],
    ['two tokens at once', '30 15 a0 03 02 01 06 a1 0e 30 0c 30 04 a0 02 04 00 30 04 a0 02 04 00'],
    ['fields in another order', '30 0a a4 03 02 01 00 a0 03 02 01 06'],
    ['a nonce of three octets', '30 0c a0 03 02 01 06 a5 05 04 03 01 02 03'],
  ])('with %s is refused', (_name, bytes) => {
    expect(() => readTsRequest(of(bytes))).toThrow(MalformedToken);
  });

  it('is taken from a stream to the octet, and not at all when it is too large or something else', async () => {
    const token = writeTsRequest({ version: 6, negoToken: Buffer.alloc(300) });
    const stream = Buffer.concat([token, Buffer.from('what follows')]);
    let at = 0;
    const take = async (count: number): Promise<Buffer> => stream.subarray(at, (at += count));
    expect(await readToken(take)).toEqual(token);
    expect(at).toBe(token.length);
    expect(tokenLength(of('30 82'))).toBeNull();
    expect(derSpan(of('30 84 00 01 00'))).toBeNull();
    expect(() => tokenLength(of('30 83 01 00 00'))).toThrow(MalformedToken);
    expect(tokenLength(of('30 82 ff fb'))).toBeLessThanOrEqual(mostTokenOctets);
    expect(() => tokenLength(of('03 00'))).toThrow(MalformedToken);
  });
});
