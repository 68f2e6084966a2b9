"""Random secrets of 256 bits: shown once, stored as SHA-256. (A digest is enough for what nobody can guess.)"""

import hashlib
import secrets

from django.contrib.auth.models import User
from django.db import transaction

from amends.facts.moments import HOUR_US, Moment

from .models import ApiToken, OneTimeLink

TOKEN_BYTES = 32
LINK_LIVES_HOURS = 24


def digest(token: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(user: User, *, now: Moment) -> str:
    """A new one-time link for this person; earlier ones that were not used are void."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        OneTimeLink.objects.filter(user=user).delete()
        OneTimeLink.objects.create(digest=digest(token), user=user, expires=now + LINK_LIVES_HOURS * HOUR_US)
    return token


def user_of_link(token: str, *, now: Moment) -> User | None:
    """Whose link it is, or None where it is unknown, used or expired."""
    link = OneTimeLink.objects.select_related("user").filter(digest=digest(token), expires__gt=now).first()
    return link.user if link and link.user.is_active else None


def use_link(token: str, password: str, *, now: Moment) -> User | None:
    """Set the password and void the link in one step: of two at once, one gets None."""
    with transaction.atomic():
        user = user_of_link(token, now=now)
        gone, _ = OneTimeLink.objects.filter(digest=digest(token)).delete()
        if user is None or not gone:
            return None
        user.set_password(password)
        user.save(update_fields=["password"])
        return user


def make_token(user: User, *, now: Moment) -> str:
    """A token for scripts that act as this user."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    ApiToken.objects.create(digest=digest(token), user=user, made=now)
    return token


def user_of_token(token: str) -> User | None:
    """Who acts with this token, or None."""
    if not token:
        return None
    found = ApiToken.objects.select_related("user").filter(digest=digest(token)).first()
    return found.user if found and found.user.is_active else None
