import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Passwords for viewers that know VncAuth only: off for a site until an administrator allows them. The table holds what is live; a
 * password that is spent leaves no row.
 */
export class AllowViewerPassword1764000000061 implements MigrationInterface {
  name = 'AllowViewerPassword1764000000061';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE site ADD COLUMN viewer_passwords boolean NOT NULL DEFAULT false;
      CREATE TABLE viewer_password (
        id text CONSTRAINT viewer_password_pk PRIMARY KEY,
        grant_id text NOT NULL CONSTRAINT viewer_password_grant_fk REFERENCES access_grant (id)
          CONSTRAINT viewer_password_one_for_grant UNIQUE,
        person_id text NOT NULL CONSTRAINT viewer_password_person_fk REFERENCES person (id),
        sealed bytea NOT NULL,
        factor_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT viewer_password_short CHECK (expires_at <= created_at + interval '1 minute')
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE viewer_password;
      ALTER TABLE site DROP COLUMN viewer_passwords;
    `);
  }
}
