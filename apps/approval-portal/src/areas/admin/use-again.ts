import { useQueryClient } from '@tanstack/react-query';

/** Reads these again, after something was changed here. */
export function useAgain(...topics: string[]): () => Promise<unknown> {
  const queries = useQueryClient();
  return () => Promise.all(topics.map((topic) => queries.invalidateQueries({ queryKey: [topic] })));
}
