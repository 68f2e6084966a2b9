"""For a WSGI server of your own. Never under ASGI: each request would get its own thread and database connection."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
