import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { text } from '../text/en.js';
import { ProblemNote } from './problem-note.js';

/** The four states of a list: loading, failed, empty, there. A failed one that was read before keeps its last copy. */
export function ListOf<T>(props: {
  query: Pick<UseQueryResult<{ items: T[] }>, 'data' | 'error' | 'refetch'>;
  empty: ReactNode;
  children: (items: T[]) => ReactNode;
  rows?: number;
}) {
  const { query, empty, children, rows = 3 } = props;
  if (!query.data)
    return query.error ? (
      <ProblemNote error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <LoadingRows rows={rows} />
    );
  return (
    <>
      {query.error && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
      {query.data.items.length === 0 ? empty : children(query.data.items)}
    </>
  );
}

export function LoadingRows({ rows }: { rows: number }) {
  return (
    <div className="rows-loading" role="status" aria-label={text.common.loading}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={52} radius="sm" />
      ))}
    </div>
  );
}
