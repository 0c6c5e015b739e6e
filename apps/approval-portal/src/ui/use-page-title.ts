import { useEffect } from 'react';
import { text } from '../text/en.js';

export function usePageTitle(page: string): void {
  useEffect(() => {
    document.title = text.common.titled(page);
  }, [page]);
}
