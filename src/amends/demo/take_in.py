"""The demo's files go in by the same way as everybody's: heard by intake, appended to the record."""

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import islice
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Final

from amends.facts import CUSTOMER, PHONE, Entry, Source
from amends.intake.asterisk import Exchange
from amends.intake.heard import Heard
from amends.record import Receipt, Record

from .files import OUR_ADDRESS, Export, Files

if TYPE_CHECKING:
    from rich.progress import Progress

PHONE_SYSTEM: Final = Exchange()  # Asterisk as it comes
_ROWS = 1_000
_MAILS = 200


def take_in(files: Files, record: Record, bar: "Progress") -> Receipt:
    """Tables, surveys, the phone log, mails, then what is posted. Returns what came of all of them together."""
    receipt = Receipt()
    for export in files.tables:
        receipt += _table(export, record, bar)
    receipt += _portions("survey", surveys_of(files), record, bar)
    receipt += _portions(PHONE_SYSTEM.source, calls_of(files), record, bar)
    record.append((calls_complete(files),), source=PHONE_SYSTEM.source)
    receipt += _mails(files, record, bar)
    return receipt + _posted("gateway-events", files.events, record) + _posted("desk", files.desk, record)


def surveys_of(files: Files) -> Iterator[Heard]:
    """What customers answered when they were asked, as `amends intake survey` hears it."""
    from amends.intake.survey import hear_survey
    from amends.intake.table import Mapping

    for path in files.surveys:
        with path.open("rb") as stream:
            yield from hear_survey(stream, path.name, "survey", mapping=Mapping())


def calls_of(files: Files) -> Iterator[Heard]:
    """The phone system's event log, as `amends intake asterisk-cel` hears it."""
    from amends.intake.asterisk import hear_cel

    with files.phone.open("rb") as stream:
        yield from hear_cel(stream, files.phone.name, PHONE_SYSTEM)


def calls_complete(files: Files) -> Entry:
    """That a call which is not in the log was not made: the phone system's own word, for the year."""
    from amends.intake.table import declared_complete

    return declared_complete(Source(PHONE_SYSTEM.source, PHONE), "calls", *files.calls)


def _portions(source: str, portions: Iterable[Heard], record: Record, bar: "Progress") -> Receipt:
    receipt, task = Receipt(), bar.add_task(source, total=None)
    for heard in portions:
        receipt += record.append(heard.entries, source=source, quarantined=heard.not_understood)
        bar.advance(task, len(heard.entries))
    return receipt


def _table(export: Export, record: Record, bar: "Progress") -> Receipt:
    from amends.intake.table import declared_complete, hear_table

    source, receipt = Source(export.source, export.root), Receipt()
    with export.path.open("rb") as stream:
        table = hear_table(stream, where=export.path.name, kind=export.kind, source=source)
        task = bar.add_task(f"{export.kind} of {export.source}", total=table.rows_count)
        for chunk in table.chunks(_ROWS):
            heard = chunk.heard
            receipt += record.append(heard.entries, source=source.name, quarantined=heard.not_understood)
            bar.advance(task, chunk.rows_count)
    if export.complete and not receipt.quarantined and not receipt.conflict:
        record.append((declared_complete(source, export.kind, *export.complete),), source=source.name)
    return receipt


def _mails(files: Files, record: Record, bar: "Progress") -> Receipt:
    from amends.intake.fetch.mail_files import find_mail, letters_in
    from amends.intake.fetch.mail_reader import MailReader
    from amends.intake.mail import Post

    post, receipt = Post(Source("mail", CUSTOMER), frozenset({OUR_ADDRESS})), Receipt()
    letters = (letter for file in find_mail((files.mbox, files.mails)).files for letter in letters_in(file))
    task = bar.add_task("mails", total=None)
    with MailReader(post) as reader:
        while some := list(islice(letters, _MAILS)):
            heard = reduce(add, reader.read(some), Heard())
            receipt += record.append(heard.entries, source=post.source.name, quarantined=heard.not_understood)
            bar.advance(task, len(some))
    return receipt


def _posted(source: str, file: Path, record: Record) -> Receipt:
    """Entries as they would be posted to the API: notices that the gateway could not deliver, acts at the desk."""
    from amends.intake.posted import hear_posted

    heard = hear_posted(file.read_bytes(), "application/x-ndjson")
    return record.append(heard.entries, source=source, quarantined=heard.not_understood)
