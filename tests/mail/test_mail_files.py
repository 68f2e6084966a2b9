"""amends intake mail: files in, the balance out; safe to repeat, safe to stop."""

import mailbox
import shutil
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from amends.cli import amends
from amends.facts import Refused
from amends.intake.fetch.mail_files import find_mail, letters_in
from amends.intake.mail import hear_mail
from mail_seeds import POST, RECEIVED, SEED_FILES, entry, letter, seed

LINE_FROM = b"From here on I am angry.\n>From the old mail\n> quoted\n>From inside\n> quoted"
STORY = seed("plain").replace(b"\n\nOn Tue", b"\n" + LINE_FROM + b"\n\nOn Tue")


def intake(home: Path, *paths: Path, code: int = 0) -> dict[str, int]:
    """The balance that the command prints."""
    told = CliRunner().invoke(amends, ["--home", str(home), "intake", "mail", *map(str, paths), "--json"])
    assert told.exit_code == code, told.output
    counts: dict[str, int] = orjson.loads(told.stdout)
    assert counts["received"] == sum(count for name, count in counts.items() if name != "received")
    return counts


def balance(received: int, applied: int = 0, duplicate: int = 0, quarantined: int = 0) -> dict[str, int]:
    """A balance in which nothing conflicts and nothing waits."""
    return {
        "received": received,
        "applied": applied,
        "duplicate": duplicate,
        "conflict": 0,
        "quarantined": quarantined,
        "waiting": 0,
    }


def all_letters(*paths: Path) -> list[bytes]:
    """The bytes of all mails found there."""
    return [one.raw for file in find_mail(paths).files for one in letters_in(file)]


def test_a_mail_that_is_marked_while_we_read_is_not_missed(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.a").write_bytes(STORY)
    (tmp_path / "cur" / "2.a:2,").write_bytes(STORY)
    found = find_mail([tmp_path])
    (tmp_path / "new" / "1.a").rename(tmp_path / "cur" / "1.a:2,S")
    (tmp_path / "cur" / "2.a:2,").rename(tmp_path / "cur" / "2.a:2,RS")
    assert [one.raw for file in found.files for one in letters_in(file)] == [STORY, STORY]
    (tmp_path / "cur" / "1.a:2,S").unlink()
    with pytest.raises(Refused, match="cannot be read"):
        list(letters_in(found.files[1]))


def in_every_form(folder: Path) -> None:
    """One mail as a file, in an mbox by Python, in an mbox by another dialect, and in a Maildir with CRLF and flags."""
    folder.mkdir()
    (folder / "story.eml").write_bytes(STORY)
    box = mailbox.mbox(folder / "archive")
    box.add(STORY)
    box.close()
    munged = b"\n".join(b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in STORY.split(b"\n"))
    (folder / "other.mbox").write_bytes(
        b"From marta@example.org Wed May 20 10:00:00 2026\nStatus: RO\n" + munged + b"\n\n"
    )
    for name in ("cur", "new", "tmp"):
        (folder / "Maildir" / name).mkdir(parents=True)
    (folder / "Maildir" / "cur" / "1.M1P2.host:2,S").write_bytes(STORY.replace(b"\n", b"\r\n"))
    (folder / "Maildir" / "tmp" / "half").write_bytes(STORY[:60])


def test_the_same_mail_in_every_form_is_the_same_entry(tmp_path: Path) -> None:
    in_every_form(tmp_path / "box")
    entries = [hear_mail(raw, POST, received=RECEIVED).entries[0] for raw in all_letters(tmp_path / "box")]
    assert entries == [entry(STORY)] * 4
    assert intake(tmp_path / "home", tmp_path / "box") == balance(4, applied=1, duplicate=3)


def test_copies_without_the_normal_form_would_differ(tmp_path: Path) -> None:
    """The broken twin: bytes compared as they are found."""
    in_every_form(tmp_path / "box")
    assert len(set(all_letters(tmp_path / "box"))) > 1


def test_a_second_run_adds_nothing(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for i, file in enumerate(SEED_FILES):
        (corpus / file.name).write_bytes(file.read_bytes().replace(b"<m1@", b"<m%d@" % i))
    (corpus / "garbage.eml").write_bytes(b"\xff\x00")
    (corpus / "empty.eml").write_bytes(b"")
    first = intake(tmp_path / "home", corpus)
    assert first == balance(len(SEED_FILES) + 2, applied=len(SEED_FILES), quarantined=2)
    second = intake(tmp_path / "home", corpus)
    assert (second["received"], second["applied"], second["conflict"]) == (len(SEED_FILES) + 2, 0, 0)
    assert second["duplicate"] >= len(SEED_FILES)


def test_the_mails_of_an_mbox_are_cut_at_its_envelopes_only(tmp_path: Path) -> None:
    box = tmp_path / "box"
    text = "From Monday on I waited.\n\nFrom there to here at 10:00 it took\n"
    one, two = (letter(text).replace("m1@", f"m{i}@") for i in (1, 2))
    box.write_text(f"From a@b Wed May 20 10:00:00 2026\n{one}\n\nFrom a@b Wed May 20 10:00:00 2026 +0200\n{two}\n")
    assert len(all_letters(box)) == 2


def test_apple_mail_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "1.emlx").write_bytes(b"%d\n" % len(STORY) + STORY + b"<?xml version='1.0'?><plist/>")
    assert all_letters(tmp_path) == [STORY]


@pytest.mark.parametrize("name", ["nowhere", "notes.txt", "folder"])
def test_a_path_without_mail_is_named_and_nothing_is_taken(tmp_path: Path, name: str) -> None:
    shutil.copy(SEED_FILES[0], tmp_path / "good.eml")
    (tmp_path / "notes.txt").write_text("Remember the milk.\n")
    (tmp_path / "folder").mkdir()
    told = CliRunner().invoke(
        amends, ["--home", str(tmp_path / "h"), "intake", "mail", str(tmp_path / "good.eml"), str(tmp_path / name)]
    )
    assert isinstance(told.exception, Refused)
    assert told.exception.exit_code == 2
    assert name in str(told.exception)
    assert not (tmp_path / "h").exists()


def test_other_files_in_a_folder_are_left_alone_and_named(tmp_path: Path) -> None:
    shutil.copy(SEED_FILES[0], tmp_path / "mail-without-suffix")
    (tmp_path / "notes.txt").write_text("Remember the milk.\n")
    (tmp_path / "old.msg").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "round").symlink_to(tmp_path)
    found = find_mail([tmp_path, tmp_path / "mail-without-suffix"])
    assert len(found.files) == 1, "a file that is named twice is taken once"
    assert "notes.txt, old.msg" in str(found.problems[0])
    assert ".msg must be saved as .eml" in str(found.problems[0])


def test_stopping_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C after the second of four chunks; the next run takes the rest."""
    from amends.cli import intake_mail

    box = mailbox.mbox(tmp_path / "box")
    for i in range(20):
        box.add(letter("x").replace("m1@", f"m{i}@").encode())
    box.close()
    take, chunks = intake_mail.Taken.take, []

    def interrupted(self: intake_mail.Taken, *args: object) -> None:
        if len(chunks) == 2:
            chunks.append("stopped")
            raise KeyboardInterrupt
        chunks.append("taken")
        take(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(intake_mail, "CHUNK_MAILS_MAX", 5)
    monkeypatch.setattr(intake_mail.Taken, "take", interrupted)
    assert intake(tmp_path / "home", tmp_path / "box", code=130) == balance(10, applied=10)
    assert intake(tmp_path / "home", tmp_path / "box") == balance(20, applied=10, duplicate=10)
