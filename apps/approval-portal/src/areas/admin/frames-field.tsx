import { text } from '../../text/en.js';
import { TextField } from '../../ui/fields.js';
import type { Fields } from './target-values.js';

export function FramesField({ values, set, problems }: Pick<Fields, 'values' | 'set' | 'problems'>) {
  return (
    <TextField
      mono
      label={text.admin.framesPerSecond}
      hint={text.admin.framesHint}
      value={values.framesPerSecond}
      error={problems['framesPerSecond']}
      onChange={(framesPerSecond) => set('framesPerSecond', framesPerSecond)}
    />
  );
}
