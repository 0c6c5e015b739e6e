import type { Grant } from '@gatehouse/contracts';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { FactorNotGiven } from '../api/fresh-factor.js';
import { takeConnectTicket } from '../api/grants.js';
import { text } from '../text/en.js';
import { IconFolder, IconTerminal2 } from '../ui/icons.js';
import { useIsPhone } from '../ui/use-is-phone.js';
import { useNow } from '../ui/use-now.js';
import { hasFiles, SessionFiles } from './files/session-files.js';
import { afterSupervising, unsupervised } from './plant-presence.js';
import { PlantStrips } from './plant-strips.js';
import { SessionBar } from './session-bar.js';
import type { Ended, Ready } from './session-socket.js';
import { TerminalSocket } from './terminal-socket.js';
import { type TerminalHandle, TerminalView } from './terminal-view.js';
import { useLeaveQuestion } from './use-leave-question.js';
import { WarningStrip } from './warning-strip.js';
import { waitingFor, WorkWait } from './work-wait.js';

export function LiveSession(props: {
  grant: Grant;
  onReady: () => void;
  onEnd: (message: Ended | null, sessionId: string | null) => void;
}) {
  const { grant, onReady, onEnd } = props;
  const [ready, setReady] = useState<Ready | null>(null);
  const [asked, setAsked] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [notices, setNotices] = useState<string[]>([]);
  const [plant, setPlant] = useState(unsupervised);
  const isPhone = useIsPhone();
  const [showsFiles, setShowsFiles] = useState(hasFiles(grant) && !isPhone);
  const [aloud, setAloud] = useState(false);
  const now = useNow(1000);
  const navigate = useNavigate();
  const socket = useRef<TerminalSocket | null>(null);
  const terminal = useRef<TerminalHandle | null>(null);
  const bar = useRef<HTMLDivElement>(null);
  const begun = useRef<string | null>(null);
  const running = ready !== null;
  useLeaveQuestion(running);
  useEffect(() => () => socket.current?.close(), []);

  const connect = async (handle: TerminalHandle) => {
    terminal.current = handle;
    setProblem(null);
    try {
      const { ticket } = await takeConnectTicket(grant.id);
      setAsked(true);
      socket.current = new TerminalSocket(
        {
          ready: (message) => {
            begun.current = message.sessionId;
            setReady(message);
            onReady();
            handle.focus();
          },
          output: (bytes) => handle.write(bytes),
          supervising: (message) => setPlant((before) => afterSupervising(before, message)),
          notice: (words) => setNotices((before) => [...before, words].slice(-3)),
          ended: (message) => onEnd(message, begun.current),
        },
        { ticket, columns: handle.columns, rows: handle.rows },
      );
    } catch (error) {
      if (error instanceof FactorNotGiven) await navigate('/home');
      else setProblem(error);
    }
  };

  return (
    <div className="session">
      <SessionBar
        ref={bar}
        grant={grant}
        ready={ready}
        plant={plant}
        now={now}
        onBack={() => terminal.current?.focus()}
        rights={
          <>
            <span className="st">
              <IconTerminal2 className="i" />
              <span>{text.request.rights(grant.rights)}</span>
            </span>
            <span className="muted">
              {text.session.approvedBy(grant.approvedBy.map(({ displayName }) => displayName).join(', '))}
            </span>
          </>
        }
        known={text.session.hostKey}
        barKey={text.session.barKey}
        tools={
          <>
            {hasFiles(grant) && (
              <button
                type="button"
                className="btn"
                aria-pressed={showsFiles}
                onClick={() => setShowsFiles(!showsFiles)}
              >
                <IconFolder className="i" /> {text.files.panel}
              </button>
            )}
            <button
              type="button"
              className="btn aloud"
              aria-pressed={aloud}
              onClick={() => {
                terminal.current?.readAloud(!aloud);
                setAloud(!aloud);
              }}
            >
              {text.session.readAloud}
            </button>
          </>
        }
        onLeave={() => (socket.current ? socket.current.close() : void navigate('/home'))}
      />
      {ready && <WarningStrip endsBy={Date.parse(ready.endsBy)} zone={grant.site.timeZone} now={now} />}
      <PlantStrips
        plant={plant}
        zone={grant.site.timeZone}
        onHide={() => setPlant((before) => ({ ...before, message: null }))}
      />
      {notices.length > 0 && (
        <p className="sstrip must" role="alert">
          {notices.at(-1)}
        </p>
      )}
      <main className="work">
        <h1 className="sr">{text.session.page(grant.target.assetName)}</h1>
        {!ready && (
          <WorkWait
            words={waitingFor(asked, grant.target.assetTag)}
            problem={problem}
            onRetry={() => terminal.current && void connect(terminal.current)}
          />
        )}
        <TerminalView
          label={text.session.terminal(grant.target.assetName)}
          onOpen={(handle) => void connect(handle)}
          onType={(bytes) => socket.current?.type(bytes)}
          onResize={(columns, rows) => socket.current?.resize(columns, rows)}
          onBarKey={() => bar.current?.focus()}
        />
        {ready && showsFiles && <SessionFiles grant={grant} sessionId={ready.sessionId} />}
      </main>
    </div>
  );
}
