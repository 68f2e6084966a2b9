"""Rows of what our people said or wrote: call notes, transcripts, words that were sent from any system."""

from amends.facts.kinds import AnswerGiven
from amends.intake.vocabulary import MEDIA, RECORDS

from .cells import Row
from .told import Told

_RECORDS = {record: record for record in RECORDS}


def answer(row: Row) -> Told:
    """One of us said something. `record` says how far the words are more than a memory: on the phone they are a note
    unless the row says that a machine took them down; in writing they are what was sent.
    """
    answer_id, at = row.need("answer_id"), row.moment("occurred_at")
    medium = row.choice("medium", MEDIA)
    record = row.choice("record", _RECORDS, default="note" if medium == "phone" else "sent")
    if medium == "phone" and record == "sent":
        step = "Write transcript, voicemail or note: nothing is sent by phone"
        raise row.bad("record", "cannot be on the phone", step)
    what = AnswerGiven(
        medium=medium,
        record=record,
        automatic=row.tick("automatic"),
        ticket=row.ticket(),
        call=row.call(),
        public=row.tick("public"),
        agent=row.text("agent") or "",
        to=row.party("to"),
        customer_id=row.text("customer_id"),
        subject=row.words("subject").strip(),
        text=row.words("text").strip(),
    )
    return Told(f"answer:{answer_id}", at, what)
