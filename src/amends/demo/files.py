"""The files of the demo, as a shop, its gateways and its bank would export them, and the truth beside them."""

import csv
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import orjson

from amends.facts import Moment, iso
from amends.facts.moments import datetime_of

from . import SHOP, SYNTHETIC, story_1
from .world import GATEWAYS, Letter, World

OUR_ADDRESS = "help@fernhill.example"


@dataclass(frozen=True, slots=True)
class Export:
    """One table file: what it holds, who tells it, and from when to when it is complete."""

    path: Path
    kind: str  # orders | charges | ...
    source: str
    root: str
    complete: tuple[Moment, Moment] | None = None


@dataclass(frozen=True, slots=True)
class Files:
    """Everything that was written, in the order in which it is taken in."""

    tables: tuple[Export, ...]
    mails: Path
    mbox: Path
    events: Path
    truth: Path


def write_files(world: World, folder: Path) -> Files:
    """Write the year below `folder`. Every file says in its name or its words that it is synthetic."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "SYNTHETIC.txt").write_text(SYNTHETIC + "\n", "utf-8")
    _contacts(world)
    exports = [_export(world, folder, table) for table in sorted(world.tables) if table != "events"]
    mails, mbox = _mails(world, folder)
    events = folder / "gateway-events.ndjson"
    events.write_bytes(b"\n".join(_event(row) for row in world.tables.get("events", [])) + b"\n")
    truth = folder / "truth.json"
    truth.write_bytes(orjson.dumps(truth_of(world), option=orjson.OPT_INDENT_2))
    return Files(tuple(exports), mails, mbox, events, truth)


def _export(world: World, folder: Path, table: str) -> Export:
    """One CSV file. `table` is `teller/kind`; our own tables and what customers say are not asked to be complete."""
    teller, _, kind = table.partition("/")
    path = folder / f"{teller}-{kind}.csv"
    rows = world.tables[table]
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows(rows)
    root = {"bank": "bank", "calls": "customer"}.get(teller, "gateway" if teller in GATEWAYS else "us")
    until = world.complete_to(teller)
    return Export(path, kind, teller, root, None if teller == "calls" else (world.start, until))


def _contacts(world: World) -> None:
    """Calls, chats and public posts, as a contact centre exports them."""
    for letter in world.letters:
        if letter.channel == "mail":
            continue
        person = letter.person
        sender = person.phone if letter.channel == "phone" else person.email
        row = {
            "contact_id": letter.contact_id,
            "channel": letter.channel,
            "occurred_at": iso(letter.at),
            "from": sender,
        }
        known = "" if letter.channel == "social" else person.customer_id
        world.add("calls/contacts", {**row, "customer_id": known, "subject": letter.subject, "text": letter.text})


def _mails(world: World, folder: Path) -> tuple[Path, Path]:
    """The older half as one mbox, the rest as .eml; the last ten of the mbox are in both, as after a move."""
    import mailbox

    letters = sorted((letter for letter in world.letters if letter.channel == "mail"), key=lambda letter: letter.at)
    half = len(letters) // 2
    mails, mbox = folder / "mails", folder / "mails-older.mbox"
    mails.mkdir(exist_ok=True)
    for letter in letters[max(0, half - 10) :]:
        (mails / f"{letter.contact_id}.eml").write_bytes(_mail(letter).as_bytes())
    mbox.unlink(missing_ok=True)
    box = mailbox.mbox(mbox)
    for letter in letters[:half]:
        box.add(_mail(letter))
    box.close()
    return mails, mbox


def _mail(letter: Letter) -> EmailMessage:
    mail = EmailMessage()
    headers = dict(letter.headers)
    mail["From"] = f"{letter.person.name} <{letter.person.email}>"
    mail["To"] = f"{SHOP} <{OUR_ADDRESS}>"
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(datetime_of(letter.at))
    mail["Message-ID"] = headers.pop("Message-ID", f"<{letter.contact_id}.{letter.at}@example.org>")
    if letter.answers:
        mail["In-Reply-To"] = letter.answers[-1]
        mail["References"] = " ".join(letter.answers)
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(letter.text)
    return mail


def _event(row: dict[str, str]) -> bytes:
    """A gateway's notice that a refund failed, which it could not deliver to us: one entry as the API takes it."""
    what = {"event_id": row["id"], "event_type": "refund.failed", "about": f"refund:{row['refund']}", "state": "failed"}
    told = {
        "kind": "event.told",
        "source": row["gateway"],
        "root": "gateway",
        "source_id": row["id"],
        "occurred": iso(Moment(int(row["at"]))),
        "what": {**what, "heard": False, "undelivered": True},
    }
    return orjson.dumps(told)


def truth_of(world: World) -> dict[str, object]:
    """What is true, for whoever wants to check: never read by anything that decides."""
    began = iso(story_1.at(world.end, 5, 8))
    cause = {"gateway": story_1.GATEWAY, "method": "card", "app_version": story_1.APP_VERSION, "since": began}
    expected = [
        {
            "customer": item.customer_id,
            "matter": item.matter,
            "verdict": item.verdict,
            "reason": item.reason,
            "owed_minor": item.owed.amount_minor if item.owed else 0,
            "currency": item.owed.currency if item.owed else "",
            "fault": item.fault,
        }
        for item in world.expected
    ]
    return {"note": SYNTHETIC, "end": iso(world.end), "shared_cause": cause, "expected": expected}


__all__ = ["Export", "Files", "truth_of", "write_files"]
