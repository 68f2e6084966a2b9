"""Private tasks without a list of who has them: what is stored names nobody, and only the person himself can find his.

A row holds a keyed digest of (customer, user) and the time. Whoever reads the table sees that somebody has a task with
a customer, which the phone log says anyway, and neither whose it is nor how many anybody has: the digest of one person
is another one with each customer. To find his own, a person's name is tried on the rows of the last weeks; the tasks
themselves are made from the record when he looks.
"""

import hashlib
import hmac

from django.conf import settings

from amends.facts import Moment
from amends.facts.moments import DAY_US

from .models import DeskTask

KEPT_DAYS = 42  # an apology after six weeks helps nobody, and the question stays quick
SHOWN_MAX = 20


def digest(row_key: str, user: str) -> str:
    """What is stored. The key is the console's own secret: without it nobody can try names."""
    told = f"{row_key}\0{user}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).hexdigest()


def customers_of(user: str, now: Moment) -> list[str]:
    """The customers with whom this user has a task, the newest first."""
    recent = DeskTask.objects.filter(at__gte=now - KEPT_DAYS * DAY_US).order_by("-at", "digest")
    found = (key for told, key in recent.values_list("digest", "row_key") if told == digest(key, user))
    return [key for key, _ in zip(found, range(SHOWN_MAX), strict=False)]
