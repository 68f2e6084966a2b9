"""The arrival state, from the record: what each of us inherited with every contact that he took, and who vouches."""

from .of_files import LINK, taken

__all__ = ["LINK", "taken"]
