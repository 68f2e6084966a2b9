"""What exactly does somebody say: customers' claims, agents' statements and promises, with the quoted words."""

from .corrections import read
from .reader import Reader, promises_something, read_text
from .signals import signals
from .slots import slots_of
from .statements import statements

__all__ = ["Reader", "promises_something", "read", "read_text", "signals", "slots_of", "statements"]
