"""amends intake imap against a real Dovecot: what is new is taken, a cut is survived, and nothing there is changed."""

import imaplib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.facts import Refused
from amends.intake.fetch import imap
from mail_seeds import letter, seed
from mail_server import PASSWORD, CutLine, MailServer, free_port, mail_server


@pytest.fixture(scope="module")
def server(dovecot_path: str) -> Iterator[MailServer]:
    """One Dovecot for all; each test has a user of its own."""
    with mail_server(dovecot_path) as running:
        yield running


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "PAUSE_SECONDS", 0.01)
    monkeypatch.setenv("TEST_MAIL_PASSWORD", PASSWORD)


def run(home: Path, port: int, user: str, *options: str) -> Result:
    """The command as a person calls it."""
    args = ["--home", str(home), "intake", "imap", "--host", "127.0.0.1", "--port", str(port), "--user", user]
    password = (
        [] if any(word.startswith("--password") for word in options) else ["--password-env", "TEST_MAIL_PASSWORD"]
    )
    tls = [] if "--tls" in options else ["--no-tls"]
    return CliRunner().invoke(amends, [*args, *password, *tls, *options, "--json"])


def counts(result: Result) -> tuple[int, int, int]:
    """(received, applied, duplicate) of a run that went well."""
    assert result.exit_code == 0, result.output
    told = orjson.loads(result.stdout)
    assert told["conflict"] == told["waiting"] == 0
    return told["received"], told["applied"], told["duplicate"]


def numbered(i: int) -> bytes:
    """A mail of its own, 3 KB."""
    return letter(f"This is contact {i}.\n" + "Nothing came.\n" * 200).replace("m1@", f"m{i}@").encode()


def test_new_mail_is_taken_once(server: MailServer, home: Path) -> None:
    for i in range(3):
        server.deliver("new", numbered(i), f"{i}.a")
    assert counts(run(home, server.port, "new")) == (3, 3, 0)
    assert counts(run(home, server.port, "new")) == (0, 0, 0)
    server.deliver("new", numbered(3), "3.a")
    assert counts(run(home, server.port, "new")) == (1, 1, 0)
    assert counts(run(home, server.port, "new", "--again")) == (4, 0, 4)


def test_a_mail_known_from_a_file_is_a_duplicate(server: MailServer, home: Path, tmp_path: Path) -> None:
    (tmp_path / "story.eml").write_bytes(seed("plain"))
    CliRunner().invoke(amends, ["--home", str(home), "intake", "mail", str(tmp_path / "story.eml")])
    server.deliver("known", seed("plain"), "1.a")
    assert counts(run(home, server.port, "known")) == (1, 0, 1)


def test_a_broken_mail_is_quarantined_and_the_others_come(server: MailServer, home: Path) -> None:
    server.deliver("broken", b"\xff\x00", "1.a")
    server.deliver("broken", b"", "2.a")
    server.deliver("broken", numbered(1), "3.a")
    result = run(home, server.port, "broken")
    assert orjson.loads(result.stdout) == {
        "received": 3,
        "applied": 1,
        "duplicate": 0,
        "conflict": 0,
        "quarantined": 2,
        "waiting": 0,
    }
    assert "UID 1: has no header" in result.stderr


def fill(server: MailServer, user: str, mails: int) -> None:
    """Old, read mails."""
    maildir = server.maildir(user)
    for i in range(mails):
        (maildir / "cur" / f"{i:05}.a:2,S").write_bytes(numbered(i))
    server.maildir(user)


@pytest.mark.promise
def test_a_thousand_old_mails_over_a_line_that_is_cut(server: MailServer, home: Path) -> None:
    fill(server, "thousand", 1000)
    with CutLine(server.port, after_bytes=700_000, cuts=4) as line:
        assert counts(run(home, line.port, "thousand")) == (1000, 1000, 0)
        assert line.connections == 5


@pytest.mark.promise
def test_a_pull_that_failed_is_resumed_by_the_next_one(
    server: MailServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(server, "resumed", 300)
    monkeypatch.setattr(imap, "TRIES_MAX", 1)
    port = server.port
    with CutLine(port, after_bytes=400_000, cuts=100) as line:
        first = run(home, line.port, "resumed")
        assert isinstance(first.exception, Refused)
        assert first.exception.exit_code == 2
        assert "was cut" in str(first.exception)
        monkeypatch.setattr(imap, "TRIES_MAX", 5)
        line.cuts = 0
        rest = counts(run(home, line.port, "resumed"))
    taken = orjson.loads(first.stdout)["applied"]
    assert 0 < taken < 300
    assert rest == (300 - taken, 300 - taken, 0)


def test_a_cursor_kept_before_the_record_would_lose_mails(
    server: MailServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twin: the cursor is written first, and the process stops before the record has the mails."""
    from amends.cli import intake_imap

    def hasty(server_: imap.Server, file: Path, *, again: bool) -> Iterator[imap.Pulled]:
        for pulled in imap.pull(server_, intake_imap.read_cursor(file)):
            intake_imap.record_cursor(file, pulled.cursor)
            if pulled.letters:
                raise KeyboardInterrupt
            yield pulled

    fill(server, "hasty", 100)
    with monkeypatch.context() as patched:
        patched.setattr(intake_imap, "_pulled", hasty)
        assert run(home, server.port, "hasty").exit_code == 130
    assert counts(run(home, server.port, "hasty")) != (100, 100, 0)


def flags(server: MailServer, user: str) -> list[bytes]:
    """The flags as another client sees them, asked for read-only."""
    client = imaplib.IMAP4("127.0.0.1", server.port)
    client.login(user, PASSWORD)
    client.select("INBOX", readonly=True)
    _, rows = client.fetch("1:*", "(FLAGS)")
    client.logout()
    return sorted(row.replace(b" \\Recent", b"").replace(b"\\Recent", b"") for row in rows if isinstance(row, bytes))


def changes(server: MailServer, user: str, act: Callable[[], object]) -> list[str]:
    """What is different on the server after `act`: flags that other clients see, and files with their names."""
    server.deliver(user, numbered(1), "1.a", flags="")
    server.deliver(user, numbered(2), "2.a", flags="FS")
    server.deliver(user, numbered(3), "3.a", flags="R")
    before, files_before = flags(server, user), server.files(user)
    assert len(before) == 3
    act()
    changed = ["flags"] if flags(server, user) != before else []
    return changed + (["files"] if server.files(user) != files_before else [])


@pytest.mark.promise
def test_no_flag_is_changed_and_no_file_touched(server: MailServer, home: Path) -> None:
    def pull() -> None:
        assert counts(run(home, server.port, "flags")) == (3, 3, 0)

    assert changes(server, "flags", pull) == []


def test_a_client_that_fetches_carelessly_is_caught(server: MailServer) -> None:
    """The broken twin: SELECT and RFC822, which mark a mail as seen."""

    def careless() -> None:
        client = imaplib.IMAP4("127.0.0.1", server.port)
        client.login("careless", PASSWORD)
        client.select("INBOX")
        client.fetch("1:*", "(RFC822)")
        client.logout()

    assert changes(server, "careless", careless) == ["flags", "files"]


def test_unread_new_mail_stays_unread(server: MailServer, home: Path) -> None:
    server.deliver("unread", numbered(1), "1.a")
    assert counts(run(home, server.port, "unread")) == (1, 1, 0)
    assert flags(server, "unread") == [b"1 (FLAGS ())"]


def test_a_server_that_numbers_anew_is_read_from_the_start(server: MailServer, home: Path) -> None:
    server.deliver("anew", numbered(1), "1.a")
    assert counts(run(home, server.port, "anew")) == (1, 1, 0)
    (cursor,) = (home / "imap").glob("*.json")
    told = orjson.loads(cursor.read_bytes())
    cursor.write_bytes(orjson.dumps({**told, "uidvalidity": told["uidvalidity"] + 1}))
    assert counts(run(home, server.port, "anew")) == (1, 0, 1)
    cursor.write_bytes(b"damaged")
    assert counts(run(home, server.port, "anew")) == (1, 0, 1)


def test_deleted_mails_leave_gaps_and_an_empty_folder_is_well(server: MailServer, home: Path) -> None:
    server.maildir("empty")
    assert counts(run(home, server.port, "empty")) == (0, 0, 0)
    for i in range(5):
        server.deliver("gaps", numbered(i), f"{i}.a", flags="")
    assert len(flags(server, "gaps")) == 5
    for i in (1, 4):
        next(server.maildir("gaps").glob(f"cur/{i}.a*")).unlink()
    assert counts(run(home, server.port, "gaps")) == (3, 3, 0)
    assert counts(run(home, server.port, "gaps")) == (0, 0, 0)


def test_a_folder_with_any_name(server: MailServer, home: Path) -> None:
    client = imaplib.IMAP4("127.0.0.1", server.port)
    server.maildir("named")
    client.login("named", PASSWORD)
    assert client.create('"R&APw-ck &- mehr"')[0] == "OK"
    client.append('"R&APw-ck &- mehr"', "", "", numbered(1))
    client.logout()
    assert counts(run(home, server.port, "named", "--folder", "Rück & mehr")) == (1, 1, 0)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--password-file", "{file}"), "refused"),
        (("--folder", "Nowhere"), "refused"),
        (("--password-env", "NOT_SET_ANYWHERE"), "not set"),
        (("--password-env", "TEST_MAIL_PASSWORD", "--password-file", "{file}"), "both given"),
        (("--password-file", "{file}.none"), "cannot be read"),
        (("--source", " "), "is empty"),
    ],
)
def test_what_cannot_work_is_said_in_words(
    server: MailServer, home: Path, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    (tmp_path / "wrong").write_text("not the password\n")
    server.maildir("wrong")
    result = run(home, server.port, "wrong", *(option.format(file=tmp_path / "wrong") for option in options))
    assert isinstance(result.exception, Refused)
    assert words in str(result.exception)
    assert "not the password" not in str(result.exception)


def test_nobody_listens(home: Path) -> None:
    result = run(home, free_port(), "nobody")
    assert isinstance(result.exception, Refused)
    assert "was cut 5 times" in str(result.exception)


def test_the_password_is_shown_nowhere() -> None:
    assert PASSWORD not in repr(imap.Server("h", 1, "u", PASSWORD))


def test_an_untrusted_certificate_is_refused(dovecot_path: str, home: Path, tmp_path: Path) -> None:
    with mail_server(dovecot_path, _self_signed(tmp_path)) as server:
        server.deliver("tls", numbered(1), "1.a")
        result = run(home, server.tls_port, "tls", "--tls")
    assert isinstance(result.exception, Refused)
    assert "CERTIFICATE_VERIFY_FAILED" in str(result.exception)


def _self_signed(folder: Path) -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1)
    ).sign(key, hashes.SHA256())
    files = folder / "cert.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files
