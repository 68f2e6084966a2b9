"""A user -> what Zammad holds about a customer. Agents are no customers, unless a ticket is theirs."""

from amends.facts import Entry
from amends.facts.kinds import ProfileTold
from amends.intake.helpdesk import (
    BadRecord,
    Feed,
    Json,
    fingerprint,
    id_text,
    is_address,
    moment_told,
    part,
    tidy,
    word,
)
from amends.intake.phone_numbers import hear_number

_CUSTOMER = ("customer", "3")


def entries_of_user(told: Json, feed: Feed, *, has_ticket: bool) -> tuple[Entry, ...]:
    """The profile as of its last change; none for one of us. Raises BadRecord."""
    own = id_text(told.get("id"))
    if not own:
        raise BadRecord("has no id", "Take in what Zammad tells with all its fields", "id")
    if not (has_ticket or is_customer(told)):
        return ()
    address = word(told, "email").strip().lower()
    account = feed.of(told.get("organization_id") or part(told, "organization").get("id"))
    numbers = [found for field in ("phone", "mobile") if (found := _number(word(told, field)))]
    more = [f"organisation={account}"] if account else []
    more += ["vip=true"] if told.get("vip") is True else []
    more += [f"mobile={other}" for other in numbers[1:] if other != numbers[0]]
    what = ProfileTold(
        customer_id=feed.of(own),
        email=address if is_address(address) else None,
        phone=next(iter(numbers), None),
        name=tidy(" ".join(f"{word(told, 'firstname')} {word(told, 'lastname')}".split())),
        address=_address(told),
        more=tuple(sorted(more)),
    )
    at = moment_told(told, "updated_at", "created_at")
    return (feed.ours(f"user:{own}:{at}:{fingerprint(what)}", at, what),)


def is_customer(told: Json) -> bool:
    """Whether his roles say that he is a customer and nothing else."""
    roles = told.get("roles") if isinstance(told.get("roles"), list) else told.get("role_ids")
    if not isinstance(roles, list) or not roles:
        return False
    return all((str(one.get("name", "")) if isinstance(one, dict) else str(one)).lower() in _CUSTOMER for one in roles)


def _number(text: str) -> str:
    return (hear_number(text) or "") if text.strip().startswith(("+", "00")) else ""


def _address(told: Json) -> str:
    """The one field of older versions, or the four of newer ones."""
    parts = (word(told, "street"), f"{word(told, 'zip')} {word(told, 'city')}", word(told, "country"))
    text = tidy(word(told, "address")).strip()
    return text or tidy("\n".join(one.strip() for one in parts if one.strip()))
