"""The files of the demo, as a shop, its gateways and its bank would export them, and the truth beside them."""

import csv
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import orjson

from amends.facts import BANK, CARRIER, CUSTOMER, Moment, iso
from amends.facts.moments import datetime_of

from . import SHOP, SYNTHETIC, story_3
from .floor import FLOOR
from .floor_told import SURVEYS
from .made import truth_of_cause
from .phone import write_log
from .world import GATEWAYS, Answer, Letter, World

OUR_ADDRESS = "help@fernhill.example"
POLICY = f"""# {SYNTHETIC}
our_addresses = ["{OUR_ADDRESS}"]

[agents]  # whom the phone system and the helpdesk mean
""" + "".join(f'{name} = ["PJSIP/{name}"]\n' for name in (story_3.AGENT, *sorted(one.name for one in FLOOR)))
_SURVEYS = "survey/surveys"
_NO_TABLES = ("events", _SURVEYS, SURVEYS)  # they go in by ways of their own
_ROOTS = {"bank": BANK, "calls": CUSTOMER, "chats": CUSTOMER, "survey": CUSTOMER, "carrier": CARRIER}
_PARTIAL = ("calls", "helpdesk", "survey", "carrier", "chats", "chatdesk", "router", "rules", "crm")
# of all that there is they tell a part: their silence says nothing


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
    """Everything that was written, in the order in which it is taken in. `calls`: from when to when the phone log is
    complete.
    """

    tables: tuple[Export, ...]
    surveys: tuple[Path, ...]
    phone: Path
    calls: tuple[Moment, Moment]
    mails: Path
    mbox: Path
    events: Path
    desk: Path
    truth: Path


def write_files(world: World, folder: Path) -> Files:
    """Write the year below `folder`. Every file says in its name or its words that it is synthetic."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "SYNTHETIC.txt").write_text(SYNTHETIC + "\n", "utf-8")
    _contacts(world)
    _answers(world)
    exports = [_export(world, folder, table) for table in sorted(world.tables) if table not in _NO_TABLES]
    surveys = tuple(_export(world, folder, table).path for table in (_SURVEYS, SURVEYS) if table in world.tables)
    phone = folder / "phone-events.csv"
    write_log(world.calls, phone)
    mails, mbox = _mails(world, folder)
    desk = folder / "desk.ndjson"
    desk.write_bytes(b"".join(orjson.dumps(entry) + b"\n" for entry in world.posted))
    events = folder / "gateway-events.ndjson"
    events.write_bytes(b"\n".join(_event(row) for row in world.tables.get("events", [])) + b"\n")
    truth = folder / "truth.json"
    truth.write_bytes(orjson.dumps(truth_of(world), option=orjson.OPT_INDENT_2))
    calls = (world.start, world.end)
    return Files(tuple(exports), surveys, phone, calls, mails, mbox, events, desk, truth)


def _export(world: World, folder: Path, table: str) -> Export:
    """One CSV file. `table` is `teller/kind`; our own tables and what customers say are not asked to be complete."""
    teller, _, kind = table.partition("/")
    path = folder / f"{teller}-{kind}.csv"
    rows = world.tables[table]
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows(rows)
    root = _ROOTS.get(teller, "gateway" if teller in GATEWAYS else "us")
    until = world.complete_to(teller)
    return Export(path, kind, teller, root, None if teller in _PARTIAL else (world.start, until))


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


def _answers(world: World) -> None:
    """What we said otherwise than by mail, as a helpdesk exports it."""
    for said in world.answers:
        if said.medium == "mail":
            continue
        row = {"answer_id": said.answer_id, "occurred_at": iso(said.at), "medium": said.medium, "agent": said.agent}
        row |= {"customer_id": said.person.customer_id, "call": said.call, "subject": said.subject, "text": said.text}
        world.add("helpdesk/answers", row)


def _mails(world: World, folder: Path) -> tuple[Path, Path]:
    """Theirs and ours, as one mailbox has them. The older half as one mbox, the rest as .eml; the last ten of the mbox
    are in both, as after a move.
    """
    import mailbox

    ours = [(said.at, said.answer_id, _our_mail(said)) for said in world.answers if said.medium == "mail"]
    theirs = [(one.at, one.contact_id, _mail(one)) for one in world.letters if one.channel == "mail"]
    letters = sorted((*theirs, *ours), key=lambda letter: letter[:2])
    half = len(letters) // 2
    mails, mbox = folder / "mails", folder / "mails-older.mbox"
    mails.mkdir(exist_ok=True)
    for _, name, mail in letters[max(0, half - 10) :]:
        (mails / f"{name}.eml").write_bytes(mail.as_bytes())
    mbox.unlink(missing_ok=True)
    box = mailbox.mbox(mbox)
    for _, _, mail in letters[:half]:
        box.add(mail)
    box.close()
    return mails, mbox


def _mail(letter: Letter) -> EmailMessage:
    mail = EmailMessage()
    headers = dict(letter.headers)
    mail["From"] = f"{letter.person.name} <{letter.person.email}>"
    mail["To"] = f"{SHOP} <{OUR_ADDRESS}>"
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(datetime_of(letter.at))
    mail["Message-ID"] = letter.message_id
    headers.pop("Message-ID", None)
    if letter.answers:
        mail["In-Reply-To"] = letter.answers[-1]
        mail["References"] = " ".join(letter.answers)
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(letter.text)
    return mail


def _our_mail(said: Answer) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"{SHOP} <{OUR_ADDRESS}>"
    mail["To"] = f"{said.person.name} <{said.person.email}>"
    mail["Subject"] = said.subject
    mail["Date"] = format_datetime(datetime_of(said.at))
    mail["Message-ID"] = f"<{said.answer_id}.{said.at}@fernhill.example>"
    if said.answers:
        mail["In-Reply-To"] = said.answers[-1]
        mail["References"] = " ".join(said.answers)
    mail.set_content(f"{said.text}\n")
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
    shared = truth_of_cause(world)
    told = {"note": SYNTHETIC, "end": iso(world.end), "shared_cause": shared, "expected": expected}
    return {**told, "floor_pp": world.floor}


__all__ = ["Export", "Files", "truth_of", "write_files"]
