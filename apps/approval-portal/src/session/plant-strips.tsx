import { text } from '../text/en.js';
import { clockWithSeconds } from '../text/plant-time.js';
import { Sign } from '../ui/sign-word.js';
import type { PlantPresence } from './plant-presence.js';

/** Above the terminal, never in it: who holds the input and why, and what somebody at the plant writes. */
export function PlantStrips(props: { plant: PlantPresence; zone: string; onHide: () => void }) {
  const { held, message } = props.plant;
  return (
    <>
      {held && (
        <div className="sstrip must">
          <Sign kind="must" />
          <p role="alert" key={held.at}>
            <b>{text.watch.vendorHeldStrip(held.by, clockWithSeconds(held.at, props.zone))}</b>{' '}
            {held.reason !== null && <q>{held.reason}</q>} {text.watch.vendorHeldWhy}
          </p>
        </div>
      )}
      {message && (
        <div className="sstrip must">
          <Sign kind="must" />
          <p role="alert" key={message.at}>
            <b>{text.watch.says(message.from, clockWithSeconds(message.at, props.zone))}</b>{' '}
            <q>{message.words}</q>
          </p>
          <div className="do">
            <button type="button" className="btn" onClick={props.onHide}>
              {text.session.dismiss}
            </button>
          </div>
        </div>
      )}
    </>
  );
}
