/** The nonce of this very response; style elements without it are not applied. */
export function cspNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

/** Hands the nonce to libraries that make style elements themselves: the scroll lock of dialogs reads this name. */
export function shareNonce(): void {
  Object.defineProperty(globalThis, '__webpack_nonce__', { value: cspNonce() });
}
