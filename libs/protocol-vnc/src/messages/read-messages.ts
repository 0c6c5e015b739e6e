import type { Surface } from '@gatehouse/desktop';
import { longestClipboard } from '@gatehouse/screen';
import type { RectDecoders } from '../decode/rect-decoders.js';
import { readUpdate } from '../decode/read-update.js';
import type { UpdateFacts } from '../decode/read-update.js';
import { MalformedTarget } from '../wire/target-faults.js';
import type { WireInput } from '../wire/wire-input.js';
import { fenceMessage } from './client-messages.js';

/** Where what a target says goes to. */
export interface MessageListener {
  readonly surface: Surface;
  updated(facts: UpdateFacts): void;
  bell(): void;
  plainClipboard(bytes: Buffer): void;
  extendedClipboard(body: Buffer): void;
  send(bytes: Buffer): void;
}

const update = 0;
const colourMap = 1;
const bell = 2;
const cutText = 3;
const endOfContinuousUpdates = 150;
const fence = 248;

/** A clipboard up to here is passed over when it is longer than what is carried; a longer one is no clipboard. */
const longestSkipped = 16 * 1024 * 1024;
const longestFence = 64;
const fenceRequest = 0x80_00_00_00;
/** Before, after and together with what stands around it: all of which an answer in order keeps. */
const fenceOrder = 0b111;

/** Reads what a server says (RFC 6143 section 7.6), until it ends: never resolves. Throws `MalformedTarget` and `TargetGone`. */
export async function readMessages(
  input: WireInput,
  decoders: RectDecoders,
  listener: MessageListener,
): Promise<never> {
  for (;;) {
    switch (await input.byte()) {
      case update:
        listener.updated(await readUpdate(input, listener.surface, decoders));
        break;
      case colourMap:
        await skipColourMap(input);
        break;
      case bell:
        listener.bell();
        break;
      case cutText:
        await readCutText(input, listener);
        break;
      case endOfContinuousUpdates:
        break;
      case fence:
        await answerFence(input, listener);
        break;
      default:
        throw new MalformedTarget('the target sent a message that nobody asked for');
    }
  }
}

/** Colours of pixels by number, which the pinned pixel format has no use for. */
async function skipColourMap(input: WireInput): Promise<void> {
  const head = await input.take(5);
  await input.skip(head.readUInt16BE(3) * 6);
}

/** A negative length means the extended form. */
async function readCutText(input: WireInput, listener: MessageListener): Promise<void> {
  const signed = (await input.take(7)).readInt32BE(3);
  const length = Math.abs(signed);
  if (length > longestSkipped)
    throw new MalformedTarget('the target sent a clipboard of an impossible length');
  if (signed < 0 && length < 4) throw new MalformedTarget('the target sent a clipboard that is cut off');
  if (length > longestClipboard) return input.skip(length);
  const bytes = await input.take(length);
  if (signed < 0) listener.extendedClipboard(bytes);
  else listener.plainClipboard(bytes);
}

/** A server that waits for an answer sends hardly anything meanwhile. */
async function answerFence(input: WireInput, { send }: MessageListener): Promise<void> {
  const head = await input.take(8);
  const flags = head.readUInt32BE(3);
  const length = head[7]!;
  if (length > longestFence) throw new MalformedTarget('the target sent a fence that is too long');
  const payload = await input.take(length);
  if (flags & fenceRequest) send(fenceMessage(flags & fenceOrder, payload));
}
