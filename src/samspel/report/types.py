"""A report as values: what the page and the PDF are both made of."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its words and the first eight letters of the run it comes from."""

    label: str
    value: str
    run: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A small table: the same numbers as a chart, for those who read rather than look."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, what it says in words, and its run."""

    svg: str
    caption: str
    run: str
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under one heading; `runs` stand behind its words, not behind one figure."""

    key: str
    title: str
    paragraphs: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    points: tuple[str, ...] = field(default=())
    points_title: str = ""
    runs: tuple[str, ...] = field(default=())
    origin: str = ""
    """Whether the figures were measured or made, where a report holds both."""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report in one language."""

    language: str
    title: str
    subtitle: str
    is_synthetic: bool
    synthetic_note: str
    sections: tuple[Section, ...]
    imprint: tuple[str, ...] = ()
    """When it was made, of which programme, by whom: the lines under the title."""
