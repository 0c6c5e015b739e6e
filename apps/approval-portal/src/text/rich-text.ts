/** Text with some of its words stressed. Templates in the catalogue give this, never markup that a name could forge. */
export type RichPart = string | { kind: 'strong' | 'verb' | 'keep' | 'quote'; text: string };
export type RichText = readonly RichPart[];

/** A whole sentence: rich`${strong(name)} wants to ${verb('CONTROL')} it.` */
export function rich(texts: TemplateStringsArray, ...parts: RichPart[]): RichText {
  return texts.flatMap((text, index) => {
    const part = parts[index];
    return [text, ...(part === undefined ? [] : [part])].filter((one) => one !== '');
  });
}

export const strong = (text: string): RichPart => ({ kind: 'strong', text });
/** The verb of a decision sentence, in capitals. */
export const verb = (text: string): RichPart => ({ kind: 'verb', text });
/** Stressed, and never broken over two lines. */
export const keep = (text: string): RichPart => ({ kind: 'keep', text });
export const quote = (text: string): RichPart => ({ kind: 'quote', text });

export function plain(text: RichText): string {
  return text.map((part) => (typeof part === 'string' ? part : part.text)).join('');
}
