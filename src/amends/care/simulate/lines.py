"""Who waits: a line of calls and one of mails for each skill, oldest first, and the call-backs that are due."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

from .contact import PHONE, Contact


class Lines:
    """A contact that has left (taken, gave up) is marked and forgotten when the line comes to it."""

    def __init__(self, skills: int) -> None:
        self.calls: list[deque[Contact]] = [deque() for _ in range(skills)]
        self.mails: list[deque[Contact]] = [deque() for _ in range(skills)]
        self.due: list[list[Contact]] = [[] for _ in range(skills)]
        self.calls_waiting = 0

    def join(self, contact: Contact) -> None:
        """At the end of its line; a call-back among those that are due."""
        contact.waiting = True
        if contact.promised:
            self.due[contact.skill].append(contact)
        elif contact.channel == PHONE:
            self.calls[contact.skill].append(contact)
            self.calls_waiting += 1
        else:
            self.mails[contact.skill].append(contact)

    def leave(self, contact: Contact) -> None:
        """Taken, or gone."""
        contact.waiting = False
        if contact.promised:
            self.due[contact.skill].remove(contact)
        elif contact.channel == PHONE:
            self.calls_waiting -= 1

    def rejoin(self, contact: Contact) -> None:
        """Still waiting after all, where it stood: it was marked and not forgotten."""
        contact.waiting = True
        self.calls_waiting += 1

    def empty_calls(self) -> list[Contact]:
        """All who are waiting on the phone; nobody is left there."""
        left = [contact for line in self.calls for contact in line if contact.waiting]
        for contact in left:
            self.leave(contact)
        for line in self.calls:
            line.clear()
        return left

    def all_waiting(self) -> Iterator[Contact]:
        """Everybody in any line."""
        for line in (*self.calls, *self.mails, *self.due):
            yield from (contact for contact in line if contact.waiting)


def oldest(lines: Sequence[deque[Contact]], skills: Sequence[int]) -> Contact | None:
    """Who waits longest in the lines of these skills."""
    found: Contact | None = None
    for skill in skills:
        line = lines[skill]
        while line and not line[0].waiting:
            line.popleft()
        if line and (found is None or line[0].arrived_at < found.arrived_at):
            found = line[0]
    return found


def oldest_few(line: deque[Contact], count: int) -> Iterator[Contact]:
    """The first few who are still waiting."""
    while line and not line[0].waiting:
        line.popleft()
    return islice((contact for contact in line if contact.waiting), count)
