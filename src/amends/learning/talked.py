"""The contacts of one customer as the register asks for them: which one an answer or a survey belongs to, and what
came after it in the same case.
"""

from collections.abc import Collection, Iterable
from itertools import pairwise

from amends.facts import Case, Contact, CustomerFile, Entry, Moment
from amends.facts.kinds import AnswerGiven, SurveyAnswered


class Talked:
    """An index of one file."""

    def __init__(self, file: CustomerFile) -> None:
        self._by_id = {contact.entry.id: contact for contact in file.contacts}
        self._ordered = sorted(file.contacts, key=lambda contact: (contact.at, contact.entry.id))
        self._case = {name: case for case in file.conversation.cases for name in case.contacts}
        self._entries = {entry.id: entry for entry in file.told}
        self._before = {
            later: earlier for case in file.conversation.cases for earlier, later in pairwise(case.contacts)
        }

    def contact(self, name: str) -> Contact | None:
        """The contact with this entry id."""
        return self._by_id.get(name)

    def entry(self, name: str) -> Entry | None:
        """The entry with this id."""
        return self._entries.get(name)

    def before(self, name: str) -> Contact | None:
        """The contact before it in its case."""
        return self._by_id.get(self._before.get(name, ""))

    def where_said(self, name: str) -> str:
        """The contact in which an entry was said, or that it is itself; empty where that is not known."""
        if name in self._by_id:
            return name
        entry = self._entries.get(name)
        if entry is None or not isinstance(entry.what, AnswerGiven):
            return ""
        return self._last(entry.what.call, entry.what.ticket, entry.occurred)

    def asked_about(self, survey: SurveyAnswered, at: Moment) -> str:
        """The contact after which somebody was asked how it went; empty where the survey names none."""
        return self._last(survey.call, survey.ticket, at)

    def cases(self, names: Iterable[str]) -> tuple[Case, ...]:
        """The cases in which these contacts are, oldest first."""
        found = {case.id: case for name in names if (case := self._case.get(name)) is not None}
        return tuple(sorted(found.values(), key=lambda case: (case.opened, case.id)))

    def whole(self, names: Collection[str]) -> tuple[str, ...]:
        """These contacts with all others of their cases, in order of happening."""
        wanted = {name for case in self.cases(names) for name in case.contacts} | set(names)
        return tuple(contact.entry.id for contact in self._ordered if contact.entry.id in wanted)

    def after(self, names: Collection[str], moment: Moment | None) -> int:
        """How many contacts of the same cases came after that moment."""
        if moment is None:
            return 0
        return sum(self._by_id[name].at > moment for name in self.whole(names))

    def _last(self, call: str, ticket: str, at: Moment) -> str:
        named = [
            contact.entry.id
            for contact in self._ordered
            if contact.at <= at
            and (
                (call and contact.call is not None and contact.call.id == call) or (ticket and contact.ticket == ticket)
            )
        ]
        return named[-1] if named else ""
