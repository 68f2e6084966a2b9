"""What customers answer when asked, what they do not want, and what we did about it."""

from dataclasses import dataclass
from typing import ClassVar

from ..handles import Handle, HandleKind, Tie, normal_email, of_key, some
from .base import What, private


@dataclass(frozen=True, slots=True)
class SurveyAnswered(What):
    """A customer was asked how it went (`answered` false), or answered. `score` is as given, `lowest` and `highest` its
    scale; `label` is the source's own word where it has one (good, bad, neutral). The agent is the one whom the source
    bound the survey to; an assignee of the day is left empty rather than blamed.
    """

    kind: ClassVar[str] = "survey.answered"
    survey: str  # source and its number: "zendesk/rating/62"
    answered: bool = True
    score: int | None = None
    lowest: int | None = None
    highest: int | None = None
    label: str = ""  # good | neutral | bad, where the source says so itself
    ticket: str = ""
    call: str = ""
    no_feedback_call: bool = False  # ticked "do not contact me" about feedback: a remark, not a legal opt-out
    finished: bool = True
    invited_by: str = ""  # system | agent: who chose to ask him; empty where the source does not say
    agent: str = private("")
    customer_id: str | None = private(None)
    email: str | None = private(None)
    phone: str | None = private(None)
    text: str = private("")
    reason: str = private("")
    message_id: str = private("")  # the reply it was bound to, where told
    named: tuple[str, ...] = private(())  # handle keys written in the words

    def handles(self) -> tuple[Handle, ...]:
        """The customer, the ticket, the call, the message, and what the words name."""
        own = some(HandleKind.CUSTOMER, self.customer_id, Tie.OWN)
        own += some(HandleKind.EMAIL, normal_email(self.email) if self.email else None, Tie.OWN)
        own += some(HandleKind.PHONE, self.phone, Tie.OWN)
        things = some(HandleKind.TICKET, self.ticket, Tie.THING) + some(HandleKind.CALL, self.call, Tie.THING)
        things += some(HandleKind.MESSAGE, self.message_id, Tie.THING)
        return own + things + tuple(handle for key in self.named for handle in of_key(key, Tie.NAMED))


@dataclass(frozen=True, slots=True)
class PreferenceTold(What):
    """What a customer allows us, and what we told him. `opt_out` is legal and respected; `objection` is against being
    followed up after a survey; `notice` says that we told him that we do; `opt_in` takes an opt-out back.
    """

    kind: ClassVar[str] = "preference.told"
    what: str  # opt_out | opt_in | objection | notice
    channel: str = ""  # mail | phone | chat | social; empty is every channel
    words: str = private("")
    by: str = private("")  # who took it down; empty where the customer did it himself
    about: str = private("")  # handle key of the customer

    def handles(self) -> tuple[Handle, ...]:
        """The customer."""
        return of_key(self.about, Tie.OWN)


@dataclass(frozen=True, slots=True)
class FollowUpTold(What):
    """What we did about a follow-up: `taken` by somebody, `left` to somebody else, `reached` him, he `released` us, or
    `apologised` for a call that we ended, or has `seen` a notice that is his alone. `follow_up` is the id of the
    follow-up or of the notice.
    """

    kind: ClassVar[str] = "follow_up.told"
    follow_up: str
    event: str  # taken | left | reached | released | apologised | seen
    words: str = private("")  # what the customer said; needed where he released us
    by: str = private("")
    about: str = private("")  # handle key of the customer

    def handles(self) -> tuple[Handle, ...]:
        """The customer."""
        return of_key(self.about, Tie.OWN)
