/** Hands a file to the browser's own downloads. */
export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has its own hold on the content by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
