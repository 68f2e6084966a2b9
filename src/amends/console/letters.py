"""The letters of one day as drafts: who is written to, in which order, and who is not because he opted out."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from amends.facts import NotAllowed, Problem, Programme, Refused
from amends.recovery.preferences import opted_out
from amends.remediation.letter_template import DEFAULT, LetterTemplate, hear_template
from amends.remediation.letters import Letter, draft, has_apologised
from amends.remediation.order import first_to_contact

from .desk.programmes import GROUPS, standing_of, victims
from .remediating import Known, look_up
from .world import world

TOLD_COLUMNS: Final = ("matter", "channel", "outcome", "letter_version", "letter_sha256", "apologised")
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_NOT_IN_A_NAME: Final = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to one person about one refund."""

    known: Known
    letter: Letter


@dataclass(frozen=True, slots=True)
class Day:
    """`drafts` in the order in which they are to go out. `opted_out` get none; `refused` cannot be written yet."""

    drafts: tuple[Draft, ...]
    opted_out: tuple[Known, ...]
    refused: tuple[str, ...]


def drafts_of_today(programme: Programme, *, shop: str, answer_to: str) -> Day:
    """Drafts to as many people as are told on one day, the most pressing first. Raises Refused for a template of the
    team's own that cannot be used.
    """
    template = template_of_the_house()
    ordered = first_to_contact(standing_of(row) for row in victims(programme.id).filter(GROUPS["tell"]))
    people = list(dict.fromkeys(one.customer for one in ordered))
    today = set(people[: max(world().policy.remediation_contacts_per_day, 1)])
    known = look_up(programme.id, [one.matter for one in ordered if one.customer in today])
    found = [known[one.matter] for one in ordered if one.matter in known]
    silent = [one for one in found if any(opted_out(one.file.told, way) for way in ("letter", "mail"))]
    drafts: list[Draft] = []
    refused: list[str] = []
    sorry: set[str] = set()  # somebody with several refunds has one apology for one fault
    for one in found:
        if one not in silent:
            try:
                apologised = one.standing.customer in sorry or has_apologised(one.file.told, one.standing)
                letter = _letter(one, programme, template, shop, answer_to, apologised=apologised)
                drafts.append(Draft(one, letter))
                sorry |= {one.standing.customer} if letter.apologises else set()
            except NotAllowed as error:
                refused.append(str(error))
    return Day(tuple(drafts), tuple(silent), tuple(refused))


def _letter(
    one: Known, programme: Programme, template: LetterTemplate, shop: str, answer_to: str, *, apologised: bool
) -> Letter:
    policy = world().policy
    ours = next((address for address in policy.our_addresses if "@" in address and not address.startswith("@")), "")
    return draft(
        one.standing,
        programme=programme,
        name=one.file.identity.name,
        zone=policy.zoneinfo,
        shop=shop,
        answer_to=answer_to or ours,
        template=template,
        apologised=apologised,
        visible_business_days=policy.window("default", "").visible_business_days,
    )


def template_of_the_house() -> LetterTemplate:
    """The team's own letter where there is one in the home folder, else ours. Raises Refused."""
    file = world().home / "letters" / "remediation.txt"
    if not file.exists():
        return DEFAULT
    try:
        return hear_template(file.read_text("utf-8"), str(file))
    except UnicodeDecodeError:
        raise Refused(Problem(str(file), "is not text in UTF-8", "Save it as UTF-8")) from None


def zip_of(day: Day) -> bytes:
    """One text for each letter, and `letters.csv`: the list that is taken in again when they have gone out."""
    files: dict[str, str] = {}
    for number, one in enumerate(day.drafts, 1):
        name = f"{number:03d}-{_NOT_IN_A_NAME.sub('-', one.known.standing.matter.partition(':')[2])}.txt"
        files[name] = f"{one.letter.subject}\n\n{one.letter.text}"
    files["letters.csv"] = _table(TOLD_COLUMNS, (_told(one) for one in day.drafts))
    if day.opted_out:
        rows = ([one.standing.matter, one.standing.customer] for one in day.opted_out)
        files["not-written-to.csv"] = _table(("matter", "customer"), rows)
    return zipped({name: text.encode() for name, text in files.items()})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """These files as one. The same files are the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in files.items():
            folder.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _told(one: Draft) -> list[str]:
    letter = one.letter
    apology = "yes" if letter.apologises else "no"
    return [one.known.standing.matter, "letter", "sent", letter.version, letter.sha256, apology]


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
