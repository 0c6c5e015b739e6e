import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A token for a person's own viewer is a connect ticket that is good at that door only, and a ticket of a page is not. */
export class BindTicketToDoor1764000000041 implements MigrationInterface {
  name = 'BindTicketToDoor1764000000041';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE connect_ticket ADD COLUMN door text NOT NULL DEFAULT 'web'
        CONSTRAINT connect_ticket_door_known CHECK (door IN ('web','viewer'))
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE connect_ticket DROP COLUMN door`);
  }
}
