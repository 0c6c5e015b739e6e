import { plainLine } from '@gatehouse/kernel';
import { plantTime } from './end-texts.js';
import type { DroppedInput, Freeze } from './freeze.js';

/** What the person in a session reads when somebody at the plant acts on it. Names and words are others' text. */
export const supervisionTexts = {
  frozen: (freeze: Freeze, timeZone: string): string => {
    const since = plantTime(freeze.since, timeZone);
    const reason = freeze.reason === null ? '' : ` They say: ${plainLine(freeze.reason)}`;
    return `${plainLine(freeze.by)} holds your input since ${since} plant time: what you type reaches nothing. Your time runs on.${reason}`;
  },
  unfrozen: ({ bytes, signals }: DroppedInput): string =>
    bytes + signals === 0
      ? 'The plant gave your input back.'
      : 'The plant gave your input back. What you typed meanwhile was thrown away.',
  message: (from: string, text: string): string => `Message from ${plainLine(from)}: ${plainLine(text)}`,
  watchers: (names: readonly string[]): string =>
    `${names.map((name) => plainLine(name)).join(', ')} ${names.length === 1 ? 'watches' : 'watch'} this session.`,
};
