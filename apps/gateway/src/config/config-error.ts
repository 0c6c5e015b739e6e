/** The environment or a file of the installation is not usable; the message says what to change. Exit code 78. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
