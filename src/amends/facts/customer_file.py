"""A CustomerFile: all that can be known about one customer from what we were told, as of one moment."""

from dataclasses import dataclass, field

from .claims import Claim
from .conversation import Conversation, FollowUp, PrivateTask
from .customers import Contact, Identity
from .entries import Entry
from .moments import Moment
from .opinions import Opinion
from .owed import Owed


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """A pure function of the set of entries, of `now` and of the policy. Pages show it; lists store parts of it.

    `opinions` come the most pressing first. `superseded` are earlier opinions on the same matters that later evidence
    replaced, oldest first: nothing is overwritten. `tasks` are private to the one of us they name: no list, report or
    score may hold them.
    """

    identity: Identity
    as_of: Moment
    contacts: tuple[Contact, ...]
    claims: tuple[Claim, ...]
    opinions: tuple[Opinion, ...]
    superseded: tuple[Opinion, ...]
    owed: tuple[Owed, ...]
    told: tuple[Entry, ...]  # everything, in order of happening: the timeline
    overrulings: int = 0  # second looks that said otherwise than the rules
    conversation: Conversation = field(default_factory=Conversation)
    follow_ups: tuple[FollowUp, ...] = ()
    tasks: tuple[PrivateTask, ...] = ()
