export interface GatewayUserName {
  readonly login: string;
  /** Null: the person chooses from the menu. */
  readonly handle: string | null;
}

const loginShape = /^[a-z0-9][a-z0-9._-]{0,62}$/;
const handleShape = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * Reads `login+target` as it stands in the SSH user name: the first `+` parts them, and neither may hold one, so
 * every name reads in one way. Null for anything else (other case, other characters, confusables, empty parts).
 */
export function parseUserName(text: string): GatewayUserName | null {
  const plus = text.indexOf('+');
  const login = plus === -1 ? text : text.slice(0, plus);
  const handle = plus === -1 ? null : text.slice(plus + 1);
  if (!loginShape.test(login) || (handle !== null && !handleShape.test(handle))) return null;
  return { login, handle };
}
