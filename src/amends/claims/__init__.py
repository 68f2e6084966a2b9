"""What exactly does somebody say: customers' claims, agents' statements and promises, with the quoted words."""

from .corrections import read
from .reader import Reader, read_text
from .slots import slots_of

__all__ = ["Reader", "read", "read_text", "slots_of"]
