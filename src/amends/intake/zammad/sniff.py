"""What a JSON value of Zammad holds: a webhook's body, an answer of the REST interface, a history, a call event."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from amends.intake.belongs import command_for
from amends.intake.cti import is_cti
from amends.intake.helpdesk import Json, id_text, part, word

TICKET, ARTICLE, USER, HISTORY, CALL, OTHER = "ticket", "article", "user", "history", "call", "other"
UNKNOWN: Final = ""
_LISTS: Final = {"tickets": TICKET, "articles": ARTICLE, "ticket_articles": ARTICLE, "users": USER, "history": HISTORY}
_ASSETS: Final = {"Ticket": TICKET, "TicketArticle": ARTICLE, "User": USER}


@dataclass(frozen=True, slots=True)
class Item:
    """One record: what it is, where it stands in the document, and the number of the ticket around it."""

    kind: str
    told: Json
    place: str = ""
    ticket: str = ""
    has_ticket: bool = False  # of a user: he stands as the customer of a ticket
    label: str = ""  # of what is left out


def items_of(value: Any) -> Iterator[Item]:
    """Every record of a JSON value; what is none of them comes as UNKNOWN."""
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _one(one, f"[{number}]")
        return
    yield from _one(value, "")


def _one(told: Any, place: str) -> Iterator[Item]:
    if not isinstance(told, dict):
        yield Item(UNKNOWN, {"value": told}, place)
    elif is_cti(told):
        yield Item(CALL, told, place)
    elif isinstance(told.get("ticket"), dict) or isinstance(told.get("article"), dict):
        yield from _webhook(told, place)
    elif kind := kind_of(told):
        yield from _record(kind, told, place)
    elif isinstance(told.get("assets"), dict) or any(isinstance(told.get(name), list) for name in _LISTS):
        yield from _answer(told, place)
    else:
        yield Item(UNKNOWN, told, place)


def _webhook(told: Json, place: str) -> Iterator[Item]:
    """A ticket and an article side by side. Either may be missing: bodies can be written by hand."""
    ticket, article = part(told, "ticket"), part(told, "article")
    if ticket:
        yield from _record(TICKET, ticket, f"{place}.ticket".lstrip("."))
    if article:
        yield Item(ARTICLE, article, f"{place}.article".lstrip("."), id_text(ticket.get("number")))
    if not ticket and not article:
        yield Item(UNKNOWN, told, place)


def _record(kind: str, told: Json, place: str) -> Iterator[Item]:
    yield Item(kind, told, place)
    if kind != TICKET:
        return
    if id_text(part(told, "customer").get("id")):
        yield Item(USER, _dated(told["customer"], told), f"{place}.customer".lstrip("."), has_ticket=True)
    for name in ("articles", "article"):
        inside = told.get(name)
        for number, article in enumerate(inside if isinstance(inside, list) else ()):
            where = f"{place}.{name}[{number}]".lstrip(".")
            known = isinstance(article, dict)
            yield Item(ARTICLE if known else UNKNOWN, article if known else {"value": article}, where, _number(told))


def _dated(customer: Json, ticket: Json) -> Json:
    """Bodies that were written by hand tell of a customer what is needed, and no time: then it is as of the ticket."""
    times = ("updated_at", "created_at")
    if any(customer.get(name) for name in times):
        return customer
    return {**customer, **{name: ticket[name] for name in times if ticket.get(name)}}


def _answer(told: Json, place: str) -> Iterator[Item]:
    assets = part(told, "assets")
    for name, records in assets.items():
        inside = records.items() if isinstance(records, dict) else ()
        for own, one in inside:
            where = f"{place}.assets.{name}.{own}".lstrip(".")
            if isinstance(one, dict):
                yield Item(_ASSETS.get(name, OTHER), one, where, label=name)
            else:
                yield Item(UNKNOWN, {"value": one}, where)
    for name, kind in _LISTS.items():
        records = told.get(name)
        for number, one in enumerate(records if isinstance(records, list) else ()):
            where = f"{place}.{name}[{number}]".lstrip(".")
            if isinstance(one, dict):
                yield from _record(kind, one, where)
            elif not assets or not id_text(one):  # beside assets, a list holds the order of their ids
                yield Item(UNKNOWN, {"value": one}, where)


def kind_of(told: Json) -> str:
    """What a record is by its fields; empty where they do not say."""
    if "ticket_id" in told and ("body" in told or "sender" in told or "sender_id" in told):
        return ARTICLE
    if "number" in told and ("title" in told or "customer_id" in told or "state_id" in told):
        return TICKET
    if "o_id" in told and "object" in told:
        return HISTORY
    return USER if "login" in told and ("role_ids" in told or "roles" in told) else UNKNOWN


def other_system(told: Json) -> str:
    """The command that a record of another system belongs to; empty where it is not known."""
    if "responder_id" in told or ("incoming" in told and "private" in told):
        return "freshdesk"
    if "submitter_id" in told or "author_id" in told or "child_events" in told or "zendesk_event_version" in told:
        return "zendesk"
    if "message_type" in told or word(told, "event").startswith(("message_", "conversation_", "contact_")):
        return "chatwoot"
    if "thread" in told and "channel" in told:
        return "messages"
    command = command_for(told)
    return "" if command == "zammad" else command


def _number(ticket: Json) -> str:
    return id_text(ticket.get("number"))
