import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sites, zones, vendor organisations, assets, credentials and targets. */
export class CreateDirectory1763900000001 implements MigrationInterface {
  name = 'CreateDirectory1763900000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE site (
        id text CONSTRAINT site_pk PRIMARY KEY,
        name text NOT NULL CONSTRAINT site_name_length CHECK (length(name) BETWEEN 1 AND 120),
        slug text NOT NULL CONSTRAINT site_slug_unique UNIQUE CONSTRAINT site_slug_shape CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
        time_zone text NOT NULL,
        control_room_phone text,
        suspended_at timestamptz,
        created_at timestamptz NOT NULL
      );
      CREATE TABLE zone (
        id text CONSTRAINT zone_pk PRIMARY KEY,
        site_id text NOT NULL CONSTRAINT zone_site_fk REFERENCES site (id),
        name text NOT NULL CONSTRAINT zone_name_length CHECK (length(name) BETWEEN 1 AND 120),
        purdue_level numeric(2,1) CONSTRAINT zone_purdue_level_range CHECK (purdue_level BETWEEN 0 AND 5),
        created_at timestamptz NOT NULL,
        CONSTRAINT zone_name_unique UNIQUE (site_id, name),
        CONSTRAINT zone_site_unique UNIQUE (id, site_id)
      );
      CREATE TABLE vendor_organisation (
        id text CONSTRAINT vendor_organisation_pk PRIMARY KEY,
        name text NOT NULL CONSTRAINT vendor_organisation_name_unique UNIQUE
          CONSTRAINT vendor_organisation_name_length CHECK (length(name) BETWEEN 1 AND 120),
        contract_ends_at timestamptz,
        suspended_at timestamptz,
        created_at timestamptz NOT NULL
      );
      CREATE TABLE asset (
        id text CONSTRAINT asset_pk PRIMARY KEY,
        site_id text NOT NULL,
        zone_id text NOT NULL,
        tag text NOT NULL CONSTRAINT asset_tag_shape CHECK (tag ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$'),
        name text NOT NULL CONSTRAINT asset_name_length CHECK (length(name) BETWEEN 1 AND 120),
        location text NOT NULL DEFAULT '',
        criticality text NOT NULL CONSTRAINT asset_criticality_known CHECK (criticality IN ('low','medium','high','critical')),
        created_at timestamptz NOT NULL,
        CONSTRAINT asset_tag_unique UNIQUE (site_id, tag),
        CONSTRAINT asset_zone_fk FOREIGN KEY (zone_id, site_id) REFERENCES zone (id, site_id)
      );
      CREATE TABLE vendor_entitlement (
        vendor_organisation_id text NOT NULL CONSTRAINT vendor_entitlement_vendor_fk REFERENCES vendor_organisation (id),
        asset_id text NOT NULL CONSTRAINT vendor_entitlement_asset_fk REFERENCES asset (id),
        created_at timestamptz NOT NULL,
        CONSTRAINT vendor_entitlement_pk PRIMARY KEY (vendor_organisation_id, asset_id)
      );
      CREATE TABLE credential (
        id text CONSTRAINT credential_pk PRIMARY KEY,
        site_id text NOT NULL CONSTRAINT credential_site_fk REFERENCES site (id),
        name text NOT NULL CONSTRAINT credential_name_length CHECK (length(name) BETWEEN 1 AND 120),
        kind text NOT NULL CONSTRAINT credential_kind_known CHECK (kind IN ('password','private-key')),
        sealed bytea NOT NULL,
        revision integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL,
        replaced_at timestamptz,
        CONSTRAINT credential_name_unique UNIQUE (site_id, name),
        CONSTRAINT credential_site_unique UNIQUE (id, site_id)
      );
      CREATE TABLE target (
        id text CONSTRAINT target_pk PRIMARY KEY,
        asset_id text NOT NULL CONSTRAINT target_asset_fk REFERENCES asset (id),
        site_id text NOT NULL CONSTRAINT target_site_fk REFERENCES site (id),
        handle text NOT NULL CONSTRAINT target_handle_unique UNIQUE
          CONSTRAINT target_handle_shape CHECK (handle ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
        protocol text NOT NULL CONSTRAINT target_protocol_known CHECK (protocol IN ('ssh','vnc','rdp','tcp')),
        address text NOT NULL CONSTRAINT target_address_length CHECK (length(address) BETWEEN 1 AND 253),
        port integer NOT NULL CONSTRAINT target_port_range CHECK (port BETWEEN 1 AND 65535),
        account text NOT NULL CONSTRAINT target_account_length CHECK (length(account) BETWEEN 1 AND 64),
        credential_id text,
        settings jsonb NOT NULL DEFAULT '{}',
        pinned_host_key bytea,
        pinned_host_key_type text,
        pinned_fingerprint text,
        pinned_by text,
        pinned_at timestamptz,
        suspended_at timestamptz,
        removed_at timestamptz,
        created_at timestamptz NOT NULL,
        CONSTRAINT target_credential_fk FOREIGN KEY (credential_id, site_id) REFERENCES credential (id, site_id),
        CONSTRAINT target_pin_whole CHECK ((pinned_host_key IS NULL) = (pinned_fingerprint IS NULL))
      );
      CREATE TABLE observed_host_key (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT observed_host_key_pk PRIMARY KEY,
        target_id text NOT NULL CONSTRAINT observed_host_key_target_fk REFERENCES target (id),
        key bytea NOT NULL,
        key_type text NOT NULL,
        fingerprint text NOT NULL,
        first_seen_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'waiting' CONSTRAINT observed_host_key_state_known CHECK (state IN ('waiting','confirmed','rejected')),
        decided_by text,
        decided_at timestamptz,
        CONSTRAINT observed_host_key_unique UNIQUE (target_id, fingerprint)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE observed_host_key, target, credential, vendor_entitlement, asset, vendor_organisation, zone, site`,
    );
  }
}
