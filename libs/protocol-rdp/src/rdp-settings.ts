/** What is stored with an RDP target beside address, account, credential and certificate. */
export interface RdpSettings {
  /**
   * How the account is signed in. `nla` refuses all but CredSSP, before a picture exists; `tls` also takes a target that signs in
   * behind TLS alone. RDP's own encryption is never spoken: it proves no identity.
   */
  readonly signIn: 'nla' | 'tls';
  /** Windows domain of the account; empty for none. */
  readonly domain: string;
  /** Windows input locale of the session at the target, such as 0x0409 (MS-RDPBCGR section 2.2.1.3.2). */
  readonly keyboardLayout: number;
  /** Bits of a pixel on the wire. */
  readonly colourDepth: 16 | 32;
  /** In pixels, where the client has no wish. */
  readonly width: number;
  readonly height: number;
  /** Pictures a second at most, for the vendor, for those who watch and on record alike: 1 to 60. */
  readonly framesPerSecond: number;
}

export const plainRdpSettings: RdpSettings = {
  signIn: 'nla',
  domain: '',
  keyboardLayout: 0x0409,
  colourDepth: 32,
  width: 1280,
  height: 800,
  framesPerSecond: 15,
};

const fastest = 60;
/** MS-RDPBCGR section 2.2.1.3.2 lets a desktop be this large; larger ones are refused by many servers. */
const [narrowest, widest, lowest, highest] = [200, 4096, 200, 2304];

/**
 * The one place that reads the settings of an RDP target. Strict: what it does not know is refused, so that a setting of a
 * later version is never half obeyed. @throws TypeError.
 */
export function parseRdpSettings(input: unknown): RdpSettings {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new TypeError('the settings are not an object');
  const given = { ...plainRdpSettings, ...input } as Readonly<Record<keyof RdpSettings, unknown>>;
  const [stranger] = Object.keys(given).filter((name) => !(name in plainRdpSettings));
  if (stranger !== undefined) throw new TypeError(`an RDP target has no setting ${stranger.slice(0, 64)}`);
  const { signIn, domain, colourDepth } = given;
  if (signIn !== 'nla' && signIn !== 'tls') throw new TypeError('signIn is nla or tls');
  if (typeof domain !== 'string' || !/^[\w.-]{0,64}$/.test(domain))
    throw new TypeError('domain is a name of at most 64 letters, digits, dots and hyphens');
  if (colourDepth !== 16 && colourDepth !== 32) throw new TypeError('colourDepth is 16 or 32');
  return {
    signIn,
    domain,
    colourDepth,
    keyboardLayout: wholeNumber('keyboardLayout', given.keyboardLayout, 1, 0xffffffff),
    width: wholeNumber('width', given.width, narrowest, widest),
    height: wholeNumber('height', given.height, lowest, highest),
    framesPerSecond: wholeNumber('framesPerSecond', given.framesPerSecond, 1, fastest),
  };
}

function wholeNumber(name: string, value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw new TypeError(`${name} is a whole number from ${least} to ${most}`);
  return value;
}
