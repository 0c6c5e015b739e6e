import { endCodes as onScreens } from '@gatehouse/contracts';
import { endCodes } from '@gatehouse/session';

test('the codes a person reads over ssh and in the portal are the same', () => {
  expect(endCodes).toEqual(onScreens);
});
