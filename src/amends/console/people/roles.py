"""What somebody may see beyond what everybody may: a role is given by name, and being the administrator is none."""

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, User

from amends.facts import Problem, Refused

LEAD: Final = "lead"
REVIEWER: Final = "reviewer"
INTEGRATION: Final = "integration"
ROLES: Final = {
    LEAD: "leads people: sees the pictures of scores with everybody in them, and answers appeals",
    REVIEWER: "answers appeals, so that no lead decides one alone; reads confidential reports, unless he also leads",
    INTEGRATION: "a system that distributes contacts: asks who takes the next one, unless it also leads people",
}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: his user name, and his roles."""

    user: str
    roles: frozenset[str] = frozenset()

    def has(self, *roles: str) -> bool:
        """Whether he has one of these roles."""
        return not self.roles.isdisjoint(roles)


def asker_of(user: AbstractBaseUser | AnonymousUser) -> Asker:
    """Somebody who is logged in, or the user behind a token."""
    return Asker(user.get_username(), roles_of(user))


def roles_of(user: AbstractBaseUser | AnonymousUser) -> frozenset[str]:
    """The roles of a user. Who left has none, and the administrator has those that he gave himself."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    return frozenset(user.groups.filter(name__in=ROLES).values_list("name", flat=True))


def somebody_reviews() -> bool:
    """Whether anybody can read confidential reports: a reviewer who leads nobody."""
    reviewers = User.objects.filter(is_active=True, groups__name=REVIEWER)
    return reviewers.exclude(groups__name=LEAD).exists()


def give(user: User, role: str) -> None:
    """From now on he has it. Raises Refused for what is no role."""
    check_role(role)
    user.groups.add(Group.objects.get_or_create(name=role)[0])


def take_away(user: User, role: str) -> None:
    """From now on he has it no more. Raises Refused for what is no role."""
    check_role(role)
    user.groups.remove(*Group.objects.filter(name=role))


def check_role(role: str) -> None:
    """Raises Refused for what is no role."""
    if role not in ROLES:
        raise Refused(Problem("ROLE", "is no role", "Choose one of: " + ", ".join(ROLES), value=role))
