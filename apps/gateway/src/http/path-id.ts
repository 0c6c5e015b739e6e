import { DomainError, isId } from '@gatehouse/kernel';
import type { Id, IdPrefix } from '@gatehouse/kernel';

/**
 * The id in a path. What has not even the shape of one answers like one that does not exist.
 * @throws DomainError `not-found`.
 */
export function pathId<P extends IdPrefix>(prefix: P, text: string): Id<P> {
  if (!isId(prefix, text))
    throw new DomainError('not-found', 'There is nothing at this address. Look at the list again.');
  return text;
}

/**
 * An id in a body, already of the common shape.
 * @throws DomainError `invalid-input` that names the field, when it is an id of something else.
 */
export function bodyId<P extends IdPrefix>(prefix: P, text: string, field: string): Id<P> {
  if (!isId(prefix, text))
    throw new DomainError('invalid-input', 'Choose it from the list.', [
      { field, message: 'is the id of something else' },
    ]);
  return text;
}
