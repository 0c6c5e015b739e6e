import type { TargetWire } from '../wire/target-wire.js';
import { unreachable } from './refused-dial.js';

const version = Buffer.from([0, 2]);

/** After security type 19 was chosen: agrees on VeNCrypt 0.2 and reads its subtypes. */
export async function readSubtypes({ input, send }: Pick<TargetWire, 'input' | 'send'>): Promise<number[]> {
  const spoken = (await input.take(version.length)).readUInt16BE(0);
  if (spoken < version.readUInt16BE(0))
    throw unreachable('the target speaks an older VeNCrypt than 0.2, which is broken');
  send(version);
  if ((await input.byte()) !== 0) throw unreachable('the target does not speak VeNCrypt 0.2');
  const subtypes: number[] = [];
  for (let left = await input.byte(); left > 0; left -= 1) subtypes.push(await input.u32());
  return subtypes;
}

/** Chooses one of them. Where it begins with TLS, the target says first whether it can. */
export async function chooseSubtype(
  { input, send }: Pick<TargetWire, 'input' | 'send'>,
  subtype: number,
  beginsTls: boolean,
): Promise<void> {
  const choice = Buffer.alloc(4);
  choice.writeUInt32BE(subtype);
  send(choice);
  if (beginsTls && (await input.byte()) !== 1) throw unreachable('the target could not begin TLS');
}
