"""What must be known before words can be told apart: who is one of us, whose ticket it is, where its first message is.

Comments do not say whether their author is a customer. It is read from all files of one run before the first entry is
made, so that no order of files or records can change an entry.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from amends.facts import Moment
from amends.facts.moments import SECOND_US
from amends.intake.helpdesk import BadRecord, Json, id_text, moment_told, part, word

from .feed import SYSTEM_ID

FIRST_WITHIN_SECONDS = 5  # how much later than its ticket the first comment may be stamped
SPOKEN = ("Comment", "VoiceComment")  # the events of an audit that are messages
_STAFF = frozenset({"agent", "admin"})
_COPIED = ("collaborator_ids", "email_cc_ids", "follower_ids")
_NOBODY = frozenset({"", "0", SYSTEM_ID})


@dataclass
class Known:
    """Sets that only grow: the order of learning cannot matter. Ids are Zendesk's own."""

    staff: set[str] = field(default_factory=set)
    customers: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)  # were assigned some ticket: only agents can be
    requesters: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    opened: dict[str, Moment] = field(default_factory=dict)
    subjects: dict[str, tuple[int, str]] = field(default_factory=dict)  # with when it was told: the oldest counts
    spoken: dict[str, set[Moment]] = field(default_factory=lambda: defaultdict(set))  # by comments and audits
    audited: set[str] = field(default_factory=set)
    copied: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # of every ticket that is told

    def is_staff(self, person: str, ticket: str) -> bool | None:
        """Whether he is one of us: by his role; by having held a ticket; by having asked for help himself; else because
        he is neither who asked nor in copy, and only agents write in other people's tickets. None where no file says.
        """
        if person in self.staff or person == SYSTEM_ID:
            return True
        if person in self.customers:
            return False
        if person in self.held:
            return True
        if person in self.requesters.get(ticket, ()):
            return False
        told = person not in _NOBODY and ticket in self.copied
        return True if told and person not in self.copied[ticket] else None

    def is_first(self, ticket: str, at: Moment) -> bool:
        """Whether a message of that time opened its ticket."""
        opened = self.opened.get(ticket)
        return opened is not None and opened <= at <= opened + FIRST_WITHIN_SECONDS * SECOND_US

    def first_is_told(self, ticket: str) -> bool:
        """Whether a comment or an audit tells the first message, so that the ticket's description must not."""
        return any(self.is_first(ticket, at) for at in self.spoken.get(ticket, ()))

    def subject(self, ticket: str) -> str:
        """The subject as it was told first."""
        return self.subjects.get(ticket, (0, ""))[1]

    def learn_user(self, told: Json) -> None:
        """The role of a person."""
        role = word(told, "role").lower()
        if role:
            (self.staff if role in _STAFF else self.customers).add(id_text(told.get("id")))

    def learn_ticket(self, told: Json) -> None:
        """Whose ticket it is and when it was opened; who holds it is one of us."""
        ticket = id_text(told.get("id"))
        self._learn_requester(ticket, told.get("requester_id"))
        self._learn_held(told.get("assignee_id"))
        if ticket and id_text(told.get("requester_id")) not in _NOBODY:
            lists = (told.get(field) for field in _COPIED)
            self.copied[ticket] |= {id_text(one) for people in lists if isinstance(people, list) for one in people}
        try:
            self._learn_opened(ticket, moment_told(told, "created_at"))
            self._learn_subject(ticket, word(told, "raw_subject") or word(told, "subject"), told)
        except BadRecord:  # said when the ticket itself is read
            return

    def learn_comment(self, told: Json, ticket: str, at: Json | None = None) -> None:
        """That the ticket's messages are told, and when this one was."""
        try:
            self.spoken[ticket].add(moment_told(at or told, "created_at", "timestamp"))
        except BadRecord:  # said when the comment itself is read
            return

    def learn_audit(self, told: Json, ticket: str) -> None:
        """Requesters and holders of the ticket, and the first message where this audit opened it."""
        self.audited.add(ticket)
        for event in events_of(told):
            kind, name = word(event, "type"), word(event, "field_name")
            if kind in SPOKEN:
                self.learn_comment(event, ticket, at=told)
            elif name == "requester_id":
                self._learn_requester(ticket, event.get("value"))
            elif name == "assignee_id":
                self._learn_held(event.get("value"))
                self._learn_held(event.get("previous_value"))
            elif name == "subject" and kind == "Create":
                try:
                    self._learn_opened(ticket, moment_told(told, "created_at", "timestamp"))
                    self._learn_subject(ticket, word(event, "value"), told)
                except BadRecord:  # said when the audit itself is read
                    continue

    def learn_rating(self, told: Json) -> None:
        """Who was asked is the requester; who held the ticket then is one of us."""
        self._learn_requester(id_text(told.get("ticket_id")), told.get("requester_id"))
        self._learn_held(told.get("assignee_id"))

    def learn_event(self, told: Json) -> None:
        """A webhook says itself whether the author of a comment is one of us, and shows the ticket as it is now."""
        if ":ticket." in word(told, "type") and part(told, "detail"):
            self.learn_ticket(part(told, "detail"))
        author = part(told, "event", "comment", "author")
        if isinstance(author.get("is_staff"), bool):
            (self.staff if author["is_staff"] else self.customers).add(id_text(author.get("id")))

    def _learn_requester(self, ticket: str, person: object) -> None:
        if (own := id_text(person)) not in _NOBODY:
            self.requesters[ticket].add(own)

    def _learn_held(self, person: object) -> None:
        if (own := id_text(person)) not in _NOBODY:
            self.held.add(own)

    def _learn_opened(self, ticket: str, at: Moment) -> None:
        self.opened[ticket] = min(at, self.opened.get(ticket, at))

    def _learn_subject(self, ticket: str, subject: str, told: Json) -> None:
        at = moment_told(told, "updated_at", "created_at", "timestamp")
        if subject:
            self.subjects[ticket] = min((int(at), subject), self.subjects.get(ticket, (int(at), subject)))


def events_of(audit: Json) -> Iterable[Json]:
    """The events of an audit that are objects."""
    events = audit.get("events")
    return [event for event in events if isinstance(event, dict)] if isinstance(events, list) else []
