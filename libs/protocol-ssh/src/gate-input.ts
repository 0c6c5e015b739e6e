import type { InputGate } from '@gatehouse/session/plugin';

export interface ChannelGate {
  /** False: drop it. May take as long as the freeze lasts. */
  admits(bytes: number): Promise<boolean>;
  /** Asked for each packet that waited for room at the target. */
  readonly mayGo: ((left: number) => boolean) | undefined;
}

/**
 * How a channel obeys a freeze. What is typed into a terminal is dropped: sent later it would act when nobody expects
 * it. Without a terminal input is data, a file for the most part, and waits at its sender, so that it arrives whole or
 * not at all. A piece of data that had begun to wait for room at the target is finished; it is at most 256 KiB.
 */
export function inputGateOf(input: InputGate, isTerminal: boolean): ChannelGate {
  if (isTerminal) {
    const mayGo = (left: number): boolean => input.passes('bytes', left);
    return { admits: (bytes) => Promise.resolve(mayGo(bytes)), mayGo };
  }
  return { admits: () => input.opened().then(() => true), mayGo: undefined };
}
