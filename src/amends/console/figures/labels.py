"""Labels that can be read: none lies on another, and each is beside the mark that it names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

LETTER: Final = 7.2  # of 12 px type, on the wide side
LINE: Final = 14.0
_GAP: Final = 7.0  # between a mark and its label
_MARK: Final = 6.0  # half the room of a mark
_STEPS: Final = 12  # how many lines up and down a label may move


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: its left and upper edge, and its size."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        """Whether they share any room."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def within(self, other: "Box") -> bool:
        """Whether it lies in the other one, edges included."""
        return (
            other.x <= self.x
            and self.x + self.width <= other.x + other.width
            and other.y <= self.y
            and self.y + self.height <= other.y + other.height
        )


@dataclass(frozen=True, slots=True)
class Label:
    """Words, the room they take, the foot of their letters, and the mark that they name. `moved` asks for a line
    between the two.
    """

    words: str
    box: Box
    mark_x: float
    mark_y: float
    moved: bool

    @property
    def foot(self) -> float:
        """Where an SVG puts the text."""
        return round(self.box.y + LINE - 3.5, 1)

    @property
    def middle(self) -> float:
        """Where a line to the mark begins, upwards."""
        return round(self.box.y + LINE / 2, 1)

    @property
    def near(self) -> float:
        """Its edge that is nearer to the mark."""
        right = self.box.x + self.box.width
        return self.box.x if abs(self.box.x - self.mark_x) <= abs(right - self.mark_x) else right


def short(words: str, letters: int) -> str:
    """No longer than so many letters: the whole stands in the table."""
    return words if len(words) <= letters else f"{words[: letters - 1]}…"


def width_of(words: str) -> float:
    """How much room they take at most, as far as can be told without the font."""
    return round(len(words) * LETTER, 1)


def labelled(marks: Sequence[tuple[str, float, float]], frame: Box) -> tuple[Label, ...]:
    """A label for each (words, x, y) that finds room in the frame; who finds none has none."""
    taken = [Box(x - _MARK, y - _MARK, 2 * _MARK, 2 * _MARK) for _, x, y in marks]
    found: list[Label] = []
    for words, x, y in marks:
        for box, moved in _places(width_of(words), x, y):
            if box.within(frame) and not any(box.meets(other) for other in taken):
                taken.append(box)
                found.append(Label(words, box, x, y, moved))
                break
    return tuple(found)


def spread(wanted: Sequence[tuple[float, float]], low: float, high: float) -> tuple[float, ...]:
    """Middles for labels on one line, in order, from (middle, width): as near as can be, none on another.

    Where there is not room for all of them they run out of the line at its end.
    """
    middles: list[float] = []
    edge = low
    for middle, width in wanted:
        at = max(middle, edge + width / 2)
        middles.append(at)
        edge = at + width / 2
    edge = high
    for number in reversed(range(len(middles))):
        width = wanted[number][1]
        middles[number] = round(max(min(middles[number], edge - width / 2), low + width / 2), 1)
        edge = middles[number] - width / 2
    return tuple(middles)


def _places(width: float, x: float, y: float) -> Iterator[tuple[Box, bool]]:
    """Beside the mark first, then line by line further off."""
    for step in range(_STEPS):
        for way in (-1, 1) if step else (1,):
            top = round(y - LINE / 2 + way * step * LINE, 1)
            for left in (x + _GAP, x - _GAP - width):
                yield Box(round(left, 1), top, width, LINE), step > 0
