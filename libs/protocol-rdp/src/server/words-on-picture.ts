import type { LegMessage } from '@gatehouse/session/plugin';
import type { LegPiece } from './leg-pieces.js';

/** What the viewer draws for a message; null for what is no words, or has another place. */
export function wordsOnPicture(message: LegMessage): LegPiece | null {
  switch (message.type) {
    case 'warning':
    case 'notice':
    case 'message':
      return { kind: 'passing-words', words: message.text };
    case 'frozen':
      return { kind: 'standing-words', words: message.text };
    case 'unfrozen':
      return { kind: 'last-words', words: message.text };
    case 'watchers':
      return message.text === null ? null : { kind: 'passing-words', words: message.text };
    default:
      return null;
  }
}
