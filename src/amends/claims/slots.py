"""Everything in the words besides the claim: amounts, dates, order ids, earlier contacts."""

from amends.facts import Slots

from .amounts import amounts
from .counts import earlier_contacts
from .dates import dates
from .ids import order_ids


def slots_of(text: str) -> Slots:
    """The slots of a message or of a sentence, in order of writing, each once."""
    return Slots(amounts(text), dates(text), order_ids(text), earlier_contacts(text))
