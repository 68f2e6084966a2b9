"""The router over HTTP, for whatever distributes the contacts: the helpdesk, the phone system. Advice only; what is
stored of a question is that it was asked, for those who were in it.

The answer tells loads of single people: `access` lets in a token of a user who has the role `integration`, does not
lead, and takes no contacts himself.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from amends.facts import Problem, Refused

from ..care.routing import Asked, advise
from ..world import world
from .care_shapes import RoutedAgentIn, RoutedContactIn, RouteIn, RouteOut
from .shapes import ProblemOut

router = Router()
ANSWERS: dict[Any, Any] = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 422: ProblemOut}
_OURS = frozenset({"handle", "call_back"})  # no columns of CONTACTS


@router.post(
    "/care/route",
    response={200: RouteOut, **ANSWERS},
    url_name="care_route",
    summary="Who takes which contact now",
    exclude_unset=True,
)
def care_route(request: HttpRequest, response: HttpResponse, asked: RouteIn, inputs: bool = False) -> Any:
    """The same as `amends care route --json`. 404 without a token of the role `integration`, for who leads people, and
    for who takes contacts himself. Everybody in `agents` can see that he was asked about.
    """
    response["Cache-Control"] = "no-store"
    contacts = [Asked(_texts(one, _OURS), one.handle.strip(), one.call_back) for one in asked.contacts]
    agents = [_texts(one) for one in asked.agents]
    return advise(contacts, agents, world().now(), batch=asked.batch, inputs=inputs, asker=_name(request))


def _name(request: HttpRequest) -> str:
    """Whoever the token is of."""
    return str(request.auth.get_username())  # type: ignore[attr-defined]


def _texts(row: RoutedContactIn | RoutedAgentIn, leave: frozenset[str] = frozenset()) -> dict[str, str]:
    """Every column as it would stand in a file; what was left out is empty."""
    return {name: _text(name, value) for name, value in row.model_dump(exclude=set(leave)).items()}


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if any(";" in word for word in value):
            raise Refused(Problem(name, "has a name with a ; in it", "Give it another name", value=";".join(value)))
        return ";".join(value)
    return repr(value) if isinstance(value, float) else str(value).strip()
