"""Rows of parcels, outages and what is held about customers."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from amends.facts import iso
from amends.facts.kinds import DeliveryTold, OutageTold, ProfileTold
from amends.intake.vocabulary import DELIVERY_STATES

from .cells import Row
from .told import Told, history_id

_STATES = {name: state for state in DELIVERY_STATES for name in (state, state.replace("_", " "))}


def delivery(row: Row) -> Told:
    """A parcel in a state. Several rows of one parcel with different states and times are its history."""
    delivery_id = row.need("delivery_id", "tracking")
    at, state = row.moment("occurred_at", "at"), row.choice("state", _STATES)
    what = DeliveryTold(
        delivery=delivery_id,
        state=state,
        order_id=row.text("order_id"),
        detail=row.word("detail"),
        customer_id=row.text("customer_id"),
        signed_by=row.words("signed_by").strip(),
    )
    return Told(history_id("delivery", delivery_id, state, at), at, what)


def outage(row: Row) -> Told:
    """A service was down. One outage may stand in several rows, one for each service or customer; its end, told later,
    is one more row of its history.
    """
    outage_id, began = row.need("outage_id"), row.moment("began_at")
    ended, service, customer_id = row.moment_or_none("ended_at"), row.text("service") or "", row.text("customer_id")
    if ended is not None and ended < began:
        raise row.bad("ended_at", "is before it began", "Correct one of the two times")
    what = OutageTold(outage_id, service, ended, row.word("detail"), customer_id)
    span = f"{iso(began)}..{iso(ended) if ended is not None else ''}"
    return Told(":".join(("outage", outage_id, service, customer_id or "", span)), began, what)


def profile(row: Row) -> Told:
    """What the teller held about a customer as of a time. A customer with several services has a row for each."""
    at, service = row.as_of("as_of", "updated_at"), row.text("service") or ""
    customer_id, email, phone = row.text("customer_id"), row.email(), row.phone()
    if not (customer_id or email or phone):
        raise row.bad("customer_id", "is empty", "Say whose profile it is: customer_id, email or phone")
    what = ProfileTold(
        zone=_zone(row),
        service=service,
        customer_id=customer_id,
        email=email,
        phone=phone,
        name=row.words("name").strip(),
        address=row.words("address").strip(),
        more=row.more(),
        aliases=tuple(sorted(set(row.words("aliases").replace(";", " ").split()))),
    )
    return Told(":".join(("profile", customer_id or email or phone or "", service, iso(at))), at, what)


def _zone(row: Row) -> str:
    """An IANA name; what is none is noted and left out, because by a wrong one somebody would be called at night."""
    name = row.text("zone")
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        step = "Write for example Europe/Berlin"
        row.notes.append(row.bad("zone", "is not a time zone; the row was taken without it", step))
        return ""
