import type { RichText } from '../text/rich-text.js';

export function Rich({ of }: { of: RichText }) {
  return of.map((part, index) => {
    if (typeof part === 'string') return <span key={index}>{part}</span>;
    if (part.kind === 'quote') return <q key={index}>{part.text}</q>;
    return (
      <b key={index} className={part.kind === 'verb' ? 'verb' : part.kind === 'keep' ? 'nowrap' : undefined}>
        {part.text}
      </b>
    );
  });
}
