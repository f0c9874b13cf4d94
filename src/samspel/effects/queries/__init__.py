"""Reads of studies and of series. Texts come in the language that is active."""

from samspel.effects.queries.studies import (
    Drawing,
    Shown,
    Tried,
    is_run_public,
    latest_run,
    panel_of,
    published_findings,
    published_studies,
    run_shown,
    shown,
    source_line,
    studies_of,
    study,
    tried,
)

__all__ = [
    "Drawing",
    "Shown",
    "Tried",
    "is_run_public",
    "latest_run",
    "panel_of",
    "published_findings",
    "published_studies",
    "run_shown",
    "shown",
    "source_line",
    "studies_of",
    "study",
    "tried",
]
