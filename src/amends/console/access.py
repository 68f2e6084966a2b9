"""Who may see what: everything needs a login, except the few routes named here. A new route is closed by default.

A few pages need a role besides. Who lacks it is told what somebody is told who asks for a page that does not exist.
"""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from .people.roles import LEAD, REVIEWER, asker_of
from .people.tokens import user_of_token
from .problems import not_there

OPEN_ROUTES: Final = frozenset({"login", "welcome", "health", "api:webhook", "api:webhook_with_secret"})
ROLE_ROUTES: Final[dict[str, tuple[str, ...]]] = {
    "scores_agents": (LEAD,),
    "api:scores_agents": (LEAD,),
    "appeals": (LEAD, REVIEWER),
    "appeal_answers": (LEAD, REVIEWER),
    "reports": (REVIEWER,),
    "report_one": (REVIEWER,),
    "report_changes": (REVIEWER,),
    "report_name": (REVIEWER,),
}


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
        user = _user_of(request)
        if user is not None:
            return None if _has_role(user, route) else not_there(request, Http404())
        if request.path.startswith("/api/"):
            return JsonResponse({"problem": "Log in, or send a token made by: amends user token NAME"}, status=401)
        return redirect_to_login(request.get_full_path())


def _user_of(request: HttpRequest) -> AbstractBaseUser | AnonymousUser | None:
    """Whoever is logged in; on the API also the user behind a token, who comes first as he does in its views."""
    if request.path.startswith("/api/"):
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and (found := user_of_token(token)) is not None:
            return found
    return request.user if request.user.is_authenticated else None


def _has_role(user: AbstractBaseUser | AnonymousUser, route: str) -> bool:
    needed = ROLE_ROUTES.get(route, ())
    return not needed or asker_of(user).has(*needed)
