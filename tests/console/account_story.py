"""Nordwind: a carrier with twelve circuits, a daughter, and three people who write for it; told as entries."""

from amends.facts import US, Entry, Money, Source
from amends.facts.kinds import (
    AccountMember,
    AccountTold,
    ContactReceived,
    ServiceConcerned,
    ServiceTold,
    TicketTold,
    What,
)
from desk_stories import at

CRM, BILLING, HELP, MAIL = Source("crm", US), Source("billing", US), Source("zendesk", US), Source("mail", "customer")
NORDWIND, DAUGHTER, OTHER = "crm/A-17", "crm/A-18", "crm/B-1"
CHEAP = "KI-2"  # the cheapest of its circuits
ANNA, BEN = "customer:C-700", "customer:C-701"


def told(source: Source, number: str, what: What, when: str = "01-02T00:00") -> Entry:
    """An entry of this year."""
    return Entry(source, number, at(when), what)


def tree() -> list[Entry]:
    """Twelve circuits, nine of them its own and three its daughter's, and another account that stands alone."""
    entries = [
        told(CRM, "a17", AccountTold(NORDWIND, "", renewal=at("08-20T00:00"), name="Nordwind")),
        told(CRM, "a18", AccountTold(DAUGHTER, NORDWIND, name="Nordwind Kiel")),
        told(CRM, "b1", AccountTold(OTHER, "", name="Brise")),
        told(BILLING, "b1-1", ServiceTold("BR-1", OTHER, Money(50_000, "EUR"), name="Brise 10M")),
    ]
    for number in range(12):
        account = DAUGHTER if number < 3 else NORDWIND
        minor = 3_000 if number == 2 else 9_000 * (number + 1)
        what = ServiceTold(f"KI-{number}", account, Money(minor, "EUR"), name=f"Circuit {number}")
        entries.append(told(BILLING, f"ki-{number}", what))
    return entries


def people() -> list[Entry]:
    """Anna by her number, everybody else of the house by its mail domain."""
    return [
        told(CRM, "m1", AccountMember(NORDWIND, customer_id="C-700")),
        told(CRM, "m2", AccountMember(NORDWIND, domain="nordwind.example")),
    ]


def wrote(who: str, when: str, ticket: str, text: str = "The circuit is down again.") -> list[Entry]:
    """A mail about a ticket."""
    sender = f"{who}@nordwind.example"
    message = f"<{who}-{when}>"
    mail = ContactReceived("mail", language="en", sender=sender, text=text, message_id=message, ticket=ticket)
    return [told(MAIL, message, mail, when)]


def ticket(number: str, customer: str, when: str, service: str = "") -> list[Entry]:
    """A ticket of a customer and, where it is told, the service that it is about."""
    name = f"zendesk/{number}"
    entries = [told(HELP, f"t{number}", TicketTold(name, "opened", channel="mail", customer_id=customer), when)]
    if service:
        entries.append(told(HELP, f"s{number}", ServiceConcerned(service, ticket=name), when))
    return entries


def hard_weeks() -> list[Entry]:
    """Six mails about the cheapest circuit in a month, one about another, and one of a stranger."""
    days = ("05-20T08:00", "05-24T08:00", "05-29T08:00", "06-04T08:00", "06-09T08:00", "06-16T08:00")
    entries = ticket("71", "C-700", days[0], CHEAP) + ticket("72", "C-701", "06-10T08:00")
    for day in days:
        entries += wrote("anna", day, "zendesk/71")
    entries += wrote("ben", "06-10T08:30", "zendesk/72", "When is the next invoice due?")
    stranger = ContactReceived("mail", language="en", sender="x@gmail.com", text="Hello?", message_id="<x>")
    return [*entries, told(MAIL, "<x>", stranger, "06-11T08:00")]


def everything() -> list[Entry]:
    """All of it."""
    return [*tree(), *people(), *hard_weeks()]
