"""When somebody answered what a customer wrote: by then he has read it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection
from functools import cached_property

from amends.facts import Contact, CustomerFile, Moment
from amends.facts.kinds import AnswerGiven
from amends.facts.roots import SPEAKING_FOR_US
from amends.link.threads import Threads


class Answered:
    """The answers of one customer's file that people sent, by thread and name."""

    def __init__(self, file: CustomerFile) -> None:
        self._file = file

    def by(
        self, contact: Contact, after: Moment, until: Moment | None, names: Collection[str]
    ) -> tuple[Moment | None, Moment | None]:
        """His first and last answer on the thread of `contact` after that and before the customer's next contact;
        where there is none before it, his first one after. None where he sent none.
        """
        sent = sorted(
            at for name in names for at in self._sent.get((self._threads.of(contact.entry, contact.ticket), name), ())
        )
        begun = bisect_right(sent, contact.at)
        later = bisect_right(sent, after)
        end = len(sent) if until is None else bisect_right(sent, until, lo=later)
        last = max(end, later + 1)
        mine = sent[begun:last]
        return (mine[0], mine[-1]) if mine else (None, None)

    @cached_property
    def _threads(self) -> Threads:
        return Threads(self._file.told)

    @cached_property
    def _sent(self) -> dict[tuple[str, str], list[Moment]]:
        found: dict[tuple[str, str], list[Moment]] = defaultdict(list)
        for entry in self._file.told:
            what = entry.what
            if not isinstance(what, AnswerGiven) or what.automatic or what.record == "note" or not what.agent:
                continue
            if entry.source.root in SPEAKING_FOR_US:
                found[self._threads.of(entry), what.agent].append(entry.occurred)
        return found
