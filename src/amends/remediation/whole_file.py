"""The whole file of a programme: every record that has to be kept, as files that anybody can read without amends.

What to keep follows FCA CONRED 4.9 (each assessment, calculation, letter, attempt to reach somebody, payment) and the
audit that CFPB consent orders ask for. It holds names: treat it as what it is.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import orjson

from amends.facts import CustomerFile, Entry, Moment, Programme, Standing, head_and_body, iso
from amends.facts.as_json import opinion_json
from amends.facts.kinds import PersonTold, PreferenceTold, RefundTold, RemedyAnswered, RemedyHandedOver
from amends.facts.moments import DAY_US

from .as_json import programme_json, standing_json
from .letter_template import DEFAULT, LetterTemplate

KEEP_DAYS: Final = 1827  # five years, two of them leap years: CONRED 4.9
README: Final = """\
The whole file of one remediation.

programme.json   what was asked (all scopes), the population and its hash, the evidence, the scope tests, the sign-offs
people.jsonl     each person: in or out and why, the witnesses, the amount line by line, who asked, approved, told him
people.csv       the same as a table
payments.csv     each time that money was handed over, the payer's answer, and the witnesses that saw it arrive
contacts.csv     each attempt to tell somebody, with the letter's version and hash
entries.jsonl    the entries of the record behind all this, as they were written, oldest first
letters/         the text of each version of the letter
manifest.json    the SHA-256 of each file above
"""
_PEOPLE: Final = (
    "matter customer name stage payment verdict reason amount_minor currency owed_minor owed_currency requested_by "
    "approved_by key told_at told_tries apologies rejected sentence waits_for proof"
).split()
_PAYMENTS: Final = "matter key attempt handed_over to by amount_minor currency answer reference arrived_by".split()
_CONTACTS: Final = "matter at channel outcome letter_version letter_sha256 apologised by".split()


@dataclass(frozen=True, slots=True)
class Person:
    """One standing of the programme, and the file that it was worked out from."""

    standing: Standing
    file: CustomerFile


def whole_file(
    programme: Programme,
    people: Sequence[Person],
    told: Iterable[Entry],
    *,
    now: Moment,
    rules: str,
    templates: Sequence[LetterTemplate] = (DEFAULT,),
) -> dict[str, bytes]:
    """The content of each file by name, `manifest.json` last. `told` are the entries about programmes; `rules` the
    version of amends that works it out now, which may be a later one than the programme was opened with.
    """
    people = sorted(people, key=lambda one: one.standing.matter)
    files = {
        "README.txt": README.encode(),
        "programme.json": _json(programme_json(programme)),
        "people.jsonl": _lines(_person(one) for one in people),
        "people.csv": _csv(_PEOPLE, (_person_row(one) for one in people)),
        "payments.csv": _csv(_PAYMENTS, (row for one in people for row in _payments(one))),
        "contacts.csv": _csv(_CONTACTS, (row for one in people for row in _contacts(one))),
        "entries.jsonl": _lines(_entry(entry) for entry in _entries(programme, people, told)),
    }
    files |= {f"letters/{one.version}.txt": f"{one.subject}\n\n{one.text}".encode() for one in templates}
    return {**files, "manifest.json": _manifest(programme, files, now, rules)}


def _manifest(programme: Programme, files: dict[str, bytes], now: Moment, rules: str) -> bytes:
    keep = iso(Moment(programme.closed_at + KEEP_DAYS * DAY_US)) if programme.closed_at is not None else None
    told = {
        "programme": programme.id,
        "as_of": iso(now),
        "rules_opened_with": programme.rules,
        "rules_now": rules,
        "rows": programme.rows,
        "rows_hash": programme.rows_hash,
        "keep_until": keep,
        "keep": "five years from the day on which it is signed off, at least",
        "files": [
            {"name": name, "bytes": len(content), "sha256": sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        ],
    }
    return _json(told)


def _person(one: Person) -> dict[str, Any]:
    matter, file = one.standing.matter, one.file
    told = (e for e in file.told if isinstance(e.what, PreferenceTold) and e.what.what in ("opt_out", "opt_in"))
    return {
        **standing_json(one.standing),
        "name": file.identity.name,
        "opinions": [opinion_json(opinion) for opinion in file.opinions if opinion.matter == matter],
        "opinions_before": [opinion_json(opinion) for opinion in file.superseded if opinion.matter == matter],
        "contacts": [{"entry": c.entry.id, "at": iso(c.at), "channel": c.channel} for c in file.contacts],
        "opt_outs": [{"entry": entry.id, "at": iso(entry.occurred)} for entry in told],
        "payments": list(_payments(one)),
        "told": list(_contacts(one)),
    }


def _person_row(one: Person) -> dict[str, Any]:
    standing, harm = one.standing, one.standing.harm
    told = standing_json(standing)
    return {
        **{name: told[name] for name in _PEOPLE if name in told},
        "name": one.file.identity.name,
        "amount_minor": standing.money.amount_minor,
        "currency": standing.money.currency,
        "owed_minor": harm.total.amount_minor if harm is not None else "",
        "owed_currency": harm.total.currency if harm is not None else "",
        "approved_by": " ".join(standing.approved_by),
        "proof": " ".join(standing.proof),
    }


def _payments(one: Person) -> Iterable[dict[str, Any]]:
    matter = one.standing.matter
    acts = [entry for entry in one.file.told if getattr(entry.what, "matter", "") == matter]
    answers = [entry.what for entry in acts if isinstance(entry.what, RemedyAnswered)]
    for entry in acts:
        what = entry.what
        if not isinstance(what, RemedyHandedOver):
            continue
        said = [a for a in answers if (a.key, a.attempt) == (what.key, what.attempt)]
        yield {
            "matter": matter,
            "key": what.key,
            "attempt": what.attempt,
            "handed_over": iso(entry.occurred),
            "to": what.to,
            "by": what.by,
            "amount_minor": what.money.amount_minor,
            "currency": what.money.currency,
            "answer": said[-1].outcome if said else "",
            "reference": said[-1].reference if said else "",
            "arrived_by": " ".join(_arrived_by(one, what.key)),
        }


def _arrived_by(one: Person, key: str) -> Iterable[str]:
    """Those of its proofs that carry this key."""
    proof = (entry for entry in one.file.told if entry.id in one.standing.proof)
    return (e.id for e in proof if isinstance(e.what, RefundTold) and key in (e.what.our_ref, e.what.refund_id))


def _contacts(one: Person) -> Iterable[dict[str, Any]]:
    for entry in one.file.told:
        what = entry.what
        here = (one.standing.programme, one.standing.matter)
        if isinstance(what, PersonTold) and (what.programme, what.matter) == here:
            yield {
                "matter": what.matter,
                "at": iso(entry.occurred),
                "channel": what.channel,
                "outcome": what.outcome,
                "letter_version": what.letter_version,
                "letter_sha256": what.letter_sha256,
                "apologised": "yes" if what.apologised else "no",
                "by": what.by,
            }


def _entries(programme: Programme, people: Sequence[Person], told: Iterable[Entry]) -> list[Entry]:
    """What is about the programme or about one of its matters, and what the opinions and the proofs rest on."""
    found = {e.id: e for e in told if getattr(e.what, "programme", "") == programme.id}
    for one in people:
        matter = one.standing.matter
        named = {w.entry_id for o in one.file.opinions if o.matter == matter for w in (*o.witnesses, *o.disputed)}
        named.update(one.standing.proof)
        found.update((e.id, e) for e in one.file.told if e.id in named or _is_about(e, programme.id, matter))
    return sorted(found.values(), key=lambda entry: (entry.occurred, entry.id))


def _is_about(entry: Entry, programme_id: str, matter: str) -> bool:
    """Also where another programme did it to the same matter: one obligation, whoever asks."""
    if isinstance(entry.what, PreferenceTold):
        return True
    return getattr(entry.what, "matter", "") == matter or getattr(entry.what, "programme", "") == programme_id


def _entry(entry: Entry) -> dict[str, Any]:
    head, body = head_and_body(entry)
    return {"entry": entry.id, "when": iso(entry.occurred), "head": orjson.loads(head), "body": orjson.loads(body)}


def _json(told: Any) -> bytes:
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(orjson.dumps(row, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE) for row in rows)


def _csv(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
