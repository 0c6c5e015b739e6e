-- Made by tools/schema-snapshot.mjs from the migrations. Read it; change it by a migration.

CREATE TABLE access_grant (
  id text NOT NULL,
  request_id text NOT NULL,
  target_id text NOT NULL,
  person_id text NOT NULL,
  site_id text NOT NULL,
  rights text[] NOT NULL,
  opens_at timestamp with time zone NOT NULL,
  closes_at timestamp with time zone NOT NULL,
  state text NOT NULL DEFAULT 'scheduled'::text,
  close_reason text,
  closed_at timestamp with time zone,
  approved jsonb NOT NULL,
  permit_hash bytea NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT access_grant_close_reason_known CHECK ((close_reason = ANY (ARRAY['ended'::text, 'revoked'::text, 'used-up'::text]))),
  CONSTRAINT access_grant_closed_with_reason CHECK (((state = 'closed'::text) = ((close_reason IS NOT NULL) AND (closed_at IS NOT NULL)))),
  CONSTRAINT access_grant_one_per_target UNIQUE (request_id, target_id),
  CONSTRAINT access_grant_permit_hash_length CHECK ((length(permit_hash) = 32)),
  CONSTRAINT access_grant_person_fk FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT access_grant_pk PRIMARY KEY (id),
  CONSTRAINT access_grant_rights_some CHECK ((cardinality(rights) > 0)),
  CONSTRAINT access_grant_site_fk FOREIGN KEY (site_id) REFERENCES site(id),
  CONSTRAINT access_grant_state_known CHECK ((state = ANY (ARRAY['scheduled'::text, 'open'::text, 'closed'::text]))),
  CONSTRAINT access_grant_target_fk FOREIGN KEY (request_id, target_id) REFERENCES access_request_target(request_id, target_id),
  CONSTRAINT access_grant_window_forward CHECK ((opens_at < closes_at))
);

CREATE TABLE access_grant_transition (
  from_state text NOT NULL,
  to_state text NOT NULL,
  CONSTRAINT access_grant_transition_pk PRIMARY KEY (from_state, to_state)
);

CREATE TABLE access_request (
  id text NOT NULL,
  requester_id text NOT NULL,
  site_id text NOT NULL,
  state text NOT NULL DEFAULT 'pending'::text,
  purpose text NOT NULL,
  planned_change boolean NOT NULL,
  work_order text,
  vendor_location text,
  rights text[] NOT NULL,
  opens_at timestamp with time zone NOT NULL,
  closes_at timestamp with time zone NOT NULL,
  answer_by timestamp with time zone NOT NULL,
  decision jsonb NOT NULL,
  content_hash bytea NOT NULL,
  linked_request_id text,
  submitted_at timestamp with time zone NOT NULL,
  decided_at timestamp with time zone,
  decided_reason text,
  CONSTRAINT access_request_content_hash_length CHECK ((length(content_hash) = 32)),
  CONSTRAINT access_request_linked_fk FOREIGN KEY (linked_request_id) REFERENCES access_request(id),
  CONSTRAINT access_request_pk PRIMARY KEY (id),
  CONSTRAINT access_request_purpose_length CHECK (((length(purpose) >= 1) AND (length(purpose) <= 2000))),
  CONSTRAINT access_request_requester_fk FOREIGN KEY (requester_id) REFERENCES person(id),
  CONSTRAINT access_request_rights_some CHECK ((cardinality(rights) > 0)),
  CONSTRAINT access_request_site_fk FOREIGN KEY (site_id) REFERENCES site(id),
  CONSTRAINT access_request_state_known CHECK ((state = ANY (ARRAY['pending'::text, 'approved'::text, 'denied'::text, 'withdrawn'::text, 'expired'::text]))),
  CONSTRAINT access_request_vendor_location_length CHECK ((length(vendor_location) <= 120)),
  CONSTRAINT access_request_window_forward CHECK ((opens_at < closes_at)),
  CONSTRAINT access_request_work_order_length CHECK (((length(work_order) >= 1) AND (length(work_order) <= 64)))
);

CREATE TABLE access_request_target (
  request_id text NOT NULL,
  target_id text NOT NULL,
  resolved jsonb NOT NULL,
  CONSTRAINT access_request_target_pk PRIMARY KEY (request_id, target_id),
  CONSTRAINT access_request_target_request_fk FOREIGN KEY (request_id) REFERENCES access_request(id),
  CONSTRAINT access_request_target_target_fk FOREIGN KEY (target_id) REFERENCES target(id)
);

CREATE TABLE access_request_transition (
  from_state text NOT NULL,
  to_state text NOT NULL,
  CONSTRAINT access_request_transition_pk PRIMARY KEY (from_state, to_state)
);

CREATE TABLE asset (
  id text NOT NULL,
  site_id text NOT NULL,
  zone_id text NOT NULL,
  tag text NOT NULL,
  name text NOT NULL,
  location text NOT NULL DEFAULT ''::text,
  criticality text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT asset_criticality_known CHECK ((criticality = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))),
  CONSTRAINT asset_name_length CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  CONSTRAINT asset_pk PRIMARY KEY (id),
  CONSTRAINT asset_tag_shape CHECK ((tag ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$'::text)),
  CONSTRAINT asset_tag_unique UNIQUE (site_id, tag),
  CONSTRAINT asset_zone_fk FOREIGN KEY (zone_id, site_id) REFERENCES zone(id, site_id)
);

CREATE TABLE attempt_limit (
  subject text NOT NULL,
  kind text NOT NULL,
  failures integer NOT NULL DEFAULT 0,
  window_started_at timestamp with time zone NOT NULL,
  locked_until timestamp with time zone,
  CONSTRAINT attempt_limit_kind_known CHECK ((kind = ANY (ARRAY['person'::text, 'source'::text]))),
  CONSTRAINT attempt_limit_pk PRIMARY KEY (kind, subject)
);

CREATE TABLE audit_entry (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  site_id text,
  actor_id text,
  subjects jsonb NOT NULL,
  canonical bytea NOT NULL,
  leaf_hash bytea NOT NULL,
  CONSTRAINT audit_entry_leaf_hash_matches CHECK ((leaf_hash = sha256(('\x00'::bytea || canonical)))),
  CONSTRAINT audit_entry_pk PRIMARY KEY (id)
);

CREATE TABLE connect_ticket (
  id text NOT NULL,
  token_hash bytea NOT NULL,
  grant_id text NOT NULL,
  person_id text NOT NULL,
  protocol text NOT NULL,
  factor_at timestamp with time zone NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  door text NOT NULL DEFAULT 'web'::text,
  sealed_nt_hash bytea,
  CONSTRAINT connect_ticket_door_known CHECK ((door = ANY (ARRAY['web'::text, 'viewer'::text]))),
  CONSTRAINT connect_ticket_grant_fk FOREIGN KEY (grant_id) REFERENCES access_grant(id),
  CONSTRAINT connect_ticket_nt_hash_of_live CHECK (((sealed_nt_hash IS NULL) OR ((door = 'viewer'::text) AND (protocol = 'rdp'::text) AND (used_at IS NULL)))),
  CONSTRAINT connect_ticket_person_fk FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT connect_ticket_pk PRIMARY KEY (id),
  CONSTRAINT connect_ticket_short CHECK ((expires_at <= (created_at + '00:01:00'::interval))),
  CONSTRAINT connect_ticket_token_unique UNIQUE (token_hash)
);

CREATE TABLE connection (
  id text NOT NULL,
  session_id text NOT NULL,
  client_leg text NOT NULL,
  source text NOT NULL,
  dialled_address text,
  host_key_fingerprint text,
  opened_at timestamp with time zone NOT NULL,
  closed_at timestamp with time zone,
  CONSTRAINT connection_client_leg_known CHECK ((client_leg = ANY (ARRAY['ssh'::text, 'web'::text, 'vnc'::text, 'rdp'::text]))),
  CONSTRAINT connection_pk PRIMARY KEY (id),
  CONSTRAINT connection_session_fk FOREIGN KEY (session_id) REFERENCES session(id)
);

CREATE TABLE credential (
  id text NOT NULL,
  site_id text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  sealed bytea NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  created_at timestamp with time zone NOT NULL,
  replaced_at timestamp with time zone,
  CONSTRAINT credential_kind_known CHECK ((kind = ANY (ARRAY['password'::text, 'private-key'::text, 'ssh-certificate'::text]))),
  CONSTRAINT credential_name_length CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  CONSTRAINT credential_name_unique UNIQUE (site_id, name),
  CONSTRAINT credential_pk PRIMARY KEY (id),
  CONSTRAINT credential_site_fk FOREIGN KEY (site_id) REFERENCES site(id),
  CONSTRAINT credential_site_unique UNIQUE (id, site_id)
);

CREATE TABLE installation_secret (
  name text NOT NULL,
  sealed bytea NOT NULL,
  made_at timestamp with time zone NOT NULL,
  CONSTRAINT installation_secret_pk PRIMARY KEY (name)
);

CREATE TABLE invitation (
  id text NOT NULL,
  person_id text NOT NULL,
  token_hash bytea NOT NULL,
  invited_by text NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  voided_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT invitation_invited_by_fk FOREIGN KEY (invited_by) REFERENCES person(id),
  CONSTRAINT invitation_person_fk FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT invitation_pk PRIMARY KEY (id),
  CONSTRAINT invitation_token_unique UNIQUE (token_hash)
);

CREATE TABLE jump_host (
  id text NOT NULL,
  site_id text NOT NULL,
  name text NOT NULL,
  address text NOT NULL,
  port integer NOT NULL,
  account text NOT NULL,
  credential_id text,
  via_id text,
  pinned_host_key bytea,
  pinned_host_key_type text,
  pinned_fingerprint text,
  pinned_by text,
  pinned_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT jump_host_account_length CHECK (((length(account) >= 1) AND (length(account) <= 64))),
  CONSTRAINT jump_host_address_length CHECK (((length(address) >= 1) AND (length(address) <= 253))),
  CONSTRAINT jump_host_credential_fk FOREIGN KEY (credential_id, site_id) REFERENCES credential(id, site_id),
  CONSTRAINT jump_host_name_length CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  CONSTRAINT jump_host_name_unique UNIQUE (site_id, name),
  CONSTRAINT jump_host_pin_is_key CHECK (((pinned_host_key_type <> ALL (ARRAY['x509'::text, 'none'::text])) AND (length(pinned_host_key) > 0))),
  CONSTRAINT jump_host_pin_whole CHECK (((pinned_host_key IS NULL) = (pinned_fingerprint IS NULL))),
  CONSTRAINT jump_host_pk PRIMARY KEY (id),
  CONSTRAINT jump_host_port_range CHECK (((port >= 1) AND (port <= 65535))),
  CONSTRAINT jump_host_site_fk FOREIGN KEY (site_id) REFERENCES site(id),
  CONSTRAINT jump_host_site_unique UNIQUE (id, site_id),
  CONSTRAINT jump_host_via_another CHECK ((via_id <> id)),
  CONSTRAINT jump_host_via_fk FOREIGN KEY (via_id, site_id) REFERENCES jump_host(id, site_id)
);

CREATE TABLE observed_host_key (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  target_id text,
  key bytea NOT NULL,
  key_type text NOT NULL,
  fingerprint text NOT NULL,
  first_seen_at timestamp with time zone NOT NULL,
  last_seen_at timestamp with time zone NOT NULL,
  state text NOT NULL DEFAULT 'waiting'::text,
  decided_by text,
  decided_at timestamp with time zone,
  jump_host_id text,
  CONSTRAINT observed_host_key_jump_host_fk FOREIGN KEY (jump_host_id) REFERENCES jump_host(id),
  CONSTRAINT observed_host_key_jump_host_unique UNIQUE (jump_host_id, fingerprint),
  CONSTRAINT observed_host_key_of_one CHECK ((num_nonnulls(target_id, jump_host_id) = 1)),
  CONSTRAINT observed_host_key_pk PRIMARY KEY (id),
  CONSTRAINT observed_host_key_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'confirmed'::text, 'rejected'::text]))),
  CONSTRAINT observed_host_key_target_fk FOREIGN KEY (target_id) REFERENCES target(id),
  CONSTRAINT observed_host_key_unique UNIQUE (target_id, fingerprint)
);

CREATE TABLE outbox_entry (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  payload jsonb NOT NULL,
  dispatched_at timestamp with time zone,
  CONSTRAINT outbox_entry_pk PRIMARY KEY (id)
);

CREATE TABLE person (
  id text NOT NULL,
  login text NOT NULL,
  display_name text NOT NULL,
  email text,
  vendor_organisation_id text,
  sponsor_id text,
  time_zone text NOT NULL DEFAULT 'UTC'::text,
  state text NOT NULL,
  password_hash text,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT person_display_name_length CHECK (((length(display_name) >= 1) AND (length(display_name) <= 120))),
  CONSTRAINT person_email_length CHECK (((length(email) >= 3) AND (length(email) <= 254))),
  CONSTRAINT person_login_shape CHECK ((login ~ '^[a-z0-9][a-z0-9._-]{0,62}$'::text)),
  CONSTRAINT person_login_unique UNIQUE (login),
  CONSTRAINT person_pk PRIMARY KEY (id),
  CONSTRAINT person_sponsor_fk FOREIGN KEY (sponsor_id) REFERENCES person(id),
  CONSTRAINT person_state_known CHECK ((state = ANY (ARRAY['invited'::text, 'awaiting-confirmation'::text, 'active'::text, 'suspended'::text]))),
  CONSTRAINT person_vendor_fk FOREIGN KEY (vendor_organisation_id) REFERENCES vendor_organisation(id)
);

CREATE TABLE person_transition (
  from_state text NOT NULL,
  to_state text NOT NULL,
  CONSTRAINT person_transition_pk PRIMARY KEY (from_state, to_state)
);

CREATE TABLE policy (
  id text NOT NULL,
  site_id text NOT NULL,
  name text NOT NULL,
  zone_id text,
  criticality text,
  revision integer NOT NULL DEFAULT 1,
  constraints jsonb NOT NULL,
  removed_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  CONSTRAINT policy_criticality_known CHECK ((criticality = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))),
  CONSTRAINT policy_name_length CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  CONSTRAINT policy_pk PRIMARY KEY (id),
  CONSTRAINT policy_site_fk FOREIGN KEY (site_id) REFERENCES site(id),
  CONSTRAINT policy_zone_fk FOREIGN KEY (zone_id, site_id) REFERENCES zone(id, site_id)
);

CREATE TABLE policy_revision (
  policy_id text NOT NULL,
  revision integer NOT NULL,
  constraints jsonb NOT NULL,
  made_by text NOT NULL,
  made_at timestamp with time zone NOT NULL,
  CONSTRAINT policy_revision_pk PRIMARY KEY (policy_id, revision),
  CONSTRAINT policy_revision_policy_fk FOREIGN KEY (policy_id) REFERENCES policy(id)
);

CREATE TABLE recording (
  id text NOT NULL,
  connection_id text NOT NULL,
  session_id text NOT NULL,
  site_id text NOT NULL,
  node_id text NOT NULL,
  state text NOT NULL DEFAULT 'open'::text,
  wrapped_data_key bytea NOT NULL,
  wrapped_input_key bytea,
  signing_public_key text NOT NULL,
  started_at timestamp with time zone NOT NULL,
  sealed_at timestamp with time zone,
  complete boolean,
  seal_reason text,
  duration_ms bigint,
  byte_size bigint,
  sha256 text,
  chunk_count integer,
  CONSTRAINT recording_connection_fk FOREIGN KEY (connection_id) REFERENCES connection(id),
  CONSTRAINT recording_connection_unique UNIQUE (connection_id),
  CONSTRAINT recording_pk PRIMARY KEY (id),
  CONSTRAINT recording_sealed_whole CHECK (((state <> ALL (ARRAY['sealed'::text, 'purged'::text])) OR ((sealed_at IS NOT NULL) AND (complete IS NOT NULL) AND (byte_size IS NOT NULL) AND (sha256 IS NOT NULL)))),
  CONSTRAINT recording_session_fk FOREIGN KEY (session_id) REFERENCES session(id),
  CONSTRAINT recording_site_fk FOREIGN KEY (site_id) REFERENCES site(id),
  CONSTRAINT recording_state_known CHECK ((state = ANY (ARRAY['open'::text, 'sealing'::text, 'sealed'::text, 'purged'::text])))
);

CREATE TABLE recording_checkpoint (
  recording_id text NOT NULL,
  seq integer NOT NULL,
  chain_hash text NOT NULL,
  made_at timestamp with time zone NOT NULL,
  CONSTRAINT recording_checkpoint_pk PRIMARY KEY (recording_id, seq),
  CONSTRAINT recording_checkpoint_recording_fk FOREIGN KEY (recording_id) REFERENCES recording(id)
);

CREATE TABLE recording_transition (
  from_state text NOT NULL,
  to_state text NOT NULL,
  CONSTRAINT recording_transition_pk PRIMARY KEY (from_state, to_state)
);

CREATE TABLE recovery_code (
  person_id text NOT NULL,
  code_hash bytea NOT NULL,
  used_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT recovery_code_person_fk FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT recovery_code_pk PRIMARY KEY (person_id, code_hash)
);

CREATE TABLE review (
  id text NOT NULL,
  request_id text NOT NULL,
  reviewer_id text NOT NULL,
  verdict text NOT NULL,
  reason text,
  opens_at timestamp with time zone NOT NULL,
  closes_at timestamp with time zone NOT NULL,
  rights text[] NOT NULL,
  content_hash bytea NOT NULL,
  factor_at timestamp with time zone NOT NULL,
  reviewed_at timestamp with time zone NOT NULL,
  CONSTRAINT review_denial_has_reason CHECK (((verdict = 'approve'::text) OR (reason IS NOT NULL))),
  CONSTRAINT review_one_per_person UNIQUE (request_id, reviewer_id),
  CONSTRAINT review_pk PRIMARY KEY (id),
  CONSTRAINT review_reason_length CHECK (((length(reason) >= 1) AND (length(reason) <= 2000))),
  CONSTRAINT review_request_fk FOREIGN KEY (request_id) REFERENCES access_request(id),
  CONSTRAINT review_reviewer_fk FOREIGN KEY (reviewer_id) REFERENCES person(id),
  CONSTRAINT review_verdict_known CHECK ((verdict = ANY (ARRAY['approve'::text, 'deny'::text]))),
  CONSTRAINT review_window_forward CHECK ((opens_at < closes_at))
);

CREATE TABLE revocation (
  seq bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  scope text NOT NULL,
  scope_id text,
  reason text NOT NULL,
  text text,
  made_by text,
  made_at timestamp with time zone NOT NULL,
  CONSTRAINT revocation_pk PRIMARY KEY (seq),
  CONSTRAINT revocation_reason_known CHECK ((reason = ANY (ARRAY['revoked'::text, 'locked'::text, 'window-ended'::text]))),
  CONSTRAINT revocation_scope_id_given CHECK (((scope = 'all'::text) = (scope_id IS NULL))),
  CONSTRAINT revocation_scope_known CHECK ((scope = ANY (ARRAY['session'::text, 'grant'::text, 'person'::text, 'vendor-organisation'::text, 'target'::text, 'site'::text, 'all'::text])))
);

CREATE TABLE role_assignment (
  person_id text NOT NULL,
  role text NOT NULL,
  site_id text,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT role_assignment_person_fk FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT role_assignment_role_known CHECK ((role = ANY (ARRAY['vendor-user'::text, 'vendor-manager'::text, 'approver'::text, 'auditor'::text, 'administrator'::text]))),
  CONSTRAINT role_assignment_site_fk FOREIGN KEY (site_id) REFERENCES site(id),
  CONSTRAINT role_assignment_unique UNIQUE NULLS NOT DISTINCT (person_id, role, site_id)
);

CREATE TABLE session (
  id text NOT NULL,
  grant_id text NOT NULL,
  person_id text NOT NULL,
  target_id text NOT NULL,
  site_id text NOT NULL,
  node_id text NOT NULL,
  protocol text NOT NULL,
  state text NOT NULL DEFAULT 'pending'::text,
  end_reason text,
  end_detail text,
  ended_by text,
  created_at timestamp with time zone NOT NULL,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  ends_by timestamp with time zone NOT NULL,
  bytes_to_target bigint NOT NULL DEFAULT 0,
  bytes_to_client bigint NOT NULL DEFAULT 0,
  disconnect_verified boolean NOT NULL DEFAULT false,
  frozen_at timestamp with time zone,
  frozen_by text,
  frozen_reason text,
  departure text,
  CONSTRAINT session_departure_known CHECK ((departure = ANY (ARRAY['logged-off'::text, 'disconnected'::text, 'not-known'::text]))),
  CONSTRAINT session_departure_told CHECK (((departure IS NOT NULL) = ((protocol = 'rdp'::text) AND (state = 'terminated'::text) AND (started_at IS NOT NULL)))),
  CONSTRAINT session_end_reason_known CHECK ((end_reason = ANY (ARRAY['client-left'::text, 'target-left'::text, 'window-ended'::text, 'revoked'::text, 'locked'::text, 'recording-lost'::text, 'attendant-missing'::text, 'idle'::text, 'stale-authority'::text, 'error'::text]))),
  CONSTRAINT session_frozen_by_fk FOREIGN KEY (frozen_by) REFERENCES person(id),
  CONSTRAINT session_frozen_by_somebody CHECK (((frozen_at IS NULL) = (frozen_by IS NULL))),
  CONSTRAINT session_grant_fk FOREIGN KEY (grant_id) REFERENCES access_grant(id),
  CONSTRAINT session_person_fk FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT session_pk PRIMARY KEY (id),
  CONSTRAINT session_site_fk FOREIGN KEY (site_id) REFERENCES site(id),
  CONSTRAINT session_state_known CHECK ((state = ANY (ARRAY['pending'::text, 'active'::text, 'canceling'::text, 'terminated'::text]))),
  CONSTRAINT session_target_fk FOREIGN KEY (target_id) REFERENCES target(id),
  CONSTRAINT session_terminated_with_reason CHECK (((state = 'terminated'::text) = ((end_reason IS NOT NULL) AND (ended_at IS NOT NULL))))
);

CREATE TABLE session_message (
  seq bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  session_id text NOT NULL,
  text text NOT NULL,
  made_by text NOT NULL,
  made_at timestamp with time zone NOT NULL,
  shown_at timestamp with time zone,
  CONSTRAINT session_message_made_by_fk FOREIGN KEY (made_by) REFERENCES person(id),
  CONSTRAINT session_message_pk PRIMARY KEY (seq),
  CONSTRAINT session_message_session_fk FOREIGN KEY (session_id) REFERENCES session(id)
);

CREATE TABLE session_transition (
  from_state text NOT NULL,
  to_state text NOT NULL,
  CONSTRAINT session_transition_pk PRIMARY KEY (from_state, to_state)
);

CREATE TABLE setup_token (
  token_hash bytea NOT NULL,
  created_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT setup_token_pk PRIMARY KEY (token_hash)
);

CREATE TABLE sign_in_confirmation (
  id text NOT NULL,
  person_id text NOT NULL,
  code_hash bytea NOT NULL,
  node_id text NOT NULL,
  wire_id text NOT NULL,
  source text NOT NULL,
  handle text,
  state text NOT NULL DEFAULT 'waiting'::text,
  factor_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  answered_at timestamp with time zone,
  CONSTRAINT sign_in_confirmation_answered CHECK (((state <> ALL (ARRAY['confirmed'::text, 'refused'::text, 'spent'::text])) OR (answered_at IS NOT NULL))),
  CONSTRAINT sign_in_confirmation_code_unique UNIQUE (code_hash),
  CONSTRAINT sign_in_confirmation_factor_given_for_it CHECK (((state <> ALL (ARRAY['confirmed'::text, 'spent'::text])) OR ((factor_at IS NOT NULL) AND (factor_at >= created_at)))),
  CONSTRAINT sign_in_confirmation_handle_shape CHECK ((handle ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
  CONSTRAINT sign_in_confirmation_person_fk FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT sign_in_confirmation_pk PRIMARY KEY (id),
  CONSTRAINT sign_in_confirmation_short CHECK (((expires_at > created_at) AND (expires_at <= (created_at + '00:02:00'::interval)))),
  CONSTRAINT sign_in_confirmation_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'confirmed'::text, 'refused'::text, 'spent'::text, 'void'::text]))),
  CONSTRAINT sign_in_confirmation_wire_unique UNIQUE (wire_id)
);

CREATE TABLE sign_in_confirmation_transition (
  from_state text NOT NULL,
  to_state text NOT NULL,
  CONSTRAINT sign_in_confirmation_transition_pk PRIMARY KEY (from_state, to_state)
);

CREATE TABLE site (
  id text NOT NULL,
  name text NOT NULL,
  slug text NOT NULL,
  time_zone text NOT NULL,
  control_room_phone text,
  suspended_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  viewer_passwords boolean NOT NULL DEFAULT false,
  CONSTRAINT site_name_length CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  CONSTRAINT site_pk PRIMARY KEY (id),
  CONSTRAINT site_slug_shape CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
  CONSTRAINT site_slug_unique UNIQUE (slug)
);

CREATE TABLE ssh_public_key (
  id text NOT NULL,
  person_id text NOT NULL,
  key bytea NOT NULL,
  key_type text NOT NULL,
  fingerprint text NOT NULL,
  comment text NOT NULL DEFAULT ''::text,
  created_at timestamp with time zone NOT NULL,
  removed_at timestamp with time zone,
  CONSTRAINT ssh_public_key_fingerprint_unique UNIQUE (fingerprint),
  CONSTRAINT ssh_public_key_person_fk FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT ssh_public_key_pk PRIMARY KEY (id)
);

CREATE TABLE target (
  id text NOT NULL,
  asset_id text NOT NULL,
  site_id text NOT NULL,
  handle text NOT NULL,
  protocol text NOT NULL,
  address text NOT NULL,
  port integer NOT NULL,
  account text NOT NULL,
  credential_id text,
  settings jsonb NOT NULL DEFAULT '{}'::jsonb,
  pinned_host_key bytea,
  pinned_host_key_type text,
  pinned_fingerprint text,
  pinned_by text,
  pinned_at timestamp with time zone,
  suspended_at timestamp with time zone,
  removed_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  jump_host_id text,
  CONSTRAINT target_account_length CHECK (((length(account) <= 64) AND ((account <> ''::text) OR (protocol = 'vnc'::text)))),
  CONSTRAINT target_address_length CHECK (((length(address) >= 1) AND (length(address) <= 253))),
  CONSTRAINT target_asset_fk FOREIGN KEY (asset_id) REFERENCES asset(id),
  CONSTRAINT target_credential_fk FOREIGN KEY (credential_id, site_id) REFERENCES credential(id, site_id),
  CONSTRAINT target_handle_shape CHECK ((handle ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
  CONSTRAINT target_handle_unique UNIQUE (handle),
  CONSTRAINT target_jump_host_fk FOREIGN KEY (jump_host_id, site_id) REFERENCES jump_host(id, site_id),
  CONSTRAINT target_jump_host_of_ssh CHECK (((jump_host_id IS NULL) OR (protocol = 'ssh'::text))),
  CONSTRAINT target_pin_none_is_empty CHECK ((((NOT (pinned_host_key_type IS DISTINCT FROM 'none'::text)) = (NOT (pinned_fingerprint IS DISTINCT FROM 'none'::text))) AND ((NOT (pinned_host_key_type IS DISTINCT FROM 'none'::text)) = (NOT (length(pinned_host_key) IS DISTINCT FROM 0))))),
  CONSTRAINT target_pin_of_protocol CHECK (((protocol = 'ssh'::text) = (pinned_host_key_type <> ALL (ARRAY['x509'::text, 'none'::text])))),
  CONSTRAINT target_pin_where_certificate_asked CHECK ((NOT (((settings ->> 'protection'::text) = 'certificate'::text) AND (pinned_host_key_type = 'none'::text)))),
  CONSTRAINT target_pin_whole CHECK (((pinned_host_key IS NULL) = (pinned_fingerprint IS NULL))),
  CONSTRAINT target_pk PRIMARY KEY (id),
  CONSTRAINT target_port_range CHECK (((port >= 1) AND (port <= 65535))),
  CONSTRAINT target_protocol_known CHECK ((protocol = ANY (ARRAY['ssh'::text, 'vnc'::text, 'rdp'::text, 'tcp'::text]))),
  CONSTRAINT target_rdp_pin_proves CHECK (((protocol <> 'rdp'::text) OR (pinned_host_key_type IS DISTINCT FROM 'none'::text))),
  CONSTRAINT target_site_fk FOREIGN KEY (site_id) REFERENCES site(id)
);

CREATE TABLE totp_factor (
  person_id text NOT NULL,
  sealed_secret bytea NOT NULL,
  confirmed_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT totp_factor_person_fk FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT totp_factor_pk PRIMARY KEY (person_id)
);

CREATE TABLE totp_used_step (
  person_id text NOT NULL,
  step bigint NOT NULL,
  used_at timestamp with time zone NOT NULL,
  CONSTRAINT totp_used_step_person_fk FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT totp_used_step_pk PRIMARY KEY (person_id, step)
);

CREATE TABLE vendor_entitlement (
  vendor_organisation_id text NOT NULL,
  asset_id text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT vendor_entitlement_asset_fk FOREIGN KEY (asset_id) REFERENCES asset(id),
  CONSTRAINT vendor_entitlement_pk PRIMARY KEY (vendor_organisation_id, asset_id),
  CONSTRAINT vendor_entitlement_vendor_fk FOREIGN KEY (vendor_organisation_id) REFERENCES vendor_organisation(id)
);

CREATE TABLE vendor_organisation (
  id text NOT NULL,
  name text NOT NULL,
  contract_ends_at timestamp with time zone,
  suspended_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT vendor_organisation_name_length CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  CONSTRAINT vendor_organisation_name_unique UNIQUE (name),
  CONSTRAINT vendor_organisation_pk PRIMARY KEY (id)
);

CREATE TABLE viewer_password (
  id text NOT NULL,
  grant_id text NOT NULL,
  person_id text NOT NULL,
  sealed bytea NOT NULL,
  factor_at timestamp with time zone NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT viewer_password_grant_fk FOREIGN KEY (grant_id) REFERENCES access_grant(id),
  CONSTRAINT viewer_password_one_for_grant UNIQUE (grant_id),
  CONSTRAINT viewer_password_person_fk FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT viewer_password_pk PRIMARY KEY (id),
  CONSTRAINT viewer_password_short CHECK ((expires_at <= (created_at + '00:01:00'::interval)))
);

CREATE TABLE web_session (
  token_hash bytea NOT NULL,
  person_id text NOT NULL,
  level text NOT NULL,
  source text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  last_seen_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  factor_at timestamp with time zone,
  ended_at timestamp with time zone,
  CONSTRAINT web_session_level_known CHECK ((level = ANY (ARRAY['password'::text, 'full'::text]))),
  CONSTRAINT web_session_person_fk FOREIGN KEY (person_id) REFERENCES person(id),
  CONSTRAINT web_session_pk PRIMARY KEY (token_hash)
);

CREATE TABLE zone (
  id text NOT NULL,
  site_id text NOT NULL,
  name text NOT NULL,
  purdue_level numeric(2,1),
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT zone_name_length CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  CONSTRAINT zone_name_unique UNIQUE (site_id, name),
  CONSTRAINT zone_pk PRIMARY KEY (id),
  CONSTRAINT zone_purdue_level_range CHECK (((purdue_level >= (0)::numeric) AND (purdue_level <= (5)::numeric))),
  CONSTRAINT zone_site_fk FOREIGN KEY (site_id) REFERENCES site(id),
  CONSTRAINT zone_site_unique UNIQUE (id, site_id)
);

CREATE INDEX access_grant_alive ON public.access_grant USING btree (closes_at) WHERE (state <> 'closed'::text);

CREATE INDEX access_grant_person ON public.access_grant USING btree (person_id, closes_at);

CREATE INDEX access_request_pending ON public.access_request USING btree (site_id, answer_by) WHERE (state = 'pending'::text);

CREATE INDEX access_request_requester ON public.access_request USING btree (requester_id, submitted_at);

CREATE INDEX audit_entry_actor ON public.audit_entry USING btree (actor_id, id);

CREATE INDEX audit_entry_kind ON public.audit_entry USING btree (kind, id);

CREATE INDEX audit_entry_site ON public.audit_entry USING btree (site_id, id);

CREATE INDEX audit_entry_subjects ON public.audit_entry USING gin (subjects jsonb_path_ops);

CREATE INDEX connect_ticket_with_nt_hash ON public.connect_ticket USING btree (expires_at) WHERE (sealed_nt_hash IS NOT NULL);

CREATE UNIQUE INDEX invitation_one_open ON public.invitation USING btree (person_id) WHERE ((used_at IS NULL) AND (voided_at IS NULL));

CREATE INDEX outbox_entry_waiting ON public.outbox_entry USING btree (id) WHERE (dispatched_at IS NULL);

CREATE UNIQUE INDEX policy_one_per_scope ON public.policy USING btree (site_id, zone_id, criticality) NULLS NOT DISTINCT WHERE (removed_at IS NULL);

CREATE INDEX session_frozen ON public.session USING btree (grant_id) WHERE (frozen_at IS NOT NULL);

CREATE INDEX session_live ON public.session USING btree (site_id) WHERE (state <> 'terminated'::text);

CREATE INDEX session_message_of_session ON public.session_message USING btree (session_id);

CREATE UNIQUE INDEX session_one_live_per_grant ON public.session USING btree (grant_id) WHERE (state <> 'terminated'::text);

CREATE UNIQUE INDEX setup_token_one_open ON public.setup_token USING btree ((true)) WHERE (used_at IS NULL);

CREATE INDEX sign_in_confirmation_person ON public.sign_in_confirmation USING btree (person_id, created_at);

CREATE INDEX web_session_person ON public.web_session USING btree (person_id) WHERE (ended_at IS NULL);

CREATE OR REPLACE FUNCTION public.access_grant_check()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      DECLARE request access_request%ROWTYPE;
      BEGIN
        IF TG_OP = 'INSERT' THEN
          SELECT * INTO STRICT request FROM access_request WHERE id = NEW.request_id;
          IF request.state <> 'approved' THEN
            RAISE EXCEPTION 'request is %', request.state USING ERRCODE = 'check_violation', CONSTRAINT = 'access_grant_request_approved';
          END IF;
          IF request.requester_id <> NEW.person_id OR NEW.opens_at < request.opens_at OR NEW.closes_at > request.closes_at
             OR NOT (NEW.rights <@ request.rights) THEN
            RAISE EXCEPTION 'a grant never gives more than was asked'
              USING ERRCODE = 'check_violation', CONSTRAINT = 'access_grant_within_request';
          END IF;
          RETURN NEW;
        END IF;
        IF NEW.state <> OLD.state AND NOT EXISTS (
          SELECT 1 FROM access_grant_transition t WHERE t.from_state = OLD.state AND t.to_state = NEW.state) THEN
          RAISE EXCEPTION 'grant may not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'access_grant_transition';
        END IF;
        IF (NEW.request_id, NEW.target_id, NEW.person_id, NEW.site_id, NEW.rights, NEW.opens_at, NEW.closes_at, NEW.approved, NEW.permit_hash)
           IS DISTINCT FROM
           (OLD.request_id, OLD.target_id, OLD.person_id, OLD.site_id, OLD.rights, OLD.opens_at, OLD.closes_at, OLD.approved, OLD.permit_hash) THEN
          RAISE EXCEPTION 'a grant never changes' USING ERRCODE = 'check_violation', CONSTRAINT = 'access_grant_text_fixed';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.access_request_check_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF NEW.state <> OLD.state AND NOT EXISTS (
          SELECT 1 FROM access_request_transition t WHERE t.from_state = OLD.state AND t.to_state = NEW.state) THEN
          RAISE EXCEPTION 'request may not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'access_request_transition';
        END IF;
        IF (NEW.requester_id, NEW.site_id, NEW.purpose, NEW.planned_change, NEW.work_order, NEW.vendor_location, NEW.rights,
            NEW.opens_at, NEW.closes_at, NEW.content_hash, NEW.submitted_at)
           IS DISTINCT FROM
           (OLD.requester_id, OLD.site_id, OLD.purpose, OLD.planned_change, OLD.work_order, OLD.vendor_location, OLD.rights,
            OLD.opens_at, OLD.closes_at, OLD.content_hash, OLD.submitted_at) THEN
          RAISE EXCEPTION 'what was asked never changes' USING ERRCODE = 'check_violation', CONSTRAINT = 'access_request_text_fixed';
        END IF;
        IF NEW.state = 'approved' AND OLD.state <> 'approved' AND (
             NOT EXISTS (SELECT 1 FROM review WHERE request_id = NEW.id AND verdict = 'approve')
             OR EXISTS (SELECT 1 FROM review WHERE request_id = NEW.id AND verdict = 'deny')) THEN
          RAISE EXCEPTION 'no approval on record' USING ERRCODE = 'check_violation', CONSTRAINT = 'access_request_approved_by_review';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.jump_host_chain(last_id text, with_keys boolean)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
        WITH RECURSIVE chain AS (
          SELECT j.*, 1 AS depth FROM jump_host j WHERE j.id = last_id
          UNION ALL
          SELECT j.*, c.depth + 1 FROM jump_host j JOIN chain c ON j.id = c.via_id
        )
        SELECT coalesce(jsonb_agg(
          jsonb_build_object('id', id, 'name', name, 'address', address, 'port', port, 'account', account,
            'credentialId', credential_id, 'hostKeyFingerprint', pinned_fingerprint)
          || CASE WHEN with_keys THEN jsonb_build_object('hostKey', encode(pinned_host_key, 'base64')) ELSE '{}' END
          ORDER BY depth DESC), '[]') FROM chain
      $function$;

CREATE OR REPLACE FUNCTION public.jump_host_check()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF (NEW.id, NEW.site_id, NEW.name, NEW.via_id) IS DISTINCT FROM (OLD.id, OLD.site_id, OLD.name, OLD.via_id) THEN
          RAISE EXCEPTION 'a jump host keeps its name and its way'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'jump_host_way_fixed';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.outbox_wake()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        PERFORM pg_notify('gatehouse_outbox', NEW.id::text);
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.person_check_transition()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF NEW.state <> OLD.state AND NOT EXISTS (
          SELECT 1 FROM person_transition t WHERE t.from_state = OLD.state AND t.to_state = NEW.state) THEN
          RAISE EXCEPTION 'person may not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'person_transition';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.recording_check_transition()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF NEW.state <> OLD.state AND NOT EXISTS (
          SELECT 1 FROM recording_transition t WHERE t.from_state = OLD.state AND t.to_state = NEW.state) THEN
          RAISE EXCEPTION 'recording may not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recording_transition';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME
          USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_never_changed';
      END $function$;

CREATE OR REPLACE FUNCTION public.review_check()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      DECLARE request access_request%ROWTYPE;
      BEGIN
        -- FOR UPDATE: reviews of one request take turns, so that the last one sees all the others.
        SELECT * INTO STRICT request FROM access_request WHERE id = NEW.request_id FOR UPDATE;
        IF request.requester_id = NEW.reviewer_id THEN
          RAISE EXCEPTION 'the requester never reviews' USING ERRCODE = 'check_violation', CONSTRAINT = 'review_not_by_requester';
        END IF;
        IF request.state <> 'pending' THEN
          RAISE EXCEPTION 'request is %', request.state USING ERRCODE = 'check_violation', CONSTRAINT = 'review_request_pending';
        END IF;
        IF request.content_hash <> NEW.content_hash THEN
          RAISE EXCEPTION 'review of another text' USING ERRCODE = 'check_violation', CONSTRAINT = 'review_of_this_text';
        END IF;
        IF NEW.opens_at < request.opens_at OR NEW.closes_at > request.closes_at OR NOT (NEW.rights <@ request.rights) THEN
          RAISE EXCEPTION 'a review never gives more than was asked'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_never_gives_more';
        END IF;
        IF NOT EXISTS (SELECT 1 FROM role_assignment r WHERE r.person_id = NEW.reviewer_id AND r.role = 'approver'
            AND (r.site_id IS NULL OR r.site_id = request.site_id)) THEN
          RAISE EXCEPTION 'not an approver of this site' USING ERRCODE = 'check_violation', CONSTRAINT = 'review_by_approver';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.revocation_wake()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        PERFORM pg_notify('gatehouse_revocation', NEW.seq::text);
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.session_check_transition()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF NEW.state <> OLD.state AND NOT EXISTS (
          SELECT 1 FROM session_transition t WHERE t.from_state = OLD.state AND t.to_state = NEW.state) THEN
          RAISE EXCEPTION 'session may not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'session_transition';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.session_refuse_while_frozen()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF EXISTS (SELECT 1 FROM session s WHERE s.grant_id = NEW.grant_id AND s.frozen_at IS NOT NULL) THEN
          RAISE EXCEPTION 'the input of grant % is frozen', NEW.grant_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'session_not_frozen';
        END IF;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.sign_in_confirmation_check_transition()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM sign_in_confirmation_transition t
          WHERE t.from_state = OLD.state AND t.to_state = NEW.state) THEN
          RAISE EXCEPTION 'a confirmation may not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sign_in_confirmation_transition';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.supervision_wake()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        PERFORM pg_notify('gatehouse_revocation', '');
        RETURN NULL;
      END $function$;

CREATE TRIGGER access_grant_check BEFORE INSERT OR UPDATE ON public.access_grant FOR EACH ROW EXECUTE FUNCTION access_grant_check();

CREATE TRIGGER access_grant_never_deleted BEFORE DELETE ON public.access_grant FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER access_request_check_change BEFORE UPDATE ON public.access_request FOR EACH ROW EXECUTE FUNCTION access_request_check_change();

CREATE TRIGGER access_request_never_deleted BEFORE DELETE ON public.access_request FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER access_request_target_never_changed BEFORE DELETE OR UPDATE ON public.access_request_target FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_entry_never_changed BEFORE DELETE OR UPDATE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_entry_never_truncated BEFORE TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER jump_host_check BEFORE UPDATE ON public.jump_host FOR EACH ROW EXECUTE FUNCTION jump_host_check();

CREATE TRIGGER outbox_wake AFTER INSERT ON public.outbox_entry FOR EACH ROW EXECUTE FUNCTION outbox_wake();

CREATE TRIGGER person_transition BEFORE UPDATE ON public.person FOR EACH ROW EXECUTE FUNCTION person_check_transition();

CREATE TRIGGER policy_revision_never_changed BEFORE DELETE OR UPDATE ON public.policy_revision FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER recording_never_deleted BEFORE DELETE ON public.recording FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER recording_transition BEFORE UPDATE ON public.recording FOR EACH ROW EXECUTE FUNCTION recording_check_transition();

CREATE TRIGGER recording_checkpoint_never_changed BEFORE DELETE OR UPDATE ON public.recording_checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER review_check BEFORE INSERT ON public.review FOR EACH ROW EXECUTE FUNCTION review_check();

CREATE TRIGGER review_never_changed BEFORE DELETE OR UPDATE ON public.review FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER revocation_never_changed BEFORE DELETE OR UPDATE ON public.revocation FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER revocation_wake AFTER INSERT ON public.revocation FOR EACH ROW EXECUTE FUNCTION revocation_wake();

CREATE TRIGGER session_frozen_wake AFTER UPDATE OF frozen_at ON public.session FOR EACH ROW WHEN ((old.frozen_at IS DISTINCT FROM new.frozen_at)) EXECUTE FUNCTION supervision_wake();

CREATE TRIGGER session_never_deleted BEFORE DELETE ON public.session FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER session_refuse_while_frozen AFTER INSERT ON public.session FOR EACH ROW EXECUTE FUNCTION session_refuse_while_frozen();

CREATE TRIGGER session_transition BEFORE UPDATE ON public.session FOR EACH ROW EXECUTE FUNCTION session_check_transition();

CREATE TRIGGER session_message_never_deleted BEFORE DELETE ON public.session_message FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER session_message_wake AFTER INSERT ON public.session_message FOR EACH ROW EXECUTE FUNCTION supervision_wake();

CREATE TRIGGER sign_in_confirmation_transition BEFORE UPDATE ON public.sign_in_confirmation FOR EACH ROW EXECUTE FUNCTION sign_in_confirmation_check_transition();
