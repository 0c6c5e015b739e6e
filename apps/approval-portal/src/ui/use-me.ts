import type { Me } from '@gatehouse/contracts';
import { createContext, useContext } from 'react';

/** The signed-in person. Only pages behind sign-in may ask. */
export const MeContext = createContext<Me | null>(null);

export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) throw new Error('useMe outside of the signed-in pages');
  return me;
}
