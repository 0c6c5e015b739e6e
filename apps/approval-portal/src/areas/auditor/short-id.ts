/** `7QK4-M2` of a session's id: what people say to each other. The whole id stands in the address. */
export function shortId(id: string): string {
  const end = id.slice(-6).toUpperCase();
  return `${end.slice(0, 4)}-${end.slice(4)}`;
}
