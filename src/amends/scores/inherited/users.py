"""Who of us is behind a source's name for him, worked out once for one customer: a team may have hundreds of users."""

from amends.facts import Policy

from ..appeals import person


class Users:
    """As `Policy.agent_behind`, which sorts everybody each time it is asked; and a name that is written otherwise, with
    capitals or blanks, is the same one where only one user can be meant. Else whoever writes his name so would vouch
    for himself.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._known: dict[str, str] = {"": ""}

    def behind(self, name: str) -> str:
        """The user; the name itself where nobody has said."""
        if name not in self._known:
            told = (user for user, names in self._policy.agents.items() if name == user or name in names)
            self._known[name] = min(told, default=None) or self._written_otherwise(name)
        return self._known[name]

    def _written_otherwise(self, name: str) -> str:
        one = person(name)
        told = [user for user, names in self._policy.agents.items() if one in map(person, (user, *names))]
        return told[0] if len(told) == 1 else name

    def shares(self, user: str) -> bool:
        """Whether this is an address of ours, which is no person unless somebody has it for himself."""
        return user in self._policy.our_addresses
