import { includesKind } from '@gatehouse/kernel';
import type { ChannelRight } from '@gatehouse/kernel';

/**
 * What a channel needs to be let in: one right by name; `files` for a channel of file transfer, which either
 * direction opens, as what passes through it is judged operation by operation; `scp` for file transfer by a command,
 * which the right to run commands opens too.
 */
export type ChannelWish = ChannelRight | 'files' | 'scp';

/** The same answer at every door: when a connection is authorised, and for each channel that is opened in it. */
export function allowsChannel(rights: readonly ChannelRight[], wish: ChannelWish): boolean {
  const files = includesKind(rights, 'files-in') || includesKind(rights, 'files-out');
  if (wish === 'files') return files;
  if (wish === 'scp') return files || rights.includes('exec');
  return rights.includes(wish);
}

/** For a text such as "your access does not include …". */
export function wishText(wish: ChannelWish): string {
  if (wish === 'files' || wish === 'scp') return 'file transfer';
  if (wish.startsWith('forward:')) return `a forward to ${wish.slice('forward:'.length)}`;
  if (wish === 'view') return 'the screen';
  return wish === 'exec' ? 'running commands' : wish === 'shell' ? 'a terminal' : wish;
}
