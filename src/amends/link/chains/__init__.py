"""Chains over a table of millions of contacts at once: numpy over columns, one pass for the keys and one for the copy.

The simple rule of the industry, for a whole file: a contact soon after the customer's last one is a repeat. What a
contact is about is only known here by its `topic`; `link.cases` knows threads, words and judgements, for one customer.
"""

from .keys import Keys, hear_keys
from .numbers import Chained, Summary, chain
from .sheets import Sheet, hear_sheet
from .write import ADDED, write_sheet

__all__ = ["ADDED", "Chained", "Keys", "Sheet", "Summary", "chain", "hear_keys", "hear_sheet", "write_sheet"]
