"""One row of a survey: he was asked, or he answered; and what he wants of us from now on."""

from dataclasses import replace

from amends.facts import US, Moment, iso
from amends.facts.kinds import PreferenceTold, SurveyAnswered
from amends.intake.named import named_in
from amends.intake.table import Mapping, TableKind
from amends.intake.table.cells import Row
from amends.intake.table.told import Told
from amends.intake.vocabulary import LABELS

from .scale import score_of

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
    survey_id, answered_at = row.need("survey_id"), row.moment_or_none("answered_at")
    if not row.tick("answered", default=answered_at is not None):
        asked_at = row.moment("asked_at", "answered_at")
        what = replace(_asked(row, survey_id), answered=False)
        return Told(f"survey:{survey_id}:asked:{iso(asked_at)}", asked_at, what, root=US)
    at = row.moment("answered_at")
    finished = row.tick("finished", default=True)
    words = row.words("text").strip(), row.words("reason").strip()
    label = row.choice("label", LABELS_OF, default="")
    score, lowest, highest = score_of(row, labelled=bool(label), default=row.scale)
    what = replace(
        _asked(row, survey_id),
        score=score,
        lowest=lowest,
        highest=highest,
        label=label,
        finished=finished,
        no_feedback_call=row.tick("no_feedback_call"),
        text=words[0],
        reason=words[1],
        named=named_in("\n".join(words)),
    )
    also = _opt_out(row, what, survey_id, at)
    return Told(f"survey:{survey_id}:{'answered' if finished else 'begun'}:{iso(at)}", at, what, also=also)


def _asked(row: Row, survey_id: str) -> SurveyAnswered:
    return SurveyAnswered(
        survey=f"{row.teller}/{survey_id}",
        ticket=row.ticket(),
        call=row.call(),
        agent=row.text("agent") or "",
        customer_id=row.text("customer_id"),
        email=row.email(),
        phone=row.phone(),
        message_id=row.text("message_id") or "",
    )


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
    (("survey_id",), ("answered_at", "answered_at_us", "asked_at", "asked_at_us")),
    (
        "score", "scale", "scale_min", "scale_max", "label", "ticket", "call", "customer_id", "email", "phone", "agent",
        "text", "reason", "message_id", "no_feedback_call", "opt_out", "answered", "finished",
    ),
    _survey,
    words=tuple(LABELS_OF),
)  # fmt: skip


def hear_row(cells: dict[str, str], mapping: Mapping, teller: str) -> tuple[Told, Row]:
    """What one row tells, and the row with its notes. Raises BadCell."""
    row = Row(cells, mapping, teller)
    return _survey(row), row
