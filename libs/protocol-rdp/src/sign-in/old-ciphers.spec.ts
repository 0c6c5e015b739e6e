import { md4 } from './md4.js';
import { ntHash } from './nt-hash.js';
import { Rc4 } from './rc4.js';

describe('MD4', () => {
  // RFC 1320 appendix A.5.
  it.each([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
    ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ])('digests "%s" as RFC 1320 does', (message, digest) => {
    expect(md4(Buffer.from(message)).toString('hex')).toBe(digest);
  });

  it('makes NT hashes of passwords in any script, as Samba and Windows do', () => {
    expect(ntHash(Buffer.from('Password')).toString('hex')).toBe('a4f49c406510bdcab6824ee7c30fd852');
    expect(ntHash(Buffer.from('')).toString('hex')).toBe('31d6cfe0d16ae931b73c59d7e0c089c0');
    const inUtf16 = md4(Buffer.from('Schlüssel-Ж-🔑', 'utf16le'));
    expect(ntHash(Buffer.from('Schlüssel-Ж-🔑', 'utf8'))).toEqual(inUtf16);
  });
});

describe('RC4', () => {
  // RFC 6229 section 2.
  it.each([
    ['0102030405', 0, 'b2396305f03dc027ccc3524a0a1118a8'],
    ['0102030405', 240, '28cb1132c96ce286421dcaadb8b69eae'],
    ['0102030405', 4096, 'ff25b58995996707e51fbdf08b34d875'],
    ['0102030405060708090a0b0c0d0e0f10', 0, '9ac7cc9a609d1ef7b2932899cde41b97'],
    ['0102030405060708090a0b0c0d0e0f10', 240, '065902e4b620f6cc36c8589f66432f2b'],
    ['0102030405060708090a0b0c0d0e0f10', 4096, 'a36a4c301ae8ac13610ccbc12256cacc'],
  ])('makes of the key %s at offset %i the stream of RFC 6229', (key, offset, expected) => {
    const cipher = new Rc4(Buffer.from(key, 'hex'));
    cipher.process(Buffer.alloc(offset));
    expect(cipher.process(Buffer.alloc(16)).toString('hex')).toBe(expected);
  });
});
