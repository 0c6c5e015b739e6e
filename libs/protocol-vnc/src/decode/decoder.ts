import type { Area, Surface } from '@gatehouse/desktop';
import type { WireInput } from '../wire/wire-input.js';

/**
 * Reads one rectangle of its encoding, after the head of the rectangle, and paints it. The area lies on the surface and is
 * not empty. What it takes from the wire and allocates is bounded by the area. Throws `MalformedTarget`.
 */
export type RectDecoder = (input: WireInput, surface: Surface, area: Area) => Promise<void>;
