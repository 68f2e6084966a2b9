"""Scores over HTTP: what is about all together, one's own rows, and for who leads people everybody's."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router

from amends.facts import Moment, iso
from amends.scores.gate import Reason
from amends.scores.total import HELD
from amends.scores.windows import Window

from ..people.roles import Asker, asker_of
from ..scoring import read
from ..scoring.stored import Fitted
from .scores_shapes import OwnScoresOut, ScoresOfAgentsOut, ScoresOfAllOut
from .shapes import ProblemOut

router = Router()
ANSWERS: dict[Any, Any] = {401: ProblemOut, 403: ProblemOut}
_NOTHING: dict[str, Any] = {"contacts": 0, "answers": 0, "spared": 0, "basis": "", "sigmas": {}, "system": None}


@router.get("/scores/system", response={200: ScoresOfAllOut, **ANSWERS}, summary="Scores: what is about all together")
def scores_system(request: HttpRequest) -> Any:
    """Never held: nothing about a single person is in it."""
    return {"windows": [_window(one) | _of_all(one) for one in read.windows()]}


@router.get("/scores/mine", response={200: OwnScoresOut, **ANSWERS}, summary="Scores: one's own rows, and no other's")
def scores_mine(request: HttpRequest) -> Any:
    """The rows of whoever asks, by his login or his token."""
    return {"windows": [_own(one) for one in read.own(_asker(request))]}


@router.get(
    "/scores/agents",
    response={200: ScoresOfAgentsOut, 404: ProblemOut, **ANSWERS},
    url_name="scores_agents",
    summary="Scores: everybody's, for who leads people",
)
def scores_agents(request: HttpRequest) -> Any:
    """By key and never by score. It may not be used for pay, for discipline or to rank. 404 without the role `lead`."""
    return {"windows": [_window(one) | _agents(one) for one in read.of_everybody(_asker(request))]}


def _asker(request: HttpRequest) -> Asker:
    """Whoever is logged in, or the user behind the token: ninja's `auth` is either."""
    return asker_of(request.auth)  # type: ignore[attr-defined]


def _window(one: Fitted) -> dict[str, Any]:
    reasons = one.published.reasons if one.published is not None else ()
    gate = "none" if one.published is None else ("hold" if one.held else "pass")
    return _head(one.window, one.made_at, gate, reasons, one.refused)


def _own(one: read.Own) -> dict[str, Any]:
    gate = {read.REFUSED: "none", HELD: "hold"}.get(one.state, "pass")
    return _head(one.window, one.made_at, gate, one.reasons, one.refused) | {
        "state": one.state,
        "row": asdict(one.row) if one.row is not None else None,
        "pictured": asdict(one.pictured) if one.pictured is not None else None,
    }


def _head(window: Window, made_at: Moment, gate: str, reasons: Iterable[Reason], refused: str) -> dict[str, Any]:
    return {
        "window": {"name": window.name, "start": iso(window.start), "end": iso(window.end)},
        "made_at": iso(made_at),
        "gate": gate,
        "reasons": [asdict(reason) for reason in reasons],
        "refused": refused,
    }


def _of_all(one: Fitted) -> dict[str, Any]:
    told = one.published
    if told is None:
        return dict(_NOTHING)
    named = ("contacts", "answers", "spared", "basis", "sigmas")
    return {**{name: getattr(told, name) for name in named}, "system": asdict(told.system)}


def _agents(one: Fitted) -> dict[str, Any]:
    told = one.published
    if told is None:
        return {"agents": [], "pictured": [], "dispersion": 1.0}
    return {
        "agents": [asdict(row) for row in told.agents],
        "pictured": [asdict(each) for each in told.pictured],
        "dispersion": told.dispersion,
    }
