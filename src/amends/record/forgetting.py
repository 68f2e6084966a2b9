"""Forgetting a person: a plan on the disk first, then step by step: what is cut off is finished by the next run.

The plan names him, and is therefore sealed; it goes when all is done. Up to the destruction of his keys he is all
there; from then on he is not in the record, and each later step takes away what was derived from him.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidTag

from amends.facts import Broken, Moment, NotAccepted, Problem, iso
from amends.facts.kinds import ContactReceived, OrderTold, ProfileTold

from .holding import Holding
from .home import make_private_folder, record_private_file, sync_folder
from .keys import Keys
from .record import Record
from .verify import Progress

FOLDER: Final = "forgotten"
STEPS: Final = ("planned", "blanked", "erased", "derived", "cleaned", "certified")
_PENDING: Final = "pending-"
_SEALED_FOR: Final = b"amends forgetting"
_EPOCH_BYTES, _NONCE_BYTES = 4, 12
Reached = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to go, and what will be certified of it. `keys` are the handle keys of derived rows, `marks` the texts
    by which raw bytes are found, `neighbours` the keys of others whose rows are made again.
    """

    certificate: str
    at: int
    asked: str  # stands for what was asked: HMAC-SHA256 under the pepper, cut to 16 bytes
    subjects: tuple[str, ...]
    numbers: tuple[int, ...]  # of the subjects: who is told of again before a cut-off run is finished has another one
    keys: tuple[str, ...]
    marks: tuple[str, ...]
    neighbours: tuple[str, ...]
    entries: dict[str, int]
    others: int
    raw_copies: int = 0


Derived = Callable[[Plan], dict[str, int]]


def plan_of(record: Record, held: Holding, now: Moment) -> Plan:
    """What forgetting him comes to."""
    marks = marks_of(held)
    return Plan(
        certificate=secrets.token_hex(16),
        at=now,
        asked=asked_digest(record.keys, held.asked),
        subjects=held.subjects,
        numbers=tuple(record.subject_numbers(held.subjects)),
        keys=held.handle_keys(),
        marks=marks,
        neighbours=tuple(sorted({entry.subject_key for entry in held.others})),
        entries=held.counts(),
        others=len(held.others),
        raw_copies=record.named_in_quarantine(marks),
    )


def forget(
    record: Record, home: Path, plan: Plan, derived: Derived, *, progress: Progress | None, reached: Reached
) -> dict[str, Any]:
    """Do it, and give the certificate. `derived` takes away what was made from him and gives how many rows of each
    table; `reached` is told each step when it is done. Raises NotAccepted where somebody reads the database all the
    time: everything is gone but from its write-ahead log, and the next run finishes it.
    """
    _record_plan(record.keys, home, plan)
    reached("planned")
    record.blank(plan.marks)
    reached("blanked")
    record.erase(plan.subjects, plan.numbers)
    reached("erased")
    rows = derived(plan)
    reached("derived")
    if not record.clean():
        step = "Run `amends forget --finish` when `amends serve` and other commands have ended"
        what = "still holds what was erased in its write-ahead log: somebody was reading it"
        raise NotAccepted(Problem("the database", what, step))
    reached("cleaned")
    told = _certify(record, home, plan, rows, progress)
    reached("certified")
    _pending_file(home, plan).unlink()
    sync_folder(home / FOLDER)
    return told


def unfinished(record: Record, home: Path) -> Iterator[Plan]:
    """The plans that were cut off, to be carried out again from the beginning: every step may be repeated."""
    for file in sorted((home / FOLDER).glob(f"{_PENDING}*")):
        sealed = file.read_bytes()
        epoch, nonce = int.from_bytes(sealed[:_EPOCH_BYTES], "big"), sealed[_EPOCH_BYTES:][:_NONCE_BYTES]
        try:
            body = record.keys.wrapping[epoch].decrypt(nonce, sealed[_EPOCH_BYTES + _NONCE_BYTES :], _SEALED_FOR)
        except (InvalidTag, KeyError):
            step = "Restore keys/ from its backup, then run `amends forget --finish`"
            raise Broken(Problem(str(file), "does not open: it, or its key, was changed", step)) from None
        told: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in orjson.loads(body).items()
        }
        yield Plan(**told)


def certificates(home: Path) -> list[dict[str, Any]]:
    """All certificates of this home, oldest first."""
    found = [orjson.loads(file.read_bytes()) for file in (home / FOLDER).glob("certificate-*.json")]
    return sorted(found, key=lambda told: (told["at"], told["certificate"]))


def asked_digest(keys: Keys, key: str) -> str:
    """What stands for a handle key in a certificate: only who has the pepper can tell whether it is this one."""
    return keys.blind(b"forgotten", key.encode()).hex()


def marks_of(held: Holding) -> tuple[str, ...]:
    """By which texts raw bytes are found that name him: his identifiers, those of his things, and his full name."""
    values = {key.partition(":")[2] for key in held.handle_keys()}
    values |= {value.rpartition("/")[2] for value in values if "@" not in value}
    names = {name for entry in held.entries for name in _names(entry.what) if " " in name.strip()}
    return tuple(sorted(values | names))


def _names(what: object) -> tuple[str, ...]:
    if isinstance(what, OrderTold | ProfileTold):
        return (what.name,)
    return (what.sender_name,) if isinstance(what, ContactReceived) else ()


def _record_plan(keys: Keys, home: Path, plan: Plan) -> None:
    make_private_folder(home / FOLDER)
    epoch, nonce = max(keys.wrapping), os.urandom(_NONCE_BYTES)
    body = keys.wrapping[epoch].encrypt(nonce, orjson.dumps(asdict(plan)), _SEALED_FOR)
    record_private_file(_pending_file(home, plan), epoch.to_bytes(_EPOCH_BYTES, "big") + nonce + body)


def _pending_file(home: Path, plan: Plan) -> Path:
    return home / FOLDER / f"{_PENDING}{plan.certificate}"


def _certify(record: Record, home: Path, plan: Plan, rows: dict[str, int], progress: Progress | None) -> dict[str, Any]:
    """Signed like a checkpoint: canonical JSON without its signature, Ed25519."""
    from .certificate import REMAINS, certificate_text

    verified = record.verify(progress=progress)
    record.checkpoint()
    size, chain = record.head()
    told = {
        "certificate": plan.certificate,
        "at": iso(Moment(plan.at)),
        "origin": record.keys.origin,
        "asked": plan.asked,
        "keys_destroyed": len(plan.numbers),
        "entries": plan.entries,
        "raw_copies": plan.raw_copies,
        "derived_rows": rows,
        "entries_of_others": plan.others,
        "record": {"entries": size, "chain": chain.hex(), "verifies": verified.ok},
        "remains": list(REMAINS),
    }
    told["signature"] = record.keys.sign.sign(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hex()
    name = f"certificate-{plan.certificate}"
    record_private_file(home / FOLDER / f"{name}.txt", certificate_text(told).encode())
    record_private_file(home / FOLDER / f"{name}.json", orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
    return told
