import type { Grant } from '@gatehouse/contracts';
import { useState, type KeyboardEvent, type Ref } from 'react';
import { text } from '../text/en.js';
import { clockWithSeconds } from '../text/plant-time.js';
import { countdown, spokenDuration } from '../text/spans.js';
import { IconFolder, IconLogout, IconShieldCheck, IconTerminal2 } from '../ui/icons.js';
import { MachinePlate } from '../ui/machine-plate.js';
import { SignWord } from '../ui/sign-word.js';
import { isBarKey } from './bar-key.js';
import { shortFingerprint } from './short-fingerprint.js';
import type { PlantPresence } from './plant-presence.js';
import type { Ready } from './terminal-socket.js';

/** The same slim bar over every session. It gives up rights, then the fingerprint; never plate, recording, time. */
export function SessionBar(props: {
  ref: Ref<HTMLDivElement>;
  grant: Grant;
  ready: Ready | null;
  plant: PlantPresence;
  now: number;
  onBack: () => void;
  onLeave: () => void;
  onReadAloud: (on: boolean) => void;
  /** Null when the access has nothing to do with files. */
  files: { shown: boolean; toggle: () => void } | null;
}) {
  const { ref, grant, ready, plant, now, onBack, onLeave, onReadAloud, files } = props;
  const [aloud, setAloud] = useState(false);
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
          {ready ? (
            <>
              <b>
                {ready.hostKeyFingerprint === null ? (
                  text.session.identityNotProvable
                ) : (
                  <>
                    <IconShieldCheck className="i" /> {text.session.rightMachine}
                  </>
                )}
              </b>
              {ready.hostKeyFingerprint !== null && (
                <span className="mono">
                  {text.session.hostKey(shortFingerprint(ready.hostKeyFingerprint))}
                </span>
              )}
            </>
          ) : (
            <span>{text.session.identityPending}</span>
          )}
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
          <>
            <span className="st">
              <IconTerminal2 className="i" />
              <span>{text.request.rights(grant.rights)}</span>
            </span>
            <span className="muted">
              {text.session.approvedBy(grant.approvedBy.map(({ displayName }) => displayName).join(', '))}
            </span>
          </>
        )}
      </div>
      <p className="bar-key hint" aria-hidden="true">
        {text.session.barKey}
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
        {files && (
          <button type="button" className="btn" aria-pressed={files.shown} onClick={files.toggle}>
            <IconFolder className="i" /> {text.files.panel}
          </button>
        )}
        <button
          type="button"
          className="btn aloud"
          aria-pressed={aloud}
          onClick={() => {
            onReadAloud(!aloud);
            setAloud(!aloud);
          }}
        >
          {text.session.readAloud}
        </button>
        <button type="button" className="btn" onClick={onLeave}>
          <IconLogout className="i" /> {text.session.leave}
        </button>
      </div>
    </div>
  );
}
