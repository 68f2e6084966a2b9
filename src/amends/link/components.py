"""Who is connected with whom: a union-find whose answer does not depend on the order of the joins."""

from collections.abc import Iterable

from amends.facts import HandleKind

_STRENGTH = {str(kind): rank for rank, kind in enumerate(HandleKind)}


def strongest(keys: Iterable[str]) -> str:
    """The key that names a group: customer number before address before phone before things, then the smallest."""
    return min(keys, key=lambda key: (_STRENGTH.get(key.partition(":")[0], len(_STRENGTH)), key))


class Components:
    """Groups of keys. `root` is an internal name; `members` the group."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}

    def add(self, key: str) -> None:
        """A key on its own, unless it is known."""
        if key not in self._parent:
            self._parent[key] = key
            self._members[key] = [key]

    def root(self, key: str) -> str | None:
        """The group of the key, or None where it is unknown."""
        if key not in self._parent:
            return None
        while self._parent[key] != key:
            self._parent[key] = self._parent[self._parent[key]]
            key = self._parent[key]
        return key

    def __contains__(self, key: str) -> bool:
        return key in self._parent

    def join(self, one: str, other: str) -> None:
        """Both groups become one. The larger keeps its root, so that n joins cost n log n."""
        self.add(one)
        self.add(other)
        a, b = self.root(one), self.root(other)
        assert a is not None
        assert b is not None
        if a == b:
            return
        if len(self._members[a]) < len(self._members[b]):
            a, b = b, a
        self._parent[b] = a
        self._members[a] += self._members.pop(b)

    def members(self, root: str) -> tuple[str, ...]:
        """All keys of the group, sorted."""
        return tuple(sorted(self._members[root]))

    def roots(self) -> list[str]:
        """Every group."""
        return list(self._members)
