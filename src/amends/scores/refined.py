"""Both parts again where nothing leaks: with what is presumed along the burden, and what nobody recorded.

Where unseen difficulty decides who gets what, both would be misled by it, so the leak is looked for first, in the plain
parts, and what it finds stands.
"""

from dataclasses import replace

import numpy as np

from .contacts import UNANSWERED, Contacts
from .leak import burden_of
from .left_behind import left_behind_of
from .parts import Parts
from .predicted import Fitter, fit_here
from .presumed import own_presumed
from .state import State
from .total import total_of
from .unrecorded import own_excused, unrecorded_of


def refined(contacts: Contacts, state: State, plain: Parts, fitter: Fitter = fit_here) -> Parts:
    """The parts to publish from the `plain` ones: those themselves where a leak was found."""
    if plain.leak.found:
        return plain
    following, used = plain.following, plain.used
    answered = np.flatnonzero(used & (contacts.answer != UNANSWERED))
    own = own_presumed(contacts, state, answered, used, plain.own, fitter)
    unrecorded = unrecorded_of(contacts, state, own, following, used)
    left = left_behind_of(contacts, state, own, plain.value, following, used, unrecorded)
    own = own_excused(own, unrecorded, contacts, answered)
    total = total_of(contacts, own, left, used)
    return replace(plain, own=own, left=left, total=total, burden=burden_of(contacts, own, used))
