"""The documented shapes of the router's API: the columns of CONTACTS and AGENTS, and the answer of `care route`."""

from typing import Annotated, Any

from ninja import Field, Schema

from .shapes import Iso

CONTACTS_MAX = 2_000
AGENTS_MAX = 10_000
Text = Annotated[str, Field(max_length=400)]
Time = Annotated[str | None, Field(max_length=64, description="ISO 8601, for example 2026-05-03T14:20:00Z")]
Texts = Annotated[list[Text], Field(default_factory=list, max_length=200)]
Number = Annotated[float | None, Field(ge=0)]


class RoutedContactIn(Schema):
    """Somebody who waits. What is left out is filled from the record by `handle`: a phone number with its country, an
    e-mail address, or `ticket:4711`, `order:10-4471`, `customer:C-17`. `call_back`: we call him, as we promised.
    """

    contact_id: Text
    channel: Text
    handle: Text = ""
    call_back: bool = False
    skill: Text = ""
    waiting_since: Time = None
    max_wait_minutes: Number = None
    q80_minutes: Number = None
    hard: bool | None = None
    known_agent: Text = ""
    promised_from: Time = None
    promised_to: Time = None
    returning: bool | None = None
    not_agents: Texts


class RoutedAgentIn(Schema):
    """Somebody who can take a contact now. His load is known here, and is never told."""

    agent: Text
    skills: Texts
    shift_end: Time = None
    free_since: Time = None
    capacity: Annotated[int | None, Field(ge=0, le=9_999)] = None
    open: Annotated[int | None, Field(ge=0, le=9_999)] = None
    channels: Texts


class RouteIn(Schema):
    """Who waits and who is there. `batch`: the best assignment of all, for a morning's mail or call-backs."""

    contacts: Annotated[list[RoutedContactIn], Field(max_length=CONTACTS_MAX)]
    agents: Annotated[list[RoutedAgentIn], Field(max_length=AGENTS_MAX)]
    batch: bool = False


class OfferOut(Schema):
    """A call-back that is to be offered to whoever waits, and by whom; null: by nobody in particular."""

    kind: str
    by: str | None


class AssignmentOut(Schema):
    """`action` is assign, offer_call_back or wait; `terms` are those of `care route`; `filled` are the columns that the
    record told.
    """

    contact_id: str
    agent: str | None
    action: str
    terms: dict[str, Any]
    offer: OfferOut | None = None
    filled: list[str]


class RouteRowsOut(Schema):
    """What was decided from, as rows of CONTACTS and AGENTS. They hold loads."""

    contacts: list[dict[str, str]]
    agents: list[dict[str, str]]


class RouteOut(Schema):
    """`inputs` is a hash of all that was decided from; `rows` stand there with `?inputs=1`."""

    now: Iso
    method: str
    inputs: str
    assignments: list[AssignmentOut]
    notes: list[str]
    rows: RouteRowsOut | None = None
