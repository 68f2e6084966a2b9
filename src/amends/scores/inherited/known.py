"""What is known of a customer's cases beside the contacts themselves; worked out when it is first needed."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from amends.facts import CustomerFile, Moment, Policy

from ..arrival import IRREVERSIBLE
from ..taken import Vouched
from .heard import Heard
from .money import Money, money_of
from .reason import claimed_of
from .sittings import Sitting, Sittings
from .ties import Ties
from .told import nothing_done, told_of


class Known:
    """Of one customer. Most have no rule, no action and no opinion, and cost nothing."""

    def __init__(self, file: CustomerFile, heard: Heard, sittings: Sittings, policy: Policy) -> None:
        self.file, self.heard, self.sittings, self.policy = file, heard, sittings, policy

    @cached_property
    def claimed(self) -> dict[str, str]:
        """By sitting, what he claims first."""
        return claimed_of(self.file, self.sittings) if self.file.claims else {}

    def values(self, sitting: Sitting, at: Moment) -> Iterator[Vouched]:
        """What was told about its case: said and done before the pick-up, whenever it was learnt."""
        case = sitting.case.id
        told = self._told.get(case, [])
        yield from (value for value in told if value.field != IRREVERSIBLE or value.known_at <= at)
        if self.heard.complete and (nothing := nothing_done(self.heard, sitting, told, at)):
            yield nothing
        if self.file.opinions:
            yield from self._money.fixable.get(case, ())
            wrong = [value for said, value in self._money.wrong.get(case, []) if said <= at]
            yield from wrong or self._money.right.get(case, [])

    @cached_property
    def _ties(self) -> Ties:
        return Ties(self.file, self.sittings, self.policy)

    @cached_property
    def _money(self) -> Money:
        return money_of(self.file, self.heard, self.sittings, self._ties, self.policy)

    @cached_property
    def _told(self) -> Mapping[str, list[Vouched]]:
        if not self.heard.policies and not self.heard.actions:
            return {}
        return told_of(self.heard, self._ties, self.sittings.users)
