-- Statements are separated by an empty line. docs/record-format.md says what every column holds.

CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID

CREATE TABLE subject (
  id INTEGER PRIMARY KEY,
  pseudonym BLOB UNIQUE,
  wrapped BLOB
)

CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  source_key BLOB NOT NULL UNIQUE,
  subject INTEGER NOT NULL,
  fingerprint BLOB NOT NULL,
  head BLOB NOT NULL,
  nonce BLOB NOT NULL,
  body BLOB NOT NULL,
  leaf BLOB NOT NULL,
  chain BLOB NOT NULL
)

CREATE INDEX entry_kind ON entry (kind, seq, source)

CREATE TABLE handle (
  key INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  tie TEXT NOT NULL,
  PRIMARY KEY (key, seq)
) WITHOUT ROWID

CREATE TABLE handle_new (
  key INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  tie TEXT NOT NULL
)

CREATE TABLE conflict (
  number INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  source_key BLOB NOT NULL,
  subject INTEGER NOT NULL,
  fingerprint BLOB NOT NULL,
  head BLOB NOT NULL,
  nonce BLOB NOT NULL,
  body BLOB NOT NULL,
  received INTEGER NOT NULL,
  UNIQUE (source_key, fingerprint)
)

CREATE TABLE quarantine (
  number INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  item_key BLOB NOT NULL UNIQUE,
  subject INTEGER NOT NULL,
  nonce BLOB NOT NULL,
  body BLOB NOT NULL,
  received INTEGER NOT NULL
)

CREATE TABLE inbox (
  number INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  item_key BLOB NOT NULL UNIQUE,
  subject INTEGER NOT NULL,
  nonce BLOB,
  body BLOB,
  received INTEGER NOT NULL
)

CREATE INDEX inbox_waiting ON inbox (number) WHERE body IS NOT NULL

CREATE TABLE intake (
  source TEXT PRIMARY KEY,
  received INTEGER NOT NULL,
  duplicate INTEGER NOT NULL,
  last_received INTEGER NOT NULL
) WITHOUT ROWID

CREATE TRIGGER entry_never_changes BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END

CREATE TRIGGER entry_never_goes BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END
