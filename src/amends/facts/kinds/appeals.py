"""Appeals: somebody says that a contact should not count for him, and others decide."""

from dataclasses import dataclass
from typing import ClassVar

from ..handles import Handle, Tie, of_key
from .base import What, private


@dataclass(frozen=True, slots=True)
class AppealMade(What):
    """Who took a contact says why it should not count in his score. One appeal a contact and person; a later one by
    him adds its reason. It is kept whatever is decided.
    """

    kind: ClassVar[str] = "appeal.made"
    contact: str = private()  # entry id of the contact
    by: str = private("")
    reason: str = private("")
    about: str = private("")  # handle key of the customer, so that it is found, and forgotten, with him

    def handles(self) -> tuple[Handle, ...]:
        """The customer in contact."""
        return of_key(self.about, Tie.OWN)


@dataclass(frozen=True, slots=True)
class AppealAnswered(What):
    """Somebody else's answer to an appeal, with its reason. `lead` says whether he leads people: an appeal is decided
    by two who agree, and by leads alone never.
    """

    kind: ClassVar[str] = "appeal.answered"
    upheld: bool
    lead: bool
    contact: str = private()  # entry id of the contact
    by: str = private("")  # who answers
    appellant: str = private("")  # whose appeal it is
    reason: str = private("")
    about: str = private("")  # handle key of the customer

    def handles(self) -> tuple[Handle, ...]:
        """The customer in contact."""
        return of_key(self.about, Tie.OWN)
