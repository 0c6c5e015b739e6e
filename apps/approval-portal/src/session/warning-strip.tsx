import { useState } from 'react';
import { text } from '../text/en.js';
import { clockWithSeconds } from '../text/plant-time.js';
import { Sign } from '../ui/sign-word.js';

/** Speaks at 15, 5 and 1 minute. A hidden strip comes back at the next of them. */
export function WarningStrip({ endsBy, zone, now }: { endsBy: number; zone: string; now: number }) {
  const [hidden, setHidden] = useState<number | null>(null);
  const minutes = (endsBy - now) / 60_000;
  const step = [1, 5, 15].find((one) => minutes <= one);
  if (step === undefined || hidden === step) return null;
  const shown = Math.max(1, Math.ceil(minutes));
  return (
    <div className="sstrip warn">
      <Sign kind="warn" />
      <p role={step <= 5 ? 'alert' : 'status'} key={step}>
        <b>{text.session.minutesLeft(shown)}</b> {text.session.warning(clockWithSeconds(endsBy, zone))}
      </p>
      {step > 1 && (
        <div className="do">
          <button type="button" className="btn" onClick={() => setHidden(step)}>
            {text.session.dismiss}
          </button>
        </div>
      )}
    </div>
  );
}
