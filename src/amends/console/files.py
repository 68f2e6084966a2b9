"""The customer's file, made at the moment when somebody looks. Nothing of it is stored but what the queue lists."""

from amends import customer
from amends.facts import CustomerFile, HandleKind, Moment, Opinion
from amends.record.gather import gather

from .world import world


def load(who: str, now: Moment | None = None) -> CustomerFile | None:
    """The file of the customer behind a handle key ("email:m@example.org", "refund:R-2291"), or None."""
    here = world()
    entries = gather(here.record, who, here.policy)
    return customer.understand(entries, who=who, now=here.now() if now is None else now, policy=here.policy)


def opinion_on_refund(refund_id: str, now: Moment) -> Opinion | None:
    """The opinion on a refund as our own record calls it, or None."""
    here = world()
    entries = gather(here.record, f"{HandleKind.REFUND}:{refund_id}", here.policy)
    return customer.opinion_on_refund(entries, refund_id, now=now, policy=here.policy)
