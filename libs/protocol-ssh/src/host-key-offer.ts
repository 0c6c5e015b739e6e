import type { Ssh2Offer, Ssh2Protocol } from './ssh2-internals.js';

/**
 * Takes a signature algorithm out of what the door offers for its host keys. ssh2 offers SHA-1 (`ssh-rsa`) with every
 * RSA key, whatever its settings say. To be called before the KEXINIT goes out: when ssh2 tells of the connection.
 */
export function withoutHostKeySignature(protocol: Ssh2Protocol, name: string): void {
  const { kex, serverHostKey, cs, sc } = protocol._offer.lists;
  const Offer = protocol._offer.constructor as new (lists: OfferedNames) => Ssh2Offer;
  protocol._offer = new Offer({
    kex: kex.array,
    serverHostKey: serverHostKey.array.filter((each) => each !== name),
    cs: namesOf(cs),
    sc: namesOf(sc),
  });
}

interface OfferedNames {
  readonly kex: readonly string[];
  readonly serverHostKey: readonly string[];
  readonly cs: ReturnType<typeof namesOf>;
  readonly sc: ReturnType<typeof namesOf>;
}

function namesOf(
  side: Ssh2Offer['lists']['cs'],
): Record<'cipher' | 'mac' | 'compress' | 'lang', readonly string[]> {
  return {
    cipher: side.cipher.array,
    mac: side.mac.array,
    compress: side.compress.array,
    lang: side.lang.array,
  };
}
