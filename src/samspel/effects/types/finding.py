"""A published study, for a report."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """A published study for a report, in the language that was active when it was read.

    `figures` are pairs of label and value as text, `charts` pairs of SVG and what it shows in words, `run` the first
    eight letters of the run behind every one of them and `run_id` the whole of its name.
    """

    study: str
    title: str
    question: str
    design: str
    verdict: str
    sentence: str
    caveats: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    charts: tuple[tuple[str, str], ...]
    elsewhere: tuple[str, ...]
    source: str
    registered_at: str
    digest: str
    run: str
    run_id: str

    def as_plain(self) -> dict[str, Any]:
        """Return it as a JSON object, for a report that is frozen with it."""
        return asdict(self) | {
            "caveats": list(self.caveats),
            "elsewhere": list(self.elsewhere),
            "figures": [{"label": label, "value": value} for label, value in self.figures],
            "charts": [{"svg": svg, "caption": caption} for svg, caption in self.charts],
        }
