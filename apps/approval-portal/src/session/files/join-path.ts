/** A name in a folder, as the machine writes paths. */
export function joinPath(folder: string, name: string): string {
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}

/** Null at the top. */
export function folderAbove(folder: string): string | null {
  const at = folder.replace(/\/+$/, '').lastIndexOf('/');
  if (at < 0 || folder === '/') return null;
  return at === 0 ? '/' : folder.slice(0, at);
}
