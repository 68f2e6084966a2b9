"""The customer's file, made at the moment when somebody looks. Nothing of it is stored but what the queue lists."""

from amends import customer
from amends.facts import CustomerFile, Moment
from amends.record.gather import gather

from .world import world


def load(who: str, now: Moment | None = None) -> CustomerFile | None:
    """The file of the customer behind a handle key ("email:m@example.org", "refund:R-2291"), or None."""
    here = world()
    entries = gather(here.record, who, here.policy)
    return customer.understand(entries, who=who, now=here.now() if now is None else now, policy=here.policy)
