"""One row of a survey: he was asked, or he answered; and what he wants of us from now on."""

import hashlib
from dataclasses import replace

from amends.facts import US, Moment, iso
from amends.facts.kinds import PreferenceTold, SurveyAnswered
from amends.intake.named import named_in
from amends.intake.table import Mapping, TableKind
from amends.intake.table.cells import BadCell, Row
from amends.intake.table.told import Told
from amends.intake.vocabulary import INVITERS, LABELS

from .scale import Score, score_of

LABELS_OF = {label: label for label in LABELS} | {
    "satisfied": "good",
    "positive": "good",
    "happy": "good",
    "promoter": "good",
    "ok": "neutral",
    "okay": "neutral",
    "passive": "neutral",
    "unsatisfied": "bad",
    "dissatisfied": "bad",
    "negative": "bad",
    "unhappy": "bad",
    "detractor": "bad",
}
_CHANNELS = ("mail", "phone", "chat", "social")


def _survey(row: Row) -> Told:
    """The survey of a row. An answer that is changed later is a further entry, because its time is another."""
    survey_id, answered_at = row.text("survey_id") or _own_id(row), row.moment_or_none("answered_at")
    if not row.tick("answered", default=answered_at is not None):
        asked_at = row.moment("asked_at", "answered_at")
        asked, _ = _asked(row, survey_id)
        what = replace(asked, answered=False)
        return Told(f"survey:{survey_id}:asked:{iso(asked_at)}", asked_at, what, root=US)
    at = row.moment("answered_at")
    finished = row.tick("finished", default=True)
    words = row.words("text").strip(), row.words("reason").strip()
    label, score = _label_and_score(row)
    asked, without = _asked(row, survey_id)
    what = replace(
        asked,
        score=score.score,
        lowest=score.lowest,
        highest=score.highest,
        label=label,
        finished=finished,
        no_feedback_call=row.tick("no_feedback_call"),
        text=words[0],
        reason=words[1],
        named=named_in("\n".join(words)),
    )
    also = _opt_out(row, what, survey_id, at)
    told_less = without + (f":as:{score.assumed}" if score.assumed else "")
    return Told(f"survey:{survey_id}:{'answered' if finished else 'begun'}:{iso(at)}{told_less}", at, what, also=also)


def _own_id(row: Row) -> str:
    """A number for an answer to which the tool gives none: of whom and what it was asked, and when.

    Never of the score or the words, so that a corrected export is not a second answer. Raises BadCell where a row names
    neither.
    """
    whose = row.told("ticket", "call", "customer_id", "email", "phone", "message_id")
    if not any(whose):
        row.need("survey_id")
    ticket, call, *who = (text.rpartition("/")[2].lower() for text in whose)
    at = row.moment_or_none("asked_at") or row.moment_or_none("answered_at")
    return "made-" + hashlib.sha256(repr((ticket, call, *who, at)).encode()).hexdigest()[:20]


def _label_and_score(row: Row) -> tuple[str, Score]:
    """Some tools write the label where others write the score: `rating` is 4 here and "good" there."""
    label = row.choice("label", LABELS_OF, default="")
    word = row.text("score") or ""
    if not label and row.mapped(word).lower() in LABELS_OF:
        return row.choice("score", LABELS_OF), Score()
    return label, score_of(row, labelled=bool(label))


def _numbers(row: Row) -> tuple[str, str, str]:
    """Ticket, call, and what is said in the entry's own id where one of them was left out.

    A bare number needs its system. Where the row names the customer, the answer is taken without it: told again with
    the system it is a further entry of the same survey. Else the row would be on record and never found.
    """
    found, without = [], ""
    for name, hear in (("ticket", row.ticket), ("call", row.call)):
        try:
            found.append(hear())
        except BadCell as bad:
            if not any(row.told("customer_id", "email", "phone")):
                raise
            row.notes.append(BadCell(bad.column, bad.value, f"{bad.what}; taken without it", bad.next_step))
            found.append("")
            without += f":without-{name}"
    return found[0], found[1], without


def _asked(row: Row, survey_id: str) -> tuple[SurveyAnswered, str]:
    ticket, call, without = _numbers(row)
    asked = SurveyAnswered(
        survey=f"{row.teller}/{survey_id}",
        ticket=ticket,
        call=call,
        agent=row.text("agent") or "",
        customer_id=row.text("customer_id"),
        email=row.email(),
        phone=row.phone(),
        message_id=row.text("message_id") or "",
        invited_by=_invited_by(row),
    )
    return asked, without


def _invited_by(row: Row) -> str:
    """Who chose to ask him. What is no such word is noted and left out: a link carries it, and links are changed."""
    word = row.mapped(row.text("invited_by") or "").lower()
    if word in INVITERS or not word:
        return word
    step = f"Write {' or '.join(INVITERS)}"
    row.notes.append(row.bad("invited_by", "is nobody who asks; the row was taken without it", step))
    return ""


def _opt_out(row: Row, answer: SurveyAnswered, survey_id: str, at: Moment) -> tuple[Told, ...]:
    """A legal opt-out binds us; it is told beside the answer, because it holds for more than this survey."""
    word = (row.text("opt_out") or "").lower()
    channel = word if word in _CHANNELS else ""
    if not channel and not row.tick("opt_out"):
        return ()
    handles = answer.handles()
    if not handles:
        step = "Say who he is: customer_id, email, phone or ticket; an opt-out of nobody would bind nobody"
        raise row.bad("opt_out", "names no customer", step)
    what = PreferenceTold("opt_out", channel=channel, about=handles[0].key)
    return (Told(f"opt_out:{survey_id}:{iso(at)}", at, what),)


SURVEYS = TableKind(
    "surveys",
    (
        ("survey_id", "ticket", "call", "customer_id", "email", "phone", "message_id"),
        ("answered_at", "answered_at_us", "asked_at", "asked_at_us"),
    ),
    (
        "score", "scale", "scale_min", "scale_max", "label", "agent", "text", "reason", "no_feedback_call", "opt_out",
        "answered", "finished", "invited_by",
    ),
    _survey,
    words=tuple(LABELS_OF),
)  # fmt: skip


def hear_row(cells: dict[str, str], mapping: Mapping, teller: str) -> tuple[Told, Row]:
    """What one row tells, and the row with its notes. Raises BadCell."""
    row = Row(cells, mapping, teller)
    return _survey(row), row
