import { useEffect, useState } from 'react';
import { useLocation } from 'react-router-dom';
import type { AccessRequest } from '@gatehouse/contracts';
import { serverNow } from '../../api/server-clock.js';
import { draftFrom, emptyDraft, type RequestDraft } from './request-draft.js';

const place = 'gatehouse.request-draft';

/** The draft of this tab: nothing typed is lost by a reload, a lost link or a sign-in in between. */
export function useDraft(zone: string) {
  const again = (useLocation().state as { again?: AccessRequest } | null)?.again;
  const [draft, setDraft] = useState<RequestDraft>(() => {
    if (again) return draftFrom(again, serverNow());
    return { ...emptyDraft(zone, serverNow()), ...kept() };
  });
  useEffect(() => sessionStorage.setItem(place, JSON.stringify(draft)), [draft]);
  return {
    draft,
    change: (part: Partial<RequestDraft>) => setDraft((before) => ({ ...before, ...part })),
    clear: () => {
      sessionStorage.removeItem(place);
      setDraft(emptyDraft(zone, serverNow()));
    },
    forget: () => sessionStorage.removeItem(place),
  };
}

function kept(): Partial<RequestDraft> {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(place) ?? '{}');
    return typeof found === 'object' && found !== null ? found : {};
  } catch {
    return {};
  }
}
