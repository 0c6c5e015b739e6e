import { encodings } from '@gatehouse/desktop';
import type { Area, Surface } from '@gatehouse/desktop';
import { isScreenSize } from '@gatehouse/screen';
import type { CursorShape } from '@gatehouse/screen';
import { inertWords } from '../wire/inert-words.js';
import { MalformedTarget } from '../wire/target-faults.js';
import type { WireInput } from '../wire/wire-input.js';
import { readCursor } from './cursor-rect.js';
import type { RectDecoders } from './rect-decoders.js';

/** What one FramebufferUpdate brought, beside the pixels on the surface. */
export interface UpdateFacts {
  /** What may have changed; holds at most `mostAreas`, of more the one around them. Nothing from before a resize. */
  readonly areas: readonly Area[];
  readonly isResized: boolean;
  /** The last one of it. */
  readonly cursor: CursorShape | null;
  readonly name: string | null;
  /** The server takes extended key events. */
  readonly takesScancodes: boolean;
}

const mostAreas = 256;
const longestName = 64 * 1024;
const screenBytes = 16;
/** Decoding that is busy for so long lets others have a turn: what the vendor types must not wait for it. */
const mostBusyMs = 8;

/**
 * Reads one update after its type, and paints it. Every rectangle is judged before anything is read for it. Throws
 * `MalformedTarget`.
 */
export async function readUpdate(
  input: WireInput,
  surface: Surface,
  decoders: RectDecoders,
): Promise<UpdateFacts> {
  await input.skip(1);
  const facts = {
    areas: [] as Area[],
    isResized: false,
    cursor: null as CursorShape | null,
    name: null as string | null,
    takesScancodes: false,
  };
  const resize = ({ width, height }: Area): void => {
    if (width === surface.width && height === surface.height) return;
    if (!isScreenSize(width, height))
      throw new MalformedTarget('the target claims a screen of an impossible size');
    surface.resize(width, height);
    facts.areas = [];
    facts.isResized = true;
  };
  let busySince = performance.now();
  for (let left = await input.u16(); left > 0; left -= 1) {
    const head = input.now(12) ?? (await input.take(12));
    const area = {
      x: head.readUInt16BE(0),
      y: head.readUInt16BE(2),
      width: head.readUInt16BE(4),
      height: head.readUInt16BE(6),
    };
    const encoding = head.readInt32BE(8);
    if (encoding === encodings.lastRect) break;
    if (encoding === encodings.cursor) facts.cursor = await readCursor(input, area);
    else if (encoding === encodings.desktopSize) resize(area);
    else if (encoding === encodings.extendedDesktopSize) {
      await skipScreens(input);
      if (isInForce(area)) resize(area);
    } else if (encoding === encodings.desktopName) facts.name = await readName(input);
    else if (encoding === encodings.qemuExtendedKey) facts.takesScancodes = true;
    else if (await paint(input, surface, decoders, area, encoding)) facts.areas = withArea(facts.areas, area);
    if (performance.now() - busySince > mostBusyMs) {
      await new Promise((resolve) => setImmediate(resolve));
      busySince = performance.now();
    }
  }
  return facts;
}

/** False for an empty rectangle, which some servers send and which brings nothing. */
async function paint(
  input: WireInput,
  surface: Surface,
  decoders: RectDecoders,
  area: Area,
  encoding: number,
): Promise<boolean> {
  const decode = decoders.of(encoding);
  if (!decode) throw new MalformedTarget('the target used an encoding that nobody asked for');
  if (area.width === 0 || area.height === 0) {
    if (encoding === encodings.copyRect) await input.skip(4);
    else if (encoding !== encodings.raw && encoding !== encodings.hextile)
      throw new MalformedTarget('the target sent an empty rectangle');
    return false;
  }
  if (!surface.holds(area)) throw new MalformedTarget('the target sent a rectangle outside of its screen');
  await decode(input, surface, area);
  return true;
}

function withArea(areas: Area[], area: Area): Area[] {
  if (areas.length < mostAreas) {
    areas.push(area);
    return areas;
  }
  const all = [...areas, area];
  const x = Math.min(...all.map((each) => each.x));
  const y = Math.min(...all.map((each) => each.y));
  const right = Math.max(...all.map((each) => each.x + each.width));
  const bottom = Math.max(...all.map((each) => each.y + each.height));
  return [{ x, y, width: right - x, height: bottom - y }];
}

/** In place of x stands who wanted the size, and in place of y what came of it: a refusal of one's own wish is no news. */
function isInForce({ x, y }: Area): boolean {
  return x !== 1 || y === 0;
}

/** How the target divides its desktop among screens is not used. */
async function skipScreens(input: WireInput): Promise<void> {
  const count = (await input.take(4))[0]!;
  await input.skip(count * screenBytes);
}

async function readName(input: WireInput): Promise<string> {
  const length = await input.u32();
  if (length > longestName) throw new MalformedTarget('the target sent a name that is too long');
  return inertWords(await input.take(length));
}
