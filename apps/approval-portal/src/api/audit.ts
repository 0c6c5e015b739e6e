import { AuditEntry, listOf } from '@gatehouse/contracts';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { call } from './call.js';
import { queryText } from './query-text.js';

const pageSize = 100;

/** Newest first, a page at a time; `before` is the id of the last entry shown. */
export const auditQuery = (filter: { kind?: string; subject?: string }) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call({
        path: `/api/audit${queryText({ ...filter, before: pageParam, limit: pageSize })}`,
        answer: listOf(AuditEntry),
        signal,
      }),
    getNextPageParam: (page) => (page.items.length < pageSize ? undefined : page.items.at(-1)?.id),
  });
