"""Is it there? For whatever watches the process; says nothing else."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when requests are answered."""
    return HttpResponse("ok", content_type="text/plain")
