import { useState } from 'react';
import { text } from '../../text/en.js';
import { Sign, type SignKind } from '../../ui/sign-word.js';

/** What a person has to know before the first click, each until it is hidden. */
export function DesktopStrips(props: { isUnproven: boolean; isViewOnly: boolean; tag: string }) {
  return (
    <>
      {props.isUnproven && (
        <Strip kind="warn" lead={text.session.identityNotProvable} words={text.desktop.unproven(props.tag)} />
      )}
      {props.isViewOnly && (
        <Strip kind="must" lead={text.desktop.viewOnly} words={text.desktop.viewOnlyWhy} />
      )}
    </>
  );
}

function Strip({ kind, lead, words }: { kind: SignKind; lead: string; words: string }) {
  const [isHidden, setHidden] = useState(false);
  if (isHidden) return null;
  return (
    <div className={`sstrip ${kind}`}>
      <Sign kind={kind} />
      <p role="status">
        <b>{lead}.</b> {words}
      </p>
      <div className="do">
        <button type="button" className="btn" onClick={() => setHidden(true)}>
          {text.session.dismiss}
        </button>
      </div>
    </div>
  );
}
