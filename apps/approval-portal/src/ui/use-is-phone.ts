import { useMediaQuery } from '@mantine/hooks';

/** Below this the pages are one column and buttons have the size of a thumb. */
export function useIsPhone(): boolean {
  return useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false });
}
