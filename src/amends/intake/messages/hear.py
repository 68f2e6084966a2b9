"""Files of messages in the envelope: an array, JSON lines, or one object with a list under `messages`."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from amends.facts import Problem
from amends.intake.belongs import command_for
from amends.intake.cti import is_cti
from amends.intake.heard import Heard
from amends.intake.helpdesk import (
    BadRecord,
    Feed,
    Json,
    no_json,
    nothing_in,
    pieces,
    portions,
    printed,
    quarantined,
    raw_id,
    record_id,
    word,
)

from .envelope import entries_of_envelope


def hear_messages(stream: BinaryIO, where: str, feed: Feed) -> Iterator[Heard]:
    """The entries of one file in portions of about a thousand.

    What cannot be taken waits in quarantine, each message alone, and never stops the rest.
    """
    yield from portions(_heard(stream, where, feed))


def _heard(stream: BinaryIO, where: str, feed: Feed) -> Iterator[Heard]:
    seen = False
    for piece in pieces(stream):
        seen = True
        if piece.wrong:
            yield no_json(piece, where)
            continue
        messages, name = _messages(piece.value)
        for number, told in enumerate(messages):
            place = f"{name}[{number}]" if isinstance(piece.value, list) or name else ""
            yield _hear_one(told, where, piece.line, place, feed)
        if not messages:
            yield Heard((), (Problem(where, "holds an empty list", "Export it again, or leave it out", piece.line),))
    if not seen:
        yield nothing_in(where)


def _messages(value: Any) -> tuple[list[Any], str]:
    if isinstance(value, list):
        return value, ""
    inside = value.get("messages")
    return (inside, "messages") if isinstance(inside, list) and set(value) == {"messages"} else ([value], "")


def _hear_one(told: Any, where: str, line: int, place: str, feed: Feed) -> Heard:
    try:
        if not isinstance(told, dict):
            raise BadRecord("is no message", "Write a JSON object for each; see docs/howto-messages.md")
        _check_ours(told)
        return Heard(entries_of_envelope(told, feed))
    except BadRecord as bad:
        own = record_id("message", told) if isinstance(told, dict) else raw_id(printed(told))
        return quarantined(bad, where, line, place, own, printed(told))


def _check_ours(told: Json) -> None:
    """A file of another system is said to be one, not a message with many unknown fields. Raises BadRecord."""
    other = ""
    if is_cti(told) or isinstance(told.get("ticket"), dict) or "ticket_id" in told:
        other = "zammad"
    elif "message_type" in told or word(told, "event"):
        other = "chatwoot"
    elif "requester_id" in told:
        other = "zendesk"
    other = other or command_for(told)
    if other:
        raise BadRecord(f"looks like a record of another system: {other}", f"Take it in with: amends intake {other}")
