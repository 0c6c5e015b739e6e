/**
 * Seals small secrets for the database. The key never leaves the box. `context` names what is sealed and for
 * whom (such as `totp:per_…`); opening under another context fails, so sealed bytes cannot be moved between rows.
 */
export interface SecretBox {
  seal(plaintext: Buffer, context: string): Buffer;
  /** Throws when the bytes were altered, sealed under another key, or under another context. */
  open(sealed: Buffer, context: string): Buffer;
}
