import type { Grant } from '@gatehouse/contracts';
import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { text } from '../text/en.js';
import { clockWithSeconds } from '../text/plant-time.js';
import { countdown, spokenDuration } from '../text/spans.js';
import { IconLogout, IconShieldCheck } from '../ui/icons.js';
import { MachinePlate } from '../ui/machine-plate.js';
import { Sign, SignWord } from '../ui/sign-word.js';
import { isBarKey } from './bar-key.js';
import { shortFingerprint } from './short-fingerprint.js';
import type { PlantPresence } from './plant-presence.js';
import type { Ready } from './session-socket.js';

/** The same slim bar over every session. It gives up rights, then the fingerprint; never plate, recording, time. */
export function SessionBar(props: {
  ref: Ref<HTMLDivElement>;
  grant: Grant;
  ready: Ready | null;
  plant: PlantPresence;
  now: number;
  onBack: () => void;
  onLeave: () => void;
  /** What the person may do, in two lines. */
  rights: ReactNode;
  /** Buttons before Leave. */
  tools: ReactNode;
  /** How a fingerprint is called here. */
  known: (short: string) => string;
  /** Where the one key of the portal leads from the bar. */
  barKey: string;
}) {
  const { ref, grant, ready, plant, now, onBack, onLeave, rights, tools, known, barKey } = props;
  const zone = grant.site.timeZone;
  const endsBy = Date.parse(ready?.endsBy ?? grant.window.closesAt);
  const left = endsBy - now;
  const back = (event: KeyboardEvent) => {
    if (!isBarKey(event.nativeEvent)) return;
    event.preventDefault();
    onBack();
  };
  return (
    <div
      role="region"
      className="sbar"
      ref={ref}
      tabIndex={-1}
      aria-label={text.session.bar}
      onKeyDown={back}
    >
      <MachinePlate machine={grant.target} place={grant.site.name}>
        <div className="pin">
          <Identity ready={ready} known={known} />
        </div>
      </MachinePlate>
      <div className="cell rec-c">
        {ready ? (
          <>
            <SignWord kind="rec">{text.session.recordingBoth}</SignWord>
            <span className="muted">
              {plant.watchers.length > 0
                ? text.watch.watchers(plant.watchers)
                : ready.inputRecorded
                  ? text.session.inputToo
                  : text.session.inputNot}
            </span>
          </>
        ) : (
          <>
            <SignWord kind="off">{text.session.recordingNotYet}</SignWord>
            <span className="muted">{text.session.nobodyTyped}</span>
          </>
        )}
      </div>
      <div className="cell rts">
        {plant.held ? (
          <>
            <SignWord kind="must">{text.watch.vendorHeld}</SignWord>
            <span className="muted">{text.watch.vendorHeldNote}</span>
          </>
        ) : (
          rights
        )}
      </div>
      <p className="bar-key hint" aria-hidden="true">
        {barKey}
      </p>
      <div
        className={`cell time ${left <= 5 * 60_000 ? 'warn' : ''}`}
        role="timer"
        aria-label={text.common.timeLeft(spokenDuration(left))}
      >
        <span className="big">{countdown(left)}</span>
        <span>
          {text.session.left}
          <br />
          <span className="muted">{text.session.ends(clockWithSeconds(endsBy, zone))}</span>
        </span>
      </div>
      <div className="do">
        {tools}
        <button type="button" className="btn" onClick={onLeave}>
          <IconLogout className="i" /> {text.session.leave}
        </button>
      </div>
    </div>
  );
}

/** Never "right machine" where nothing proves it. */
function Identity({ ready, known }: { ready: Ready | null; known: (short: string) => string }) {
  if (!ready) return <span>{text.session.identityPending}</span>;
  if (ready.hostKeyFingerprint === null)
    return (
      <b className="unproven">
        <Sign kind="warn" /> {text.session.identityNotProvable}
      </b>
    );
  return (
    <>
      <b>
        <IconShieldCheck className="i" /> {text.session.rightMachine}
      </b>
      <span className="mono">{known(shortFingerprint(ready.hostKeyFingerprint))}</span>
    </>
  );
}
