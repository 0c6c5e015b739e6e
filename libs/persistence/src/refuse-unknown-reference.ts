import { DomainError } from '@gatehouse/kernel';

/**
 * For `.catch` behind a write that names another row: turns a broken foreign key (SQLSTATE 23503) into
 * `invalid-input` for that field, and lets every other error through. The transaction is lost either way.
 */
export function refuseUnknownReference(field: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === '23503')
      throw new DomainError('invalid-input', 'Something named here does not exist. Correct it.', [
        { field, message: 'does not exist' },
      ]);
    throw error;
  };
}
