import type { ChannelWish } from '@gatehouse/session/plugin';

/** What it takes to run a command: the right to run commands. */
export function wishOfCommand(_command: string): ChannelWish {
  return 'exec';
}
