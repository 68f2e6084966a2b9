"""The entries of a demo's files, heard by the real intake, without a record and without other processes."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from amends.demo.files import OUR_ADDRESS, Files, write_files
from amends.demo.take_in import calls_complete, calls_of, surveys_of
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
        return world, entries_of(write_files(world, Path(folder)))


def entries_of(files: Files) -> tuple[Entry, ...]:
    """Everything that was written, heard."""
    return (*_tables(files), *_portions(files), *_mails(files), *_posted(files))


def _portions(files: Files) -> list[Entry]:
    heard = [*surveys_of(files), *calls_of(files)]
    assert not any(one.not_understood or one.problems for one in heard), heard[0].problems
    return [*(entry for one in heard for entry in one.entries), calls_complete(files)]


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
    post = Post(Source("mail", CUSTOMER), frozenset({OUR_ADDRESS}))
    letters = [letter for file in find_mail((files.mbox, files.mails)).files for letter in letters_in(file)]
    heard = [hear_mail(letter.raw, post, received=END, where=letter.where) for letter in letters]
    assert all(one.entries for one in heard)
    return [entry for one in heard for entry in one.entries]


def _posted(files: Files) -> list[Entry]:
    heard = [hear_posted(file.read_bytes(), "application/x-ndjson") for file in (files.events, files.desk)]
    assert not any(one.problems for one in heard)
    return [entry for one in heard for entry in one.entries]
