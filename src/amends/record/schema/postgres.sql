-- Statements are separated by an empty line. docs/record-format.md says what every column holds.

CREATE TABLE record.meta (name text PRIMARY KEY, value bytea NOT NULL)

CREATE TABLE record.subject (
  id bigint PRIMARY KEY,
  pseudonym bytea UNIQUE,
  wrapped bytea
)

CREATE TABLE record.entry (
  seq bigint PRIMARY KEY,
  kind text NOT NULL,
  source text NOT NULL,
  source_key bytea NOT NULL UNIQUE,
  subject bigint NOT NULL,
  fingerprint bytea NOT NULL,
  head bytea NOT NULL,
  nonce bytea NOT NULL,
  body bytea NOT NULL,
  leaf bytea NOT NULL,
  chain bytea NOT NULL
)

CREATE INDEX entry_kind ON record.entry (kind, seq, source)

CREATE TABLE record.handle (
  key bigint NOT NULL,
  seq bigint NOT NULL,
  subject bigint NOT NULL,
  tie text NOT NULL,
  PRIMARY KEY (key, seq)
)

CREATE TABLE record.conflict (
  number bigint PRIMARY KEY,
  source text NOT NULL,
  source_key bytea NOT NULL,
  subject bigint NOT NULL,
  fingerprint bytea NOT NULL,
  head bytea NOT NULL,
  nonce bytea NOT NULL,
  body bytea NOT NULL,
  received bigint NOT NULL,
  UNIQUE (source_key, fingerprint)
)

CREATE TABLE record.quarantine (
  number bigint PRIMARY KEY,
  source text NOT NULL,
  item_key bytea NOT NULL UNIQUE,
  subject bigint NOT NULL,
  nonce bytea NOT NULL,
  body bytea NOT NULL,
  received bigint NOT NULL
)

CREATE TABLE record.inbox (
  number bigint PRIMARY KEY,
  source text NOT NULL,
  item_key bytea NOT NULL UNIQUE,
  subject bigint NOT NULL,
  nonce bytea,
  body bytea,
  received bigint NOT NULL
)

CREATE INDEX inbox_waiting ON record.inbox (number) WHERE body IS NOT NULL

CREATE TABLE record.intake (
  source text PRIMARY KEY,
  received bigint NOT NULL,
  duplicate bigint NOT NULL,
  last_received bigint NOT NULL
)

CREATE FUNCTION record.append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$

CREATE TRIGGER entry_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON record.entry
FOR EACH STATEMENT EXECUTE FUNCTION record.append_only()
