"""The comparison as a picture: for each figure a row of dots, one for each policy, with its interval.

SVG that needs no colour, drawn by hand because it is lines, dots and words. In HTML it stands above the whole table, in
one file that loads nothing.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from .compare import Result
from .figures import FIGURES, Figure
from .intervals import Interval
from .words import heads_in_words, in_words

PICTURED: Final = (
    "mean_wait_minutes", "gave_up_percent", "hostile_gini_day", "peak_above_2_percent", "back_to_back_percent",
    "past_shift_minutes_day", "same_agent_percent", "busy_percent",
)  # fmt: skip
_WIDTH, _LEFT, _RIGHT, _LINE, _HEAD, _GAP = 760, 110, 110, 22, 34, 16
_STYLE: Final = "font-family:system-ui,sans-serif;font-size:13px"
_PAGE: Final = (
    "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title><style>"
    "body{{font-family:system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1a1a1a}}"
    "table{{border-collapse:collapse;font-variant-numeric:tabular-nums}}caption{{text-align:left;padding:.5rem 0}}"
    "th,td{{padding:.25rem .6rem;text-align:right;border-bottom:1px solid #ccc}}"
    "th:first-child{{text-align:left;font-weight:normal}}.wide{{overflow-x:auto}}</style></head><body>"
    "<h1>{title}</h1><p>{about}</p>{svg}<div class='wide'>{table}</div></body></html>\n"
)


def svg_of(results: Sequence[Result], title: str) -> str:
    """A picture for each figure that decides, one below the other; scales begin at 0."""
    panel = _HEAD + _LINE * len(results) + _GAP
    height = panel * len(PICTURED)
    panels = "".join(_panel(name, results, number * panel) for number, name in enumerate(PICTURED))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(title)}" style="{_STYLE}"><title>{escape(title)}</title>'
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>{panels}</svg>\n'
    )


def html_of(results: Sequence[Result], title: str, about: str) -> str:
    """The picture and the whole table as one page."""
    return _PAGE.format(title=escape(title), about=escape(about), svg=svg_of(results, title), table=_table(results))


def _panel(name: str, results: Sequence[Result], top: int) -> str:
    figure = FIGURES[name]
    highest = max((_end(result.figures[name]) for result in results), default=0.0) or 1.0
    scale = (_WIDTH - _LEFT - _RIGHT) / highest
    unit = f", {figure.unit}" if figure.unit else ""
    drawn = [f'<text x="0" y="{top + 18}" font-weight="600">{escape(figure.words + unit)}</text>']
    for number, result in enumerate(results):
        y = top + _HEAD + number * _LINE + 4
        drawn.append(_row(figure, result.policy, result.figures[name], scale, y))
    return "".join(drawn)


def _row(figure: Figure, policy: str, told: Interval, scale: float, y: int) -> str:
    line = f'<line x1="{_LEFT}" y1="{y}" x2="{_WIDTH - _RIGHT}" y2="{y}" stroke="#ddd"/>'
    if told.low is not None and told.high is not None:
        low, high = _LEFT + max(told.low, 0.0) * scale, _LEFT + told.high * scale
        line += f'<line x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}" stroke="#1a1a1a" stroke-width="3"/>'
    words = f'<text x="{_WIDTH - _RIGHT + 10}" y="{y + 4}">{in_words(figure, told)}</text>'
    name = f'<text x="{_LEFT - 10}" y="{y + 4}" text-anchor="end">{escape(policy)}</text>'
    dot = ""
    if told.mean is not None:
        dot = f'<circle cx="{_LEFT + told.mean * scale:.1f}" cy="{y}" r="5" fill="#1a1a1a"/>'
    return line + dot + name + words


def _end(told: Interval) -> float:
    return max(told.high or 0.0, told.mean or 0.0)


def _table(results: Sequence[Result]) -> str:
    head = "".join(f"<th scope='col'>{escape(result.policy)}</th>" for result in results)
    rows = [
        f"<tr><th scope='row'>{escape(figure.words)}{f' ({figure.unit})' if figure.unit else ''}</th>"
        + "".join(f"<td>{in_words(figure, result.figures[name])}</td>" for result in results)
        + "</tr>"
        for name, figure in FIGURES.items()
    ]
    if any(result.heads for result in results):
        cells = "".join(f"<td>{heads_in_words(result.heads)}</td>" for result in results)
        rows.append(f"<tr><th scope='row'>extra heads to be level</th>{cells}</tr>")
    caption = "<caption>Means over all seeds, with half the width of the 95 % interval.</caption>"
    return f"<table>{caption}<thead><tr><td></td>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
