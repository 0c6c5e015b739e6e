import { cmsSignature } from './cms-signature.js';
import type { CmsSigner } from './cms-signature.js';

/**
 * The settings of an `.rdp` file with the signature that Windows' rdpsign puts under them, so that mstsc can name the publisher. What is
 * signed stands in `signedRdpSettings`. The format is not published by Microsoft; it is known from what rdpsign writes. A key that is
 * not RSA leaves the file as it is.
 */
export function signRdpFile(text: string, signer: CmsSigner): string {
  const lines = text.split('\r\n').filter((line) => line !== '');
  const address = lines.find((line) => line.startsWith(fullAddress));
  // mstsc takes the alternate address where there is one: unsigned, anybody could add another.
  if (address !== undefined) lines.push(`alternate ${address}`);
  const { scope, content } = signedRdpSettings(lines);
  const cms = cmsSignature(content, signer);
  if (!cms) return text;
  const header = Buffer.alloc(12);
  header.writeUInt32LE(0x00010001, 0);
  header.writeUInt32LE(0x00000001, 4);
  header.writeUInt32LE(cms.length, 8);
  const signature = Buffer.concat([header, cms]).toString('base64');
  return [...lines, scope, `signature:s:${signature}`, ''].join('\r\n');
}

const fullAddress = 'full address:s:';

/** The line that names what is signed, and the bytes the signature is over: those settings in rdpsign's order, in UTF-16LE, ended by a zero. */
export function signedRdpSettings(lines: readonly string[]): {
  readonly scope: string;
  readonly content: Buffer;
} {
  const found = signable.flatMap(([setting, name]) =>
    lines.filter((line) => line.startsWith(`${setting}:`)).map((line) => ({ line, name })),
  );
  const scope = `signscope:s:${found.map(({ name }) => name).join(',')}`;
  const whole = [...found.map(({ line }) => line), scope, '\0'].join('\r\n');
  return { scope, content: Buffer.from(whole, 'utf16le') };
}

/** What rdpsign signs of the settings our files have, in its order, with the name it has in the scope. */
const signable = [
  ['full address', 'Full Address'],
  ['alternate full address', 'Alternate Full Address'],
  ['negotiate security layer', 'Negotiate Security Layer'],
  ['enablecredsspsupport', 'EnableCredSspSupport'],
  ['autoreconnection enabled', 'AutoReconnection Enabled'],
  ['gatewayusagemethod', 'GatewayUsageMethod'],
  ['prompt for credentials', 'Prompt For Credentials'],
  ['authentication level', 'Authentication Level'],
  ['audiomode', 'AudioMode'],
  ['redirectprinters', 'RedirectPrinters'],
  ['redirectcomports', 'RedirectCOMPorts'],
  ['redirectsmartcards', 'RedirectSmartCards'],
  ['redirectclipboard', 'RedirectClipboard'],
  ['devicestoredirect', 'DevicesToRedirect'],
  ['drivestoredirect', 'DrivesToRedirect'],
] as const;
