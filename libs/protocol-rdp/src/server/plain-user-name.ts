/**
 * `login+handle` as it is meant, whatever Windows puts around a user name: `DOMAIN\` before it, or `@domain` behind it. Neither sign is
 * part of a name here.
 */
export function plainUserName(userName: string): string {
  const [name = ''] = userName.slice(userName.lastIndexOf('\\') + 1).split('@');
  return name;
}
