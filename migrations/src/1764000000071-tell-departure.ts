import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a machine with RDP was left. What ended before nobody asked about, so it is not known. */
export class TellDeparture1764000000071 implements MigrationInterface {
  name = 'TellDeparture1764000000071';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE session ADD COLUMN departure text
        CONSTRAINT session_departure_known CHECK (departure IN ('logged-off', 'disconnected', 'not-known'));
      UPDATE session SET departure = 'not-known'
        WHERE protocol = 'rdp' AND state = 'terminated' AND started_at IS NOT NULL;
      ALTER TABLE session ADD CONSTRAINT session_departure_told CHECK
        ((departure IS NOT NULL) = (protocol = 'rdp' AND state = 'terminated' AND started_at IS NOT NULL));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE session DROP COLUMN departure');
  }
}
