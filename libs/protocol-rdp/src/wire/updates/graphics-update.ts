/** A whole update, of either path: slow-path updates are read as what the fast path has for them. */
export interface GraphicsUpdate {
  /** One of `updateCodes`, or one that is not spoken. */
  readonly code: number;
  /** What the code's own reader takes. */
  readonly data: Buffer;
}

/** FASTPATH_UPDATETYPE_* (MS-RDPBCGR section 2.2.9.1.2.1). */
export const updateCodes = {
  orders: 0,
  bitmap: 1,
  palette: 2,
  synchronize: 3,
  surfaceCommands: 4,
  hiddenPointer: 5,
  defaultPointer: 6,
  pointerPosition: 8,
  colourPointer: 9,
  cachedPointer: 10,
  newPointer: 11,
  largePointer: 12,
} as const;
