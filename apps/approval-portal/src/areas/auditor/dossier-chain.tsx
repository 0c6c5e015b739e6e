import type { Dossier } from '@gatehouse/contracts';
import { text } from '../../text/en.js';
import { clockWithSeconds } from '../../text/plant-time.js';
import { Sign, type SignKind } from '../../ui/sign-word.js';

export function DossierChain({ entries, zone }: { entries: Dossier['entries']; zone: string }) {
  if (entries.length === 0) return <p className="muted">{text.auditor.noEntries}</p>;
  return (
    <ol className="chain" tabIndex={0} aria-label={text.auditor.dossier}>
      {entries.map((entry, index) => (
        <li key={index}>
          <time dateTime={entry.at}>{clockWithSeconds(entry.at, zone)}</time>
          <Sign kind={signOf(entry.kind)} />
          <div>
            <b>{entry.text}</b>
            {entry.by !== null && <span>{entry.by}</span>}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** By the last word of the kind: refused and lost stand out, the rest is calm. */
function signOf(kind: string): SignKind {
  if (/refused|denied|mismatch|differs/.test(kind)) return 'stop';
  if (/lost|gap|truncated|failed|expired|revoked/.test(kind)) return 'warn';
  return 'safe';
}
