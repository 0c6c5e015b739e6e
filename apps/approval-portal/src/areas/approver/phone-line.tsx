import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { text } from '../../text/en.js';
import { clock } from '../../text/plant-time.js';
import { BrandMark } from '../../ui/brand-mark.js';
import { useNow } from '../../ui/use-now.js';

/** The one line above a card on a phone: plant time, place, what is due, and the way on. */
export function PhoneLine(props: {
  site: { name: string; timeZone: string };
  due?: string;
  children?: ReactNode;
}) {
  const { site, due, children } = props;
  const now = useNow(5000);
  return (
    <header className="p-top card-top">
      <Link to="/inbox" className="p-home" aria-label={text.approver.backToInbox}>
        <BrandMark />
      </Link>
      <span>
        <b>{clock(now, site.timeZone)}</b> {site.name}
        {due !== undefined && `, ${due}`}
      </span>
      {children}
    </header>
  );
}
