import type { WeakAlgorithms } from '@gatehouse/contracts';
import { text } from '../text/en.js';
import { fullDay } from '../text/plant-time.js';
import { SignWord } from './sign-word.js';

/** Says that the link to a machine is weak, and who answers for that and why. */
export function WeakEncryption({ weak, zone }: { weak: WeakAlgorithms; zone: string }) {
  return (
    <div>
      <SignWord kind="warn">{text.request.weakEncryption}</SignWord>{' '}
      <span className="muted">
        {text.request.weakBecause(weak.allowedBy, fullDay(weak.allowedAt, zone), weak.reason)}
      </span>
    </div>
  );
}
