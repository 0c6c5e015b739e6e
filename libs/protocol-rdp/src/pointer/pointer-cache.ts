import type { CursorShape } from '@gatehouse/screen';
import { MalformedPdu } from '../wire/malformed-pdu.js';

/** The shapes that a server has sent and may show again (MS-RDPBCGR section 3.2.1.11). Invariant: never more than was agreed. */
export class PointerCache {
  private readonly shapes = new Map<number, CursorShape>();

  /** @param slots how many the client has said it keeps, of either kind of pointer. */
  constructor(private readonly slots: number) {}

  /** @throws MalformedPdu for a slot that was not agreed. */
  put(index: number, shape: CursorShape): void {
    if (index >= this.slots) throw new MalformedPdu('a pointer is to be kept where there is no room agreed');
    this.shapes.set(index, shape);
  }

  /** @throws MalformedPdu for a slot that holds nothing. */
  get(index: number): CursorShape {
    const shape = this.shapes.get(index);
    if (!shape) throw new MalformedPdu('a pointer is to be shown again that was never sent');
    return shape;
  }
}
