"""Private tasks without a list of who has them: what is stored names nobody, and only the person himself can find his.

A row holds a keyed digest of (customer, user), the customer's key sealed, and the day. Whoever reads the tables sees
that somebody had a task on some day, and neither whose it is, nor with which customer, nor how many anybody has: the
digest of one person is another one with each customer. The customer is sealed because other tables say who took his
contacts. A notice that is somebody's alone has the same mark as a task. To find his own, a person's name is tried on
the rows of the last weeks; the tasks and notices themselves are made from the record when he looks.
"""

import base64
import hashlib
import hmac
from collections.abc import Collection
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
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


def sealed(row_key: str) -> str:
    """A customer's key as it is stored: the same one looks the same (RFC 5297), so that his rows can be taken away."""
    return base64.b64encode(_cipher(settings.SECRET_KEY).encrypt(row_key.encode(), None)).decode()


def task_of(row_key: str, user: str, at: Moment) -> DeskTask:
    """One task as it is stored: with its day only, because other tables have the times of contacts."""
    return DeskTask(digest=digest(row_key, user), customer=sealed(row_key), day=at // DAY_US * DAY_US)


def forget(row_keys: Collection[str]) -> None:
    """Take the tasks with these customers away."""
    DeskTask.objects.filter(customer__in=[sealed(key) for key in row_keys]).delete()


def customers_of(user: str, now: Moment) -> list[str]:
    """The customers with whom this user has a task, the newest first."""
    recent = DeskTask.objects.filter(day__gte=now - KEPT_DAYS * DAY_US).order_by("-day", "digest")
    rows = ((told, _opened_here(customer)) for told, customer in recent.values_list("digest", "customer"))
    found = (key for told, key in rows if key and told == digest(key, user))
    return [key for key, _ in zip(found, range(SHOWN_MAX), strict=False)]


def opened(customer: str) -> str:
    """A customer's key again, from what is sealed; one that is not sealed, which has a colon, as it is."""
    if ":" in customer:
        return customer
    return _cipher(settings.SECRET_KEY).decrypt(base64.b64decode(customer), None).decode()


def _opened_here(customer: str) -> str:
    """Nothing where it was sealed under another secret: then it is nobody's, until a rebuild seals it anew."""
    try:
        return opened(customer)
    except InvalidTag:
        return ""


@lru_cache(maxsize=4)
def _cipher(secret: str) -> AESSIV:
    return AESSIV(hmac.new(secret.encode(), b"customers of private tasks", hashlib.sha512).digest())
