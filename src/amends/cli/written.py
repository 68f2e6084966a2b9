"""When a file was written: the time of what it holds without a time of its own, as for mails without a date."""

import os
from typing import BinaryIO

from amends.facts import Moment
from amends.facts.moments import SECOND_US


def written(stream: BinaryIO) -> Moment:
    """The second of the last change of an open file. The same file tells the same; a copy may tell another."""
    return Moment(int(os.fstat(stream.fileno()).st_mtime) * SECOND_US)
