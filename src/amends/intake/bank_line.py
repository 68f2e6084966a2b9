"""A bank's line about a whole payout: it is about no customer, so it is told as the payout that it is."""

from dataclasses import replace

from amends.facts import BANK, Entry
from amends.facts.kinds import PayoutTold, PostingTold


def as_payout(entry: Entry) -> Entry:
    """A posting of the bank that names a payout and nothing of a customer, as that payout; else the entry as it is.

    As a posting nobody would ever find it: a posting is found by the customer, order, invoice or payment it names.
    """
    what = entry.what
    if entry.source.root != BANK or not isinstance(what, PostingTold) or not what.payout_ref or what.handles():
        return entry
    return replace(entry, what=PayoutTold(what.payout_ref, what.money))
