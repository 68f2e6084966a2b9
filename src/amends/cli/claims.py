"""amends claims: what exactly somebody says."""

from typing import Any, BinaryIO

import click
import orjson

from amends.facts import Claim, Problem, Refused, Slots

from .common import json_option, say_json_lines

ROLES = ("customer", "agent")
LINE_BYTES_MAX = 1_000_000


@click.group()
def command() -> None:
    """Read claims, amounts, dates and ids in people's words."""


@command.command("read", short_help="Read the messages in FILE (JSON lines).")
@click.argument("file", type=click.File("rb"))
@json_option
def read(file: BinaryIO, as_json: bool) -> None:
    """Read the messages in FILE (JSON lines with `id`, `text`, `role`; `-` is standard input).

    A line that cannot be read is named on standard error, and the others are read. Exit code 0 when at least one line
    could be read or the file is empty, else 2.
    """
    understood = refused = 0
    where = getattr(file, "name", "standard input")
    for line, raw in enumerate(file, start=1):
        if not raw.strip():
            continue
        message = _hear_message(raw, where, line)
        if isinstance(message, Problem):
            refused += 1
            click.echo(f"amends: {message}", err=True)
            continue
        understood += 1
        answer = _answer(*message)
        if as_json:
            say_json_lines([answer])
        else:
            _say(message[1], answer)
    if refused and not understood:
        raise Refused(Problem(where, "has no line that could be read", "Write one JSON object a line: id, text, role"))


def _hear_message(raw: bytes, where: str, line: int) -> tuple[Any, str, str] | Problem:
    """`(id, text, role)` of a line, or what is wrong with it."""
    if len(raw) > LINE_BYTES_MAX:
        return Problem(where, f"is longer than {LINE_BYTES_MAX} bytes", "Send the new words of the message only", line)
    try:
        told = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return Problem(
            where, f"is not JSON ({error.msg})", 'Write {"id": "1", "text": "...", "role": "customer"}', line
        )
    if not isinstance(told, dict) or "id" not in told:
        return Problem(where, "has no id", 'Write {"id": "1", "text": "...", "role": "customer"}', line, "id")
    text, role = told.get("text"), told.get("role") or "customer"
    if not isinstance(text, str):
        return Problem(where, "is no text", 'Write "text": "..." with the words of the message', line, "text")
    if role not in ROLES:
        return Problem(where, "is no role", 'Write "customer" or "agent"', line, "role", str(role))
    return told["id"], text, role


def _answer(message_id: Any, text: str, role: str) -> dict[str, Any]:
    from amends.claims import read_text

    reading = read_text(text, "agent" if role == "agent" else "customer")
    return {"id": message_id, "claims": [_claim(claim) for claim in reading.claims], "slots": _slots(reading.slots)}


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "kind": claim.kind.value,
        "start": claim.start,
        "end": claim.end,
        "slots": _slots(claim.slots),
        "by": claim.by,
    }


def _slots(slots: Slots) -> dict[str, Any]:
    return {
        "amounts": [_number(amount.number) for amount in slots.amounts],
        "dates": list(slots.dates),
        "order_ids": list(slots.order_ids),
        "contacts": slots.contacts,
    }


def _number(number: Any) -> int | float:
    """JSON knows no decimal; amounts in words are short enough for its numbers. Nothing is calculated with them."""
    return int(number) if number == number.to_integral_value() else float(number)


def _say(text: str, answer: dict[str, Any]) -> None:
    said = _words(answer, text)
    click.echo(f"{answer['id']}: " + ("; ".join(said) if said else "no claim read"))


def _words(answer: dict[str, Any], text: str) -> list[str]:
    return [f"{claim['kind'].replace('_', ' ')} “{text[claim['start'] : claim['end']]}”" for claim in answer["claims"]]
