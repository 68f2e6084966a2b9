"""The entries of a demo's files, heard by the real intake, without a record and without other processes."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from amends.demo.files import Files, write_files
from amends.demo.world import World
from amends.demo.year import generate
from amends.facts import CUSTOMER, Entry, Moment, Source, hear_moment
from amends.intake.fetch.mail_files import find_mail, letters_in
from amends.intake.mail import Post, hear_mail
from amends.intake.posted import hear_posted
from amends.intake.table import declared_complete, hear_table

END: Moment = hear_moment("2026-11-22T00:00:00Z")


@cache
def told(customers: int, seed: int = 7) -> tuple[World, tuple[Entry, ...]]:
    """A demo year and every entry that its files come to; everything was understood."""
    world = generate(customers=customers, seed=seed, end=END)
    with TemporaryDirectory() as folder:
        files = write_files(world, Path(folder))
        return world, (*_tables(files), *_mails(files), *_events(files))


def _tables(files: Files) -> list[Entry]:
    entries: list[Entry] = []
    for export in files.tables:
        source = Source(export.source, export.root)
        with export.path.open("rb") as stream:
            table = hear_table(stream, where=export.path.name, kind=export.kind, source=source)
            for chunk in table.chunks():
                assert not chunk.heard.not_understood, chunk.heard.problems
                entries += chunk.heard.entries
        if export.complete:
            entries.append(declared_complete(source, export.kind, *export.complete))
    return entries


def _mails(files: Files) -> list[Entry]:
    post = Post(Source("mail", CUSTOMER))
    letters = [letter for file in find_mail((files.mbox, files.mails)).files for letter in letters_in(file)]
    heard = [hear_mail(letter.raw, post, received=letter.received, where=letter.where) for letter in letters]
    assert all(one.entries for one in heard)
    return [entry for one in heard for entry in one.entries]


def _events(files: Files) -> list[Entry]:
    heard = hear_posted(files.events.read_bytes(), "application/x-ndjson")
    assert not heard.problems
    return list(heard.entries)
