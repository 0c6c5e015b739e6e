import { randomBytes } from 'node:crypto';

const ids = new WeakMap<object, string>();

/** The name of a request in the log and in a problem's `instance`. Made here, never taken from a header. */
export function requestIdOf(request: object): string {
  let id = ids.get(request);
  if (id === undefined) {
    id = randomBytes(12).toString('base64url');
    ids.set(request, id);
  }
  return id;
}
