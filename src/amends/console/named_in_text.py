"""Before free text is saved: does it name one of us? The page asks, showing the words. What may be an ordinary word is
saved on a second press; what is surely a name has to be written without.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import User
from django.http import HttpRequest

from amends.learning.names import Known, Named, known_names, names_in

from .world import world

AROUND_CHARACTERS: Final = 40
ASKED: Final = "asked"  # the fields with the words that the page has asked about
AS_IT_IS: Final = "as_it_is"  # the second button


@dataclass(frozen=True, slots=True)
class Asked:
    """A place in which one of us may be named, with the words around it. `sure`: it is how one of us is called."""

    before: str
    words: str
    after: str
    sure: bool  # then no second press helps


def known() -> Known:
    """Everybody who logs in here, and whom the policy names."""
    names = list(User.objects.values_list("username", "first_name", "last_name"))
    return known_names(world().policy, [one for one, _, _ in names], [part for _, *parts in names for part in parts])


def asked_about(request: HttpRequest, texts: Iterable[str]) -> tuple[Asked, ...]:
    """The places that the page has to ask about: names, and words that nobody has answered for with the second button.
    Words that came in after it asked are asked about again.
    """
    said, names = set(request.POST.getlist(ASKED)) if AS_IT_IS in request.POST else set(), known()
    found = ((text, named) for text in texts for named in names_in(text, names))
    return tuple(_asked(text, named) for text, named in found if named.sure or named.words not in said)


def _asked(text: str, named: Named) -> Asked:
    before = text[max(named.start - AROUND_CHARACTERS, 0) : named.start]
    return Asked(before, named.words, text[named.end : named.end + AROUND_CHARACTERS], named.sure)


def asking(asked: tuple[Asked, ...]) -> dict[str, Any]:
    """What the page that asks shows: the places, and whether the second button is there."""
    return {"places": asked, "may_stay": not any(one.sure for one in asked)}
