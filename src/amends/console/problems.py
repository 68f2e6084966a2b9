"""What went wrong, said on a page or as JSON: the words of the Problem, a fitting status, never a trace."""

import logging
import traceback
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from amends.facts import AmendsError, NotAccepted, NotAllowed, Problem

logger = logging.getLogger(__name__)


class InWords:
    """Turns an AmendsError into 409 (a rule forbids it), 503 (the record cannot write) or 422 (the input), and
    anything else into a plain 500.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The work is in process_exception."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """None leaves it to Django."""
        if isinstance(error, Http404 | PermissionDenied):
            return None
        if isinstance(error, AmendsError):
            return told(request, error.problem, _status(error))
        frame = traceback.extract_tb(error.__traceback__)[-1]  # never its message: it may quote a customer
        logger.error("%s in %s, %s line %s", type(error).__name__, frame.name, frame.filename, frame.lineno)
        words = Problem("This page", "could not be made", "Try again; if it stays so, tell whoever runs amends")
        return told(request, words, 500)


def _status(error: AmendsError) -> int:
    if isinstance(error, NotAccepted):
        return 503
    return 409 if isinstance(error, NotAllowed) else 422


def told(request: HttpRequest, problem: Problem, status: int) -> HttpResponse:
    """The problem in words, as a page or as JSON."""
    if request.path.startswith("/api/"):
        return JsonResponse({"problem": str(problem)}, status=status)
    return render(request, "desk/problem.html", {"problem": problem}, status=status)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not fit: sent from elsewhere, or left open for too long."""
    words = Problem("This form", "was not sent from a page of yours, or it was open too long", "Go back and send again")
    return told(request, words, 403)


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing of this name, or nothing that you may see: both look the same, also in what is marked as being here."""
    request.resolver_match = None
    words = Problem("This address", "leads to nothing that is known here", "Check it, or search for the customer")
    response = told(request, words, 404)
    patch_vary_headers(response, ("Cookie",))  # asking who somebody is leaves it; so it stands there in any case
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """What is left when a page could not even say what went wrong."""
    return HttpResponse("The page could not be made. Try again.", status=500, content_type="text/plain")
