"""Whether something waits for one of us alone: a mark beside his own page in the menu, on his own screen.

A mark and no number: colleagues see each other's screens, and it says no more than that he should look. It is the same
for a call that ended from his side, for a notice, and for several of them. No customer is loaded for it.
"""

from functools import lru_cache

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connection

from amends.facts import Moment
from amends.facts.moments import DAY_US

from .desk import store
from .desk.private import customers_of
from .world import world


def something_waits(user: AbstractBaseUser | AnonymousUser | None) -> bool:
    """For whoever is logged in; nothing waits for anybody else."""
    if user is None or not user.is_authenticated:
        return False
    database, version = str(connection.settings_dict["NAME"]), store.state().version
    return _waits(database, user.get_username(), world().now() // DAY_US, version)


@lru_cache(maxsize=1_000)
def _waits(_database: str, user: str, day: int, _version: int) -> bool:
    """Kept until the desk changes, or the day: every mark of the last weeks is tried."""
    return bool(customers_of(user, Moment(day * DAY_US)))
