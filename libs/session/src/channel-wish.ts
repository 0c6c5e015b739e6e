import { includesKind } from '@gatehouse/kernel';
import type { ChannelRight } from '@gatehouse/kernel';

/**
 * What a channel needs to be let in: one right by name, or `files` for a channel of file transfer, which either
 * direction opens; what then passes through it is judged operation by operation.
 */
export type ChannelWish = ChannelRight | 'files';

/** The same answer at every door: when a connection is authorised, and for each channel that is opened in it. */
export function allowsChannel(rights: readonly ChannelRight[], wish: ChannelWish): boolean {
  return wish === 'files'
    ? includesKind(rights, 'files-in') || includesKind(rights, 'files-out')
    : rights.includes(wish);
}
