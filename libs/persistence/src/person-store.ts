import type { NewPerson, PersonRecord, PersonState, PersonStore, RoleAssignment } from '@gatehouse/identity';
import type { PersonId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';
import { personOf, selectPerson } from './person-row.js';
import type { PersonRow } from './person-row.js';
import { refuseUnknownReference } from './refuse-unknown-reference.js';
import { returnedRows } from './returned-rows.js';

export class PostgresPersonStore implements PersonStore {
  constructor(private readonly manager: EntityManager) {}

  async find(id: PersonId): Promise<PersonRecord | null> {
    return this.one(`${selectPerson} WHERE p.id = $1`, id);
  }

  async findByLogin(login: string): Promise<PersonRecord | null> {
    return this.one(`${selectPerson} WHERE p.login = $1`, login);
  }

  async findForUpdate(id: PersonId): Promise<PersonRecord | null> {
    return this.one(`${selectPerson} WHERE p.id = $1 FOR UPDATE OF p`, id);
  }

  async list(): Promise<PersonRecord[]> {
    const rows = await this.manager.query<PersonRow[]>(`${selectPerson} ORDER BY p.display_name, p.id`);
    return rows.map(personOf);
  }

  async anyoneEnrolled(): Promise<boolean> {
    const [row] = await this.manager.query<{ found: boolean }[]>(
      `SELECT EXISTS (SELECT 1 FROM person WHERE state <> 'invited') AS found`,
    );
    return row?.found === true;
  }

  async add(person: NewPerson): Promise<boolean> {
    const added = await returnedRows(
      this.manager,
      `INSERT INTO person (id, login, display_name, email, vendor_organisation_id, sponsor_id, time_zone, state, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'invited', $8) ON CONFLICT (login) DO NOTHING RETURNING id`,
      [
        person.id,
        person.login,
        person.displayName,
        person.email,
        person.vendorOrganisationId,
        person.sponsorId,
        person.timeZone,
        person.createdAt,
      ],
    ).catch(refuseUnknownReference('vendorOrganisationId'));
    return added.length === 1;
  }

  async changeState(id: PersonId, from: readonly PersonState[], to: PersonState): Promise<boolean> {
    const changed = await returnedRows(
      this.manager,
      `UPDATE person SET state = $3 WHERE id = $1 AND state = ANY ($2) RETURNING id`,
      [id, [...from], to],
    );
    return changed.length === 1;
  }

  async setPasswordHash(id: PersonId, hash: string): Promise<void> {
    await this.manager.query(`UPDATE person SET password_hash = $2 WHERE id = $1`, [id, hash]);
  }

  async rename(id: PersonId, displayName: string): Promise<void> {
    await this.manager.query(`UPDATE person SET display_name = $2 WHERE id = $1`, [id, displayName]);
  }

  async setTimeZone(id: PersonId, timeZone: string): Promise<void> {
    await this.manager.query(`UPDATE person SET time_zone = $2 WHERE id = $1`, [id, timeZone]);
  }

  async giveRole(id: PersonId, assignment: RoleAssignment, at: Date): Promise<boolean> {
    const given = await returnedRows(
      this.manager,
      `INSERT INTO role_assignment (person_id, role, site_id, created_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT role_assignment_unique DO NOTHING RETURNING role`,
      [id, assignment.role, assignment.siteId, at],
    ).catch(refuseUnknownReference('siteId'));
    return given.length === 1;
  }

  async takeRole(id: PersonId, assignment: RoleAssignment): Promise<boolean> {
    const taken = await returnedRows(
      this.manager,
      `DELETE FROM role_assignment WHERE person_id = $1 AND role = $2 AND site_id IS NOT DISTINCT FROM $3 RETURNING role`,
      [id, assignment.role, assignment.siteId],
    );
    return taken.length === 1;
  }

  private async one(statement: string, value: string): Promise<PersonRecord | null> {
    const [row] = await this.manager.query<PersonRow[]>(statement, [value]);
    return row ? personOf(row) : null;
  }
}
