"""What `amends promises` costs over everybody: answers looked through for a promise, and customers it looks at.

One customer for each answer; every twentieth answer promises something, and of those every second is overdue. What it
finds is counted against what was put in. The rest of the answers have words such as "will" and "by" in them, too.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rich.progress import Progress

from amends.claims import promises_something, read_text
from amends.cli.promises import open_promises
from amends.facts import US, ClaimKind, Entry, Moment, Policy, Source, hear_moment
from amends.facts.kinds import AnswerGiven, TicketTold
from amends.facts.moments import DAY_US
from amends.record import Record, open_record

ANSWERS, ANSWERS_QUICK = 100_000, 10_000
PROMISES_EVERY = 20
BATCH_ENTRIES = 2_000
NOW = hear_moment("2026-05-20T12:00:00Z")
HELP = Source("zendesk", US)
PROMISE = "Thank you for your patience. We will call you back by Friday."
OTHERS = (
    "We have refunded you. It should be on your account by now.",
    "If you send us the receipt, we will look into it. Please reply to this mail.",
    "Your parcel is shown as delivered. Could you ask a neighbour?",
    "I am sorry to hear that. Which order is it about, and when did you pay?",
)


def main(argv: list[str] | None = None) -> int:
    """Print the figures. Fails where a promise is missed or invented."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{ANSWERS_QUICK:,} answers")
    number = ANSWERS_QUICK if parser.parse_args(argv).quick else ANSWERS
    _words()
    with tempfile.TemporaryDirectory() as folder, open_record(Path(folder) / "home") as record:
        _fill(record, number)
        promised = number // PROMISES_EVERY
        whole = _seconds(record, promised)
        print(
            f"open promises of everybody: {number:,} answers of as many customers, {promised:,} with a promise: "
            f"{whole:.1f} s of CPU"
        )
    return 0


def _words() -> None:
    texts = [PROMISE, *OTHERS]
    rounds = 500
    for name, work in (
        ("for a promise alone", promises_something),
        (
            "for all that is said",
            lambda text: any(c.kind is ClaimKind.PROMISE for c in read_text(text, "agent").claims),
        ),
    ):
        found = [work(text) for text in texts]
        assert found == [text is PROMISE for text in texts], "another reading"
        began = time.process_time()
        for _ in range(rounds):
            for text in texts:
                work(text)
        each_us = (time.process_time() - began) / rounds / len(texts) * 1e6
        print(f"answers read {name}: {1e6 / each_us:,.0f}/s")


def _fill(record: Record, number: int) -> None:
    batch: list[Entry] = []
    for entry in _told(number):
        batch.append(entry)
        if len(batch) == BATCH_ENTRIES:
            record.append(batch)
            batch = []
    record.append(batch)


def _told(number: int) -> Iterator[Entry]:
    for i in range(number):
        at, ticket, who = Moment(NOW - (i % 14) * DAY_US), f"zendesk/{i}", f"C-{i}"
        yield Entry(HELP, f"ticket:{i}", at, TicketTold(ticket, "opened", channel="mail", customer_id=who))
        text = OTHERS[i % len(OTHERS)] if i % PROMISES_EVERY else PROMISE
        what = AnswerGiven("mail", language="en", ticket=ticket, agent="ruth", to=f"c{i}@example.org", text=text)
        yield Entry(HELP, f"answer:{i}", at, what)


def _seconds(record: Record, promised: int) -> float:
    began = time.process_time()
    with Progress(disable=True) as silent:
        lines = open_promises(record, Policy(), NOW, None, silent)
    assert len(lines) == promised, f"{len(lines)} promises instead of {promised}"
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
