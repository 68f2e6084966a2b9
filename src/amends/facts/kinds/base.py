"""What every kind of entry has in common: which of its fields are personal, and the handles it is found by."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from ..handles import Handle


def private(default: Any = ...) -> Any:
    """A field that names or quotes a person. It is stored encrypted under the subject's key and dies with it."""
    mark = {"private": True}
    return field(metadata=mark) if default is ... else field(default=default, metadata=mark)


@dataclass(frozen=True, slots=True)
class What:
    """Base of all kinds. `kind` is the stable name under which it is stored; it never changes."""

    kind: ClassVar[str]

    def handles(self) -> tuple[Handle, ...]:
        """The identifiers in this entry, strongest first."""
        return ()
