export interface Output {
  environment: Record<string, string | undefined>;
  print(text: string): void;
  complain(text: string): void;
}

/** The command or its files cannot be used as they were given. Exit code 2. */
export class UsageError extends Error {}
