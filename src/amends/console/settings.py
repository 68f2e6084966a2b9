"""Django settings."""

SECRET_KEY = "only-for-type-checking"  # noqa: S105
INSTALLED_APPS: list[str] = []
