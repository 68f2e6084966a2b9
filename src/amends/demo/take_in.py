"""The demo's files go in by the same way as everybody's: heard by intake, appended to the record."""

from functools import reduce
from itertools import islice
from operator import add
from typing import TYPE_CHECKING

from amends.facts import CUSTOMER, Source
from amends.intake.heard import Heard
from amends.record import Receipt, Record

from .files import Export, Files

if TYPE_CHECKING:
    from rich.progress import Progress

_ROWS = 1_000
_MAILS = 200


def take_in(files: Files, record: Record, bar: "Progress") -> Receipt:
    """Tables, then mails, then the gateway's notices. Returns what came of all of them together."""
    receipt = Receipt()
    for export in files.tables:
        receipt += _table(export, record, bar)
    receipt += _mails(files, record, bar)
    return receipt + _events(files, record)


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

    post, receipt = Post(Source("mail", CUSTOMER)), Receipt()
    letters = (letter for file in find_mail((files.mbox, files.mails)).files for letter in letters_in(file))
    task = bar.add_task("mails", total=None)
    with MailReader(post) as reader:
        while some := list(islice(letters, _MAILS)):
            heard = reduce(add, reader.read(some), Heard())
            receipt += record.append(heard.entries, source=post.source.name, quarantined=heard.not_understood)
            bar.advance(task, len(some))
    return receipt


def _events(files: Files, record: Record) -> Receipt:
    """Notices that the gateway could not deliver, as they would be posted to the API."""
    from amends.intake.posted import hear_posted

    heard = hear_posted(files.events.read_bytes(), "application/x-ndjson")
    return record.append(heard.entries, source="gateway-events", quarantined=heard.not_understood)
