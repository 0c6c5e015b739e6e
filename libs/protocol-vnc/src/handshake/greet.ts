import { inertWords } from '../wire/inert-words.js';
import type { TargetWire } from '../wire/target-wire.js';
import type { WireInput } from '../wire/wire-input.js';
import { unreachable } from './refused-dial.js';
import { parseVersion, versionBytes } from './rfb-version.js';
import type { RfbVersion } from './rfb-version.js';

const versionLength = 12;
const longestReason = 64 * 1024;

/** How a target introduces itself, before anything is chosen or sent to it but a version. */
export interface Greeting {
  readonly version: RfbVersion;
  /** Security types in the order of the target. Of 3.3 the one that it dictates, which needs no choice. */
  readonly offered: readonly number[];
}

/** RFC 6143 sections 7.1.1 and 7.1.2. Throws `RefusedDial` when the target is none of RFB, or turns the connection away. */
export async function greet({ input, send }: Pick<TargetWire, 'input' | 'send'>): Promise<Greeting> {
  const version = parseVersion(await input.take(versionLength));
  if (!version) throw unreachable('the target does not speak VNC');
  send(versionBytes(version.minor));
  const isDictated = version.minor === 3;
  const first = isDictated ? await input.u32() : await input.byte();
  if (first === 0) throw unreachable(`the target turned the connection away: ${await readReason(input)}`);
  return { version, offered: isDictated ? [first] : [...(await input.take(first))] };
}

/** What a target gives as its reason, in quotation marks; of a long one the beginning. */
export async function readReason(input: WireInput): Promise<string> {
  const length = await input.u32();
  if (length === 0) return 'it gave no reason';
  if (length > longestReason) return 'its reason is too long to be read';
  return `"${inertWords(await input.take(length))}"`;
}
