/** The longest update that we put together from fragments, in bytes, and let the other side know of: 63 times 64 KiB. */
export const longestUpdate = 63 * 64 * 1024;
