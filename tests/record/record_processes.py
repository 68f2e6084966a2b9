"""A process of its own that appends to a record: beside another one, or on a disk that fills up.

`python record_processes.py HOME URL beside NAME` appends its own and shared entries; `... full no|lie` fills a disk.
It prints what it was told, as JSON.
"""

import json
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from amends.facts import NotAccepted
from amends.record import Outcome, Receipt, group, writer
from record_stories import Place, mail, refund

BATCHES = 60


def start(place: Place, *words: str) -> "subprocess.Popen[str]":
    """The process, started; its standard output is the answer."""
    here = Path(__file__).resolve()
    return subprocess.Popen(
        [sys.executable, str(here), str(place.home), place.url or "-", *words],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{here.parent}:{here.parent.parent}"},
    )


def answer(process: "subprocess.Popen[str]") -> Any:
    """What it printed. Raises where it failed."""
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0, out
    return json.loads(out)


def _beside(place: Place, name: str) -> dict[str, int]:
    total = Receipt()
    with place.open() as record:
        for batch in range(BATCHES):
            own = [refund(f"{name}-{batch}-{one}", customer=f"C{one}") for one in range(4)]
            total += record.append([*own, refund(f"shared-{batch}")])
    return total.as_dict()


def _full(place: Place, lie: bool) -> dict[str, Any]:
    """Append until the file may not grow, then once more when there is space again."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    acknowledged: list[str] = []
    refused = 0
    if lie:
        _install_a_writer_that_lies()
    with place.open() as record:
        record.append([mail("first")])
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, limits[1]))
        for number in range(200):
            try:
                record.append([mail(number, "x" * 5_000)])
                acknowledged.append(f"<{number}@example.org>")
            except NotAccepted:
                refused += 1
            if refused == 5:
                break
        readable = len(record.after(0)) > 0
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        after = record.append([mail("again", "there is space again")]).applied
    return {"acknowledged": acknowledged, "refused": refused, "readable": readable, "after": after}


def _install_a_writer_that_lies() -> None:
    real = writer.Writer._commit

    def commit(self: writer.Writer, jobs: Sequence[group.Job]) -> tuple[list[group.Done], int]:
        try:
            return real(self, jobs)
        except NotAccepted:
            return [group.Done(Receipt(1, 1, outcomes=(Outcome.APPLIED,))) for _ in jobs], 0

    writer.Writer._commit = commit  # type: ignore[method-assign]


if __name__ == "__main__":
    home, url, what, word = sys.argv[1:]
    where = Place(Path(home), None if url == "-" else url)
    print(json.dumps(_beside(where, word) if what == "beside" else _full(where, word == "lie")))
