"""The export for reading and printing: one HTML page that loads nothing, in which no told word is markup."""

from html import escape
from typing import Any, Final

_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
section { border-top: 1px solid; padding: .5rem 0; break-inside: avoid; }
h2 { font-size: 1rem; margin: .25rem 0; }
dl { display: grid; grid-template-columns: minmax(7rem, 12rem) 1fr; gap: .1rem 1rem; margin: 0; }
dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
"""
_HEAD: Final = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    f"<title>What we hold</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
)


def export_html(told: dict[str, Any]) -> str:
    """The page of what `record.exporting.export_of` gives."""
    person = told["person"]
    known_by = {"Name": person["name"], "Known by": ", ".join(person["known_by"]), "Made": told["made"]}
    parts = [_HEAD, "<h1>What we hold</h1>\n", _list({key: value for key, value in known_by.items() if value})]
    parts.append(f"<p>{len(told['entries'])} entries, in the order in which things happened.</p>\n")
    parts += [_section(entry) for entry in told["entries"]]
    if told["opinions"]:
        parts.append("<section>\n<h2>What follows from it today</h2>\n<ul>\n")
        parts += [f"<li>{escape(one['matter'])}: {escape(one['sentence'])}</li>\n" for one in told["opinions"]]
        parts.append("</ul>\n</section>\n")
    parts.append(_left_out(told))
    return "".join(parts) + "</main>\n</body>\n</html>\n"


def _section(entry: dict[str, Any]) -> str:
    title = escape(entry["kind"].replace(".", " ").replace("_", " ").capitalize())
    where = f"<p>{escape(entry['at'])}, told by {escape(entry['source'])} ({escape(entry['source_id'])})</p>\n"
    told = {name.replace("_", " ").capitalize(): _words(value) for name, value in entry["told"].items()}
    return f"<section>\n<h2>{title}</h2>\n{where}{_list(told)}</section>\n"


def _list(told: dict[str, str]) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>\n" for name, value in told.items())
    return f"<dl>\n{rows}</dl>\n"


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        from amends.facts import Money

        return str(Money(value["amount_minor"], value["currency"]))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _left_out(told: dict[str, Any]) -> str:
    counts = (
        f"Notes of colleagues about their own work: {told['left_out']['colleagues_notes']}",
        f"Entries about the same things that are other people's: {told['left_out']['entries_of_others']}",
        f"Raw copies that could not be understood: {told['raw_copies']}",
    )
    lines = "".join(f"<li>{escape(line)}</li>\n" for line in (*counts, *told["notes"]))
    return f"<section>\n<h2>What is not shown</h2>\n<ul>\n{lines}</ul>\n</section>\n"
