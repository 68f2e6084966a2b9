"""Past lessons that may help when a new mistake is entered: few, in order, each with why it is shown."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from .lessons import Lesson, LessonState
from .mistakes import Mistake
from .steps import OTHER, step_words

SHOWN_MAX: Final = 3
_STEP: Final = 2.0
_CAUSE: Final = 3.0
_WORDS_MAX: Final = 2.0
_WORDS_MIN: Final = 0.15  # of what rare words could give: less is chance
_WORD = re.compile(r"[^\W\d_]{3,}")
_COMMON: Final = frozenset(
    "about after again all and another any are because been before but can could customer customers did does done for "
    "from had has have her him his how into its more not nothing now once one only our out over says should some such "
    "than that the their them then there they this those too until was went were what when where which while who why "
    "will with without would wrong you your".split()
)
_KEEPS: Final = 4  # letters that two forms of one word share at the beginning: refund, refunds, refunded


@dataclass(frozen=True, slots=True)
class Sought:
    """What the new mistake is known by so far: any of it may be missing."""

    step: str = ""
    cause: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Similar:
    """A past lesson and why it is shown: "the same step: ...", "the same cause: ...", "the same words: ..."."""

    lesson: Lesson
    why: tuple[str, ...]


def sought_of(mistake: Mistake) -> Sought:
    """From a mistake in the register."""
    words = " ".join((mistake.what, mistake.surprised, *mistake.factors))
    return Sought(mistake.step, mistake.cause, words)


def similar(sought: Sought, past: Sequence[Lesson], *, told: Iterable[Mistake] = ()) -> tuple[Similar, ...]:
    """At most three lessons, the most similar first; those that were dropped help nobody. `told` are mistakes in the
    register, whose words stand for the lessons that came of them. The order of `past` does not matter.
    """
    lessons = [lesson for lesson in past if lesson.state is not LessonState.DROPPED]
    by_lesson: dict[str, list[str]] = {}
    for mistake in told:
        for name in mistake.lessons:
            by_lesson.setdefault(name, []).append(sought_of(mistake).words)
        for lesson in lessons:
            if mistake.id in lesson.mistakes:
                by_lesson.setdefault(lesson.id, []).append(sought_of(mistake).words)
    texts = {
        lesson.id: _stems(" ".join((lesson.title, lesson.change, *by_lesson.get(lesson.id, ())))) for lesson in lessons
    }
    spread = Counter(stem for stems in texts.values() for stem in stems)
    wanted = _stems(sought.words)
    scored = [(*_scored(sought, wanted, lesson, texts[lesson.id], spread, len(lessons)), lesson) for lesson in lessons]
    best = sorted((one for one in scored if one[1]), key=lambda one: (-one[0], one[2].id))
    return tuple(Similar(lesson, why) for _, why, lesson in best[:SHOWN_MAX])


def _scored(
    sought: Sought, wanted: dict[str, str], lesson: Lesson, stems: dict[str, str], spread: Counter[str], lessons: int
) -> tuple[float, tuple[str, ...]]:
    score, why = 0.0, list[str]()
    if sought.step in lesson.steps and sought.step not in ("", OTHER):
        score += _STEP
        why.append(f"the same step: {step_words(sought.step)}")
    shared = tuple(sorted({*sought.cause} & {*lesson.slice}))
    if shared:
        score += _CAUSE * len(shared) / len({*sought.cause} | {*lesson.slice})
        why.append(f"the same cause: {', '.join(shared)}")
    weight = {stem: math.log(1 + lessons / spread[stem]) for stem in wanted if stem in stems}
    most = sum(math.log(1 + lessons / max(spread[stem], 1)) for stem in wanted)
    share = sum(weight.values()) / most if most else 0.0
    if len(weight) > 1 and share >= _WORDS_MIN:
        score += _WORDS_MAX * share
        rarest = sorted(weight, key=lambda stem: (-weight[stem], stem))[:4]
        why.append("the same words: " + ", ".join(sorted(wanted[stem] for stem in rarest)))
    return score, tuple(why)


def _stems(text: str) -> dict[str, str]:
    """The telling words by their beginnings, each with a form in which it stands there."""
    words = (word.casefold() for word in _WORD.findall(text))
    return {_stem(word): word for word in sorted(set(words), reverse=True) if word not in _COMMON}


def _stem(word: str) -> str:
    bare = re.sub(r"(?:ations?|ions?|ings?|ed|es|s)$", "", word)
    return bare if len(bare) >= _KEEPS else word
