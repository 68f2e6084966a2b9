"""A ticket as it stands: that it was opened, for whom, and its state. `owner` is whoever has it today: not read."""

from amends.facts import Entry
from amends.facts.kinds import TicketTold
from amends.facts.moments import SECOND_US
from amends.intake.helpdesk import BadRecord, Feed, Json, fingerprint, id_text, moment_told, part, word

from .known import Known
from .words import NOBODY, channel_of, type_of


def entries_of_ticket(told: Json, feed: Feed, known: Known) -> tuple[Entry, ...]:
    """Opened, and its state where no history tells it. Raises BadRecord."""
    number = id_text(told.get("number"))
    if not number:
        step = "Let the webhook tell ticket.number, or take in what the REST interface answers"
        raise BadRecord("is a ticket without its number", step, "number")
    customer = person_of(told, "customer")
    opened = TicketTold(
        ticket=feed.of(number),
        event="opened",
        channel=_channel(told),
        customer_id=feed.of(customer) or None,
        organisation=feed.of(told.get("organization_id") or part(told, "organization").get("id")),
    )
    own_id = f"ticket:{number}:opened:{fingerprint(opened)}"
    entries = [feed.ours(own_id, moment_told(told, "created_at"), opened)]
    state = state_of(told)
    if state and id_text(told.get("id")) not in known.histories:
        at = moment_told(told, "updated_at", "created_at")
        what = TicketTold(ticket=feed.of(number), event="status", value=state)
        entries.append(feed.ours(f"ticket:{number}:status:{state}:{at // SECOND_US}", at, what))
    return tuple(entries)


def person_of(told: Json, field: str) -> str:
    """The id of a person: beside his name, or in his object. Empty for nobody."""
    own = id_text(told.get(f"{field}_id")) or id_text(part(told, field).get("id"))
    return "" if own in NOBODY else own


def state_of(told: Json) -> str:
    """The state by its name; an id alone means another state in every installation, and is not read."""
    return (word(told, "state") or word(part(told, "state"), "name")).strip().lower()


def _channel(told: Json) -> str:
    kind = type_of(told, "create_article_type")
    return channel_of(kind) if kind else ""
