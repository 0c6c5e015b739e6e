import { text } from '../text/en.js';
import { SignWord } from './sign-word.js';

/** Says that nothing proves which machine answers, and what follows from that. */
export function UnprovableIdentity() {
  return (
    <div>
      <SignWord kind="warn">{text.request.unprovable}.</SignWord>{' '}
      <span className="muted">{text.request.unprovableMeans}</span>
    </div>
  );
}
