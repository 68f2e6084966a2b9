"""amends contacts: every contact in the record, one a line."""

from collections.abc import Iterator
from typing import Any

import click

from amends.facts import Entry, iso
from amends.facts.kinds import ContactReceived

from .common import Home, json_option, pass_home, say_json_lines

PAGE_ENTRIES = 1000


@click.command("contacts", short_help="List who wrote or called, when, about what.")
@json_option
@pass_home
def command(home: Home, as_json: bool) -> None:
    """List the contacts: who wrote or called, when, about what; bounces and bulk mail are marked as no contact."""
    with home.record() as record:
        rows = (contact_row(entry) for entry in _contacts(record))
        if as_json:
            say_json_lines(rows)
            return
        for row in rows:
            mark = " " if row["is_contact"] else f"  [no contact: {row['why_not']}]"
            click.echo(f"{row['occurred_at']}  {row['channel']:6} {row['from']:32} {row['subject']}{mark}")


def contact_row(entry: Entry) -> dict[str, Any]:
    """The documented shape of a contact in JSON."""
    what = entry.what
    assert isinstance(what, ContactReceived)
    return {
        "id": entry.id,
        "channel": what.channel,
        "occurred_at": iso(entry.occurred),
        "from": what.sender,
        "subject": what.subject,
        "text": what.text,
        "is_contact": what.is_contact,
        "why_not": what.why_not or None,
    }


def _contacts(record: Any) -> Iterator[Entry]:
    after = 0
    while page := record.of_kind(ContactReceived.kind, after=after, limit=PAGE_ENTRIES):
        yield from (entry for _, entry in page)
        after = page[-1][0]
