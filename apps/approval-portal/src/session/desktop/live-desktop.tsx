import './desktop.css';
import { desktopSubprotocol, type DesktopClientMessage, endCodes, type Grant } from '@gatehouse/contracts';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { FactorNotGiven } from '../../api/fresh-factor.js';
import { takeConnectTicket } from '../../api/grants.js';
import { serverNow } from '../../api/server-clock.js';
import { text } from '../../text/en.js';
import { IconEye, IconHandClick } from '../../ui/icons.js';
import { useNow } from '../../ui/use-now.js';
import { afterSupervising, unsupervised } from '../plant-presence.js';
import { PlantStrips } from '../plant-strips.js';
import { SessionBar } from '../session-bar.js';
import { type Ended, type Ready, SessionSocket } from '../session-socket.js';
import { useLeaveQuestion } from '../use-leave-question.js';
import { WarningStrip } from '../warning-strip.js';
import { waitingFor, WorkWait } from '../work-wait.js';
import { ClipboardPanel } from './clipboard-panel.js';
import { CtrlAltDelDialog } from './ctrl-alt-del-dialog.js';
import { DesktopStrips } from './desktop-strips.js';
import { type DesktopChoices, DesktopTools } from './desktop-tools.js';
import { type DesktopHandle, DesktopView } from './desktop-view.js';
import { RfbChannel } from './rfb-channel.js';
import { ScreenKeyboard } from './screen-keyboard.js';
import { screenWish } from './screen-wish.js';
import { useSizeOfWindow } from './use-size-of-window.js';

/** A session on a machine's screen. The picture stands once the machine's identity is settled, and not before. */
export function LiveDesktop(props: {
  grant: Grant;
  onReady: () => void;
  onEnd: (message: Ended | null, sessionId: string | null) => void;
}) {
  const { grant, onReady, onEnd } = props;
  const [ready, setReady] = useState<Ready | null>(null);
  const [channel, setChannel] = useState<RfbChannel | null>(null);
  const [handle, setHandle] = useState<DesktopHandle | null>(null);
  const [asked, setAsked] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const [plant, setPlant] = useState(unsupervised);
  const [fromMachine, setFromMachine] = useState<string | null>(null);
  const [isClipped, setClipped] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [choices, setChoices] = useState<DesktopChoices>({
    isFit: true,
    isMoving: false,
    showsClipboard: false,
    showsKeyboard: false,
  });
  /** Too little room for the tools in the bar: they stand below the picture, where a thumb reaches them. */
  const isNarrow = useMediaQuery('(max-width: 71.99em)', false, { getInitialValueInEffect: false });
  const now = useNow(1000);
  const navigate = useNavigate();
  const socket = useRef<SessionSocket | null>(null);
  const bar = useRef<HTMLDivElement>(null);
  const begun = useRef<string | null>(null);
  const may = {
    control: grant.rights.includes('control'),
    clipboardIn: grant.rights.includes('clipboard-in'),
    clipboardOut: grant.rights.includes('clipboard-out'),
    ctrlAltDel: grant.rights.includes('ctrl-alt-del'),
  };
  const { tag, name } = { tag: grant.target.assetTag, name: grant.target.assetName };
  useLeaveQuestion(ready !== null);
  const mayAskForSize = grant.target.protocol === 'rdp' && may.control && handle !== null;
  useSizeOfWindow(mayAskForSize && plant.held === null ? channel : null);

  const connect = async (isGone: () => boolean = () => false) => {
    setProblem(null);
    try {
      const { ticket } = await takeConnectTicket(grant.id);
      if (isGone()) return;
      setAsked(true);
      /** The viewer gave up what it could not draw, which is nothing that the person did. */
      let isBroken = false;
      const opening: DesktopClientMessage = {
        ...{ type: 'open', ticket },
        // A screen of VNC has the size it has.
        ...(grant.target.protocol === 'rdp' ? { screen: screenWish(window) } : {}),
      };
      const opened = new SessionSocket(
        {
          ready: (message) => {
            begun.current = message.sessionId;
            setReady(message);
            setChannel(pipe);
            onReady();
          },
          output: (bytes) => pipe.receive(bytes),
          notice: setNotice,
          supervising: (message) => setPlant((before) => afterSupervising(before, message)),
          ended: (message) => {
            const said = message ?? (isBroken ? pictureBroke() : null);
            pipe.end();
            if (!isGone()) onEnd(said, begun.current);
          },
        },
        { path: '/api/desktop', subprotocol: desktopSubprotocol, opening },
      );
      const pipe = new RfbChannel({
        send: (bytes) => opened.send(bytes),
        close: () => {
          isBroken = true;
          opened.close();
        },
      });
      socket.current = opened;
    } catch (error) {
      if (isGone()) return;
      if (error instanceof FactorNotGiven) await navigate('/home');
      else setProblem(error);
    }
  };
  const latest = useRef(connect);
  useEffect(() => {
    let isGone = false;
    // In the next turn: a page that is taken down again at once spends no ticket.
    const begin = setTimeout(() => void latest.current(() => isGone));
    return () => {
      isGone = true;
      clearTimeout(begin);
      socket.current?.close();
    };
  }, []);

  const change = (part: Partial<DesktopChoices>) => setChoices((before) => ({ ...before, ...part }));
  const tools = (
    <DesktopTools
      choices={choices}
      change={change}
      may={{
        control: may.control,
        clipboard: may.clipboardIn || may.clipboardOut,
        ctrlAltDel: may.ctrlAltDel,
      }}
      isClipped={isClipped}
      isReady={handle !== null && plant.held === null}
      onCtrlAltDel={() => setAsking(true)}
    />
  );
  return (
    <div className="session">
      <SessionBar
        ref={bar}
        grant={grant}
        ready={ready}
        plant={plant}
        now={now}
        onBack={() => handle?.focus()}
        onLeave={() => (socket.current ? socket.current.close() : void navigate('/home'))}
        rights={
          <>
            <span className="st">
              {may.control ? <IconHandClick className="i" /> : <IconEye className="i" />}
              <span>{may.control ? text.desktop.control : text.desktop.viewOnly}</span>
            </span>
            <span className="muted">{text.desktop.clipboardReach(may.clipboardIn, may.clipboardOut)}</span>
          </>
        }
        known={text.desktop.certificate}
        barKey={text.desktop.barKey}
        tools={!isNarrow && tools}
      />
      {ready && <WarningStrip endsBy={Date.parse(ready.endsBy)} zone={grant.site.timeZone} now={now} />}
      <PlantStrips
        plant={plant}
        zone={grant.site.timeZone}
        onHide={() => setPlant((before) => ({ ...before, message: null }))}
      />
      {ready && (
        <DesktopStrips isUnproven={ready.hostKeyFingerprint === null} isViewOnly={!may.control} tag={tag} />
      )}
      {notice !== null && (
        <p className="sstrip must" role="alert">
          {notice}
        </p>
      )}
      <main className={`work desk ${plant.held ? 'held' : ''}`}>
        <h1 className="sr">{text.desktop.page(name)}</h1>
        {!handle && (
          <WorkWait
            words={ready ? text.desktop.waitsForPicture : waitingFor(asked, tag)}
            problem={problem}
            onRetry={() => void connect()}
          />
        )}
        {channel && (
          <DesktopView
            channel={channel}
            label={text.desktop.screen(name)}
            mayControl={may.control}
            isHeld={plant.held !== null}
            isFit={choices.isFit}
            isMoving={choices.isMoving}
            isTypedElsewhere={choices.showsKeyboard}
            onShown={setHandle}
            onClipboard={(words) => may.clipboardOut && setFromMachine(words)}
            onClipped={setClipped}
            onBarKey={() => bar.current?.focus()}
          />
        )}
        {choices.showsClipboard && handle && (
          <ClipboardPanel
            rights={{ in: may.clipboardIn, out: may.clipboardOut }}
            fromMachine={fromMachine}
            isHeld={plant.held !== null}
            onPaste={(words) => handle.paste(words)}
            onClose={() => change({ showsClipboard: false })}
          />
        )}
      </main>
      {isNarrow && (
        <footer className="desk-tools" aria-label={text.desktop.tools}>
          {choices.showsKeyboard && handle && <ScreenKeyboard onKey={handle.key} />}
          <div className="desk-row">{tools}</div>
        </footer>
      )}
      <CtrlAltDelDialog
        opened={isAsking}
        machine={tag}
        onGo={() => handle?.ctrlAltDel()}
        onClose={() => setAsking(false)}
        onGone={() => handle?.focus()}
      />
    </div>
  );
}

function pictureBroke(): Ended {
  return {
    type: 'ended',
    code: endCodes.error,
    reason: 'error',
    text: text.desktop.broke,
    at: new Date(serverNow()).toISOString(),
  };
}
