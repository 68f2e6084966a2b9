"""Who may see what: everything needs a login, except the few routes named here. A new route is closed by default.

A few pages need a role besides. Who lacks it is told what somebody is told who asks for a page that does not exist.
"""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from .people.roles import INTEGRATION, LEAD, REVIEWER, asker_of
from .people.tokens import user_of_token
from .problems import not_there
from .world import world

OPEN_ROUTES: Final = frozenset({"login", "welcome", "health", "api:webhook", "api:webhook_with_secret"})
ROLE_ROUTES: Final[dict[str, tuple[str, ...]]] = {
    "scores_agents": (LEAD,),
    "api:scores_agents": (LEAD,),
    "appeals": (LEAD, REVIEWER),
    "appeal_answers": (LEAD, REVIEWER),
    "accounts": (LEAD,),
    "api:accounts": (LEAD,),
    "team": (LEAD,),
    "team_now": (LEAD,),
    "reports": (REVIEWER,),
    "report_one": (REVIEWER,),
    "report_changes": (REVIEWER,),
    "report_name": (REVIEWER,),
    "api:care_route": (INTEGRATION,),
}
NOT_FOR_LEADS: Final = frozenset({"api:care_route"})  # loads of single people stand in the answer
NOT_FOR_COLLEAGUES: Final = frozenset({"api:care_route"})  # a system: it shows a token, and takes no contacts itself


class Access:
    """Refuses whoever is not known, before any view runs. A script shows `Authorization: Bearer <token>`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The check itself is in process_view, where the route is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """None lets the request through."""
        route = request.resolver_match.view_name if request.resolver_match else ""
        if route in OPEN_ROUTES:
            return None
        of_token = _user_of_token(request)
        user = of_token or (request.user if request.user.is_authenticated else None)
        if user is not None:
            may = _has_role(user, route) and (route not in NOT_FOR_COLLEAGUES or _is_system(of_token))
            return None if may else not_there(request, Http404())
        if request.path.startswith("/api/"):
            return JsonResponse({"problem": "Log in, or send a token made by: amends user token NAME"}, status=401)
        return redirect_to_login(request.get_full_path())


def _user_of_token(request: HttpRequest) -> User | None:
    """On the API, the user behind a token, who comes before whoever is logged in, as he does in its views."""
    if not request.path.startswith("/api/"):
        return None
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return user_of_token(token) if scheme.lower() == "bearer" else None


def _is_system(of_token: User | None) -> bool:
    """Whether a script asks, for a user who takes no contacts: nobody asks about his colleagues in a browser."""
    return of_token is not None and of_token.get_username() not in world().policy.agents


def _has_role(user: AbstractBaseUser | AnonymousUser, route: str) -> bool:
    needed = ROLE_ROUTES.get(route, ())
    if not needed:
        return True
    asker = asker_of(user)
    return asker.has(*needed) and not (route in NOT_FOR_LEADS and asker.has(LEAD))
