"""Who may see what: everything needs a login, except the few routes named here. A new route is closed by default."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from .people.tokens import user_of_token

OPEN_ROUTES: Final = frozenset({"login", "welcome", "health", "api:webhook", "api:webhook_with_secret"})


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
        if route in OPEN_ROUTES or request.user.is_authenticated:
            return None
        if request.path.startswith("/api/"):
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() == "bearer" and user_of_token(token) is not None:
                return None
            return JsonResponse({"problem": "Log in, or send a token made by: amends user token NAME"}, status=401)
        return redirect_to_login(request.get_full_path())
