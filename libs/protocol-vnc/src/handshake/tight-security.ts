import type { TargetWire } from '../wire/target-wire.js';
import type { WireInput } from '../wire/wire-input.js';
import { unreachable } from './refused-dial.js';

interface Capability {
  readonly code: number;
  readonly vendor: string;
  readonly signature: string;
}

const capabilityBytes = 16;
const mostCapabilities = 256;
const noTunnel = 0;

/**
 * Security type 16, rfbproto section "Tight Security Type": goes through no tunnel, and gives the security types offered behind
 * it. None at all means that nothing is asked. Siemens panels can do without a tunnel and forget to say so; they are
 * known by a tunnel of their own.
 */
export async function readTightOffer({ input, send }: Pick<TargetWire, 'input' | 'send'>): Promise<number[]> {
  const tunnels = await readCapabilities(input, await input.u32());
  if (tunnels.length > 0) {
    const isSiemens = tunnels.some(({ vendor, signature }) => vendor === 'SICR' && signature === 'SCHANNEL');
    if (!isSiemens && !tunnels.some(({ code }) => code === noTunnel))
      throw unreachable('the target wants a tunnel that is not spoken here');
    send(word(noTunnel));
  }
  return (await readCapabilities(input, await input.u32())).map(({ code }) => code);
}

export function chooseTightType({ send }: Pick<TargetWire, 'send'>, type: number): void {
  send(word(type));
}

/** What follows ServerInit behind this security type: messages and encodings that both sides may use. None is used. */
export async function skipInteractions(input: WireInput): Promise<void> {
  const counts = await input.take(8);
  for (const at of [0, 2, 4]) await readCapabilities(input, counts.readUInt16BE(at));
}

async function readCapabilities(input: WireInput, count: number): Promise<Capability[]> {
  if (count > mostCapabilities) throw unreachable('the target lists an impossible number of capabilities');
  const all: Capability[] = [];
  for (let left = count; left > 0; left -= 1) {
    const bytes = await input.take(capabilityBytes);
    all.push({
      code: bytes.readInt32BE(0),
      vendor: bytes.toString('latin1', 4, 8),
      signature: bytes.toString('latin1', 8, 16),
    });
  }
  return all;
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
