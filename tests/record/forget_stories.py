"""M. Lindqvist asks to be forgotten, B. Okafor stays. What of the one may still be found anywhere, and how."""

import base64
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from click.testing import CliRunner, Result

from amends.cli import amends
from amends.facts import US, Entry, HandleKind, Money, MoneyState, Source, hear_moment
from amends.facts.kinds import (
    AnswerGiven,
    CallTold,
    CompletenessDeclared,
    ContactReceived,
    OrderTold,
    ProfileTold,
    PromiseMade,
    RefundTold,
    SurveyAnswered,
)
from amends.intake.heard import NotUnderstood
from amends.record import Record
from record_stories import Place

SHOP, MAIL, DESK = Source("shop", US), Source("mail", "customer"), Source("desk", US)
STRIPE, PHONE = Source("stripe", "gateway"), Source("asterisk", "phone")
MONEY = Money(12_900, "EUR")
AT = hear_moment("2026-05-03T14:20:00Z")
HIS_MAIL, HIS_PHONE, HIS_NAME, HIS_NUMBER = "m.lindqvist@canary.example", "+4915112345678", "Malin Lindqvist", "C-17711"
WORDS = "Marmalade elephants ate my refund"
HIS_ORDER, HER_ORDER = "10-447199", "10-990011"
CANARIES = (HIS_MAIL, HIS_PHONE, HIS_NAME, HIS_NUMBER, "Marmalade", "saffron", "Birkenweg", "wombat", "<canary-1@")
HERS = "b.okafor@staying.example"


def his() -> list[Entry]:
    """All that was told of him."""
    told = [
        OrderTold(HIS_ORDER, MONEY, "paid", customer_id=HIS_NUMBER, email=HIS_MAIL, name=HIS_NAME, phone=HIS_PHONE),
        RefundTold("R-22917", MONEY, MoneyState.ACCEPTED, order_id=HIS_ORDER, customer_id=HIS_NUMBER),
        ProfileTold(customer_id=HIS_NUMBER, email=HIS_MAIL, address="Birkenweg 4, Kiel", zone="Europe/Berlin"),
        PromiseMade("P-1", words="We call you about the saffron box", by="ruth", about=f"customer:{HIS_NUMBER}"),
    ]
    spoken = [
        SurveyAnswered("zendesk/rating/62", score=1, lowest=1, highest=5, email=HIS_MAIL, text="Ask a wombat instead"),
        ContactReceived(
            "mail", sender=HIS_MAIL, sender_name=HIS_NAME, text=f"{WORDS}, order {HIS_ORDER}.",
            message_id="<canary-1@canary.example>", named=(f"order:{HIS_ORDER}",),
        ),
        AnswerGiven("mail", agent="ruth@shop.example", to=HIS_MAIL, text=f"Dear {HIS_NAME}, it was sent. Ruth"),
    ]  # fmt: skip
    call = CallTold("asterisk/1699.12", "ended", direction="inbound", number=HIS_PHONE, agent="PJSIP/ruth")
    gateway = RefundTold("re_R-22917", MONEY, MoneyState.FAILED, our_ref="R-22917", order_id=HIS_ORDER)
    entries = [Entry(SHOP, f"his-{number}", AT, what) for number, what in enumerate(told)]
    entries += [Entry(MAIL, f"his-mail-{number}", AT, what) for number, what in enumerate(spoken)]
    return [*entries, Entry(PHONE, "1699.12:ended", AT, call), Entry(STRIPE, "re_R-22917:failed", AT, gateway)]


def hers() -> list[Entry]:
    """B. Okafor's, who mentions his address; and what is about nobody."""
    order = OrderTold(HER_ORDER, MONEY, "paid", customer_id="C-20002", email=HERS, name="B. Okafor")
    words = ContactReceived(
        "mail", sender=HERS, text="My neighbour has the same trouble.", named=(f"email:{HIS_MAIL}",), message_id="<h@x>"
    )
    complete = CompletenessDeclared("refunds", AT, AT)
    return [
        Entry(SHOP, "hers-1", AT, order),
        Entry(MAIL, "hers-2", AT, words),
        Entry(STRIPE, "complete", AT, complete),
    ]


def raw_copies() -> list[NotUnderstood]:
    """What could not be understood: one names him by his address, one by his telephone number, one is hers."""
    return [
        NotUnderstood("row 7", "has no date", f'{{"from": "{HIS_MAIL}", "text": "Marmalade"}}'.encode()),
        NotUnderstood("row 8", "has no date", b"called back on 0151 / 12 34 56 78, wombat"),
        NotUnderstood("row 9", "has no date", f"{HERS};refund".encode()),
    ]


def tell(place: Place) -> None:
    """Both of them, into the record."""
    with place.open() as record:
        record.append([*his(), *hers()])
        record.append([], source="crm", quarantined=raw_copies())


def run(place: Place, *words: str, said: str = "") -> Result:
    """One command in that home."""
    where = ["--home", str(place.home), *(["--database-url", place.url] if place.url else [])]
    return CliRunner().invoke(amends, [*where, *words], input=said)


def wrapped_keys(place: Place) -> list[bytes]:
    """His wrapped data keys, as they stand in the database before he is forgotten."""
    with place.open() as record, record._readers.one() as connection:
        keys = {entry.subject_key for entry in his()}
        names = [record._sealer.pseudonym(key) for key in keys]
        return [row[0] for row in connection.among("SELECT wrapped FROM subject WHERE pseudonym {among}", names)]


def in_files(home: Path, wanted: Iterable[str | bytes]) -> list[str]:
    """Which of these stand in the bytes of which file, also as base64 and hexadecimal text."""
    found = []
    texts = [one if isinstance(one, bytes) else one.encode() for one in wanted]
    for file in (file for file in sorted(home.rglob("*")) if file.is_file()):
        content = file.read_bytes()
        for one in texts:
            if any(form in content for form in (one, one.hex().encode(), base64.b64encode(one)[:-3])):
                found.append(f"{file.name}: {one!r}")
    return found


def readable(place: Place) -> list[str]:
    """Canaries in what anybody with the keys can still open: entries, conflicts, quarantine."""
    with place.open() as record:
        told = [repr(entry) for _, entry in record.after(0) if entry.id not in {one.id for one in hers()}]
        told += [f"{row.source_id} {row.reason} {row.raw!r}" for row in record.quarantine()]
    return [canary for canary in CANARIES if any(canary in one for one in told)]


def indexed(place: Place) -> list[str]:
    """His identifiers under which the blind index still leads to an entry, hers aside."""
    keys = [f"{kind}:{value}" for kind in HandleKind for value in (HIS_MAIL, HIS_PHONE, HIS_NUMBER, HIS_ORDER)]
    with place.open() as record:
        return [key for key in keys if _rows(record, key)]


def _rows(record: Record, key: str) -> int:
    """Her own entry names his address: that row is hers."""
    with record._readers.one() as connection:
        return sum(
            len(connection.rows(f"SELECT 1 FROM {table} WHERE key = ? AND tie <> 'named'", (number,)))
            for table in connection.handle_tables
            for number in [record._sealer.keys.blind_handle(key)]
        )


def drop_heads(home: Path) -> Path:
    """A copy of the record without heads, which keep numbers for good: what is found then is found elsewhere."""
    copy = home.parent / "without-heads.sqlite"
    with sqlite3.connect(home / "record.sqlite") as database, sqlite3.connect(copy) as other:
        database.backup(other)
        for trigger in ("entry_never_changes", "entry_never_goes"):
            other.execute(f"DROP TRIGGER {trigger}")
        other.execute("UPDATE entry SET head = ''")
        other.commit()
        other.execute("VACUUM")
    database.close()
    other.close()
    return copy


def close_desk() -> None:
    """Commands leave Django's connection open for the process."""
    from django.conf import settings
    from django.db import connections

    if settings.configured:
        connections.close_all()
