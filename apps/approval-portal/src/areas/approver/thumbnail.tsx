import './thumbnail.css';
import type { Session } from '@gatehouse/contracts';
import { useInViewport } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router-dom';
import { isDesktop } from '../../api/is-desktop.js';
import { thumbnailQuery } from '../../api/sessions.js';
import { text } from '../../text/en.js';
import { clockWithSeconds } from '../../text/plant-time.js';
import { IconEye } from '../../ui/icons.js';
import { SignWord } from '../../ui/sign-word.js';

/** A picture counts as live until the next two should have come. */
const freshForMs = 12_000;

/** The screen of a running session in small, as the recording has it; a press shows it whole. Only of a desktop. */
export function Thumbnail({ session, now }: { session: Session; now: number }) {
  // On a place of its own: a link takes its ref anew with each drawing, which would count as out of sight and back.
  const { ref, inViewport } = useInViewport<HTMLDivElement>();
  const shown = isDesktop(session.protocol) && session.may.watch;
  const picture = useQuery({ ...thumbnailQuery(session.id), enabled: shown && inViewport });
  const address = useObjectUrl(picture.data?.image ?? null);
  if (!shown) return null;
  const takenAt = picture.data?.takenAt ?? null;
  const isOld = takenAt !== null && now - takenAt > freshForMs;
  return (
    <div ref={ref}>
      <Link className="thumb" to={`/live/${session.id}/watch`} aria-label={text.watch.watch}>
        {address === null ? (
          <span className="thumb-none">{text.desktop.thumbnailNone}</span>
        ) : (
          <img src={address} alt={text.desktop.thumbnail(session.target.assetName)} data-old={isOld} />
        )}
        {address !== null && takenAt !== null && (
          <span className="thumb-b">
            {isOld ? (
              <SignWord kind="warn">
                {text.desktop.thumbnailOld(clockWithSeconds(takenAt, session.site.timeZone))}
              </SignWord>
            ) : (
              <SignWord kind="rec">{text.watch.live}</SignWord>
            )}
          </span>
        )}
        <span className="thumb-b end">
          <IconEye className="i" /> {text.watch.watch}
        </span>
      </Link>
    </div>
  );
}

/** An address for bytes that this page holds, for as long as it shows them. */
function useObjectUrl(image: Blob | null): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (image === null) return setAddress(null);
    const made = URL.createObjectURL(image);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [image]);
  return address;
}
