"""What a link carries behind its question mark."""

from amends.intake.form import hear_form


def carried_by(url: str) -> dict[str, str]:
    """The first value of each name; what is no `name=value` is passed over, and of a query that is none nothing is
    left.
    """
    query = url.partition("#")[0].partition("?")[2]
    try:
        told = hear_form("&".join(part for part in query.split("&") if "=" in part).encode())
    except ValueError:
        return {}
    return {name: values[0] for name, values in told.items()}
