"""Everything in the words besides the claim: amounts, dates, order ids, earlier contacts."""

from amends.facts import Slots

from .amounts import amounts
from .counts import earlier_contacts
from .dates import dates
from .ids import order_ids


def slots_of(text: str, whole: Slots | None = None) -> Slots:
    """The slots of a message or of a sentence, in order of writing, each once.

    `whole`: those of the message the sentence is from; what the message has none of is not looked for.
    """
    return Slots(
        amounts(text) if not whole or whole.amounts else (),
        dates(text) if not whole or whole.dates else (),
        order_ids(text) if not whole or whole.order_ids else (),
        earlier_contacts(text),
    )
