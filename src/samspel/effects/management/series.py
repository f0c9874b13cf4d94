"""What the commands about series have in common: what the figures are, where they come from, what places are."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from samspel.effects.services.loading import series_named
from samspel.effects.services.series import About
from samspel.effects.types import Clock, Decimal, Layout, PlaceKind, Reading, Source, Times, Twice
from samspel.errors import Refused
from samspel.places.models import Festival


def add_series_arguments(parser: ArgumentParser) -> None:
    """Add what describes a series; of one that is here already, only its address is needed."""
    parser.add_argument("--name", default="", help="name of a new series")
    parser.add_argument("--outcome", default="", help="what is measured")
    parser.add_argument("--measure", default="", help="the unit of measurement")
    parser.add_argument("--places", choices=PlaceKind.values, default=PlaceKind.OTHER.value, help="what the rows are")
    parser.add_argument("--synthetic", action="store_true", help="the figures are made up, not measured")
    for word in ("title", "publisher", "licence", "address"):
        parser.add_argument(f"--source-{word}", default="", help=f"{word} of the source")


def add_reading_arguments(parser: ArgumentParser) -> None:
    """Add how a file is read, where its heading does not say so."""
    add_table_arguments(parser)
    parser.add_argument("--sheet", default="", help="the sheet of a workbook")
    parser.add_argument("--place", action="append", default=[], metavar="LABEL=NAME", help="what a place's name means")


def add_table_arguments(parser: ArgumentParser) -> None:
    """Add which columns of a table hold what, and how its cells are read."""
    parser.add_argument("--unit", default="", help="the column or dimension of the units, if it is not found")
    parser.add_argument("--period", default="", help="the column or dimension of the periods")
    parser.add_argument("--value", default="", help="the column of the figures")
    parser.add_argument("--only", action="append", default=[], metavar="NAME=VALUE", help="only rows with this")
    layouts = [one for one in Layout.values if one]
    parser.add_argument("--layout", choices=layouts, default="", help="what a row and a column of the table are")
    signs = [one for one in Decimal.values if one]
    parser.add_argument("--decimal", choices=signs, default="", help="the decimal sign, where the numbers do not tell")
    parser.add_argument("--drop-doubled", action="store_true", help="take nothing of what stands twice in the file")
    add_clock_arguments(parser)


def add_clock_arguments(parser: ArgumentParser) -> None:
    """Add what the hours of a file are, where summer time begins or ends."""
    parser.add_argument("--twice", choices=Twice.values, help="what the hour holds that runs twice in autumn")
    parser.add_argument(
        "--times", choices=Times.values, default=Times.LOCAL.value, help="whether times are of the clock on the wall"
    )


def clock_in(options: dict[str, Any]) -> Clock:
    """Return what the options say of a file's hours."""
    return Clock(Times(options["times"]), Twice(options["twice"]) if options["twice"] else None)


def described(festival: Festival, slug: str, options: dict[str, Any]) -> tuple[About, Source]:
    """Return what a series is and where it is from, from the options or as it is here already."""
    known = series_named(festival=festival, slug=slug)
    if known is not None:
        about = About(known.name, known.outcome, known.unit, PlaceKind(known.place_kind), known.is_synthetic)
        source = known.source
        return about, Source(source.title, source.publisher, source.licence, source.address)
    needed = ("name", "outcome", "measure", "source_title", "source_publisher", "source_licence")
    missing = [f"--{name.replace('_', '-')}" for name in needed if not options[name]]
    if missing:
        raise Refused(f"“{slug}” is a new series: say what it is with {', '.join(missing)}.")
    about = About(
        options["name"], options["outcome"], options["measure"], PlaceKind(options["places"]), options["synthetic"]
    )
    words = (options[f"source_{word}"] for word in ("title", "publisher", "licence", "address"))
    return about, Source(*words)


def reading_of(options: dict[str, Any]) -> Reading:
    """Return how a file is to be read."""
    only = tuple(pairs(options["only"]).items())
    sheet = options.get("sheet", "")
    return Reading(
        options["unit"],
        options["period"],
        options["value"],
        only,
        sheet,
        clock=clock_in(options),
        layout=Layout(options["layout"]),
        drops_doubled=options["drop_doubled"],
        decimal=Decimal(options["decimal"]),
    )


def pairs(given: list[str]) -> dict[str, str]:
    """Return NAME=VALUE words as a mapping."""
    split = (word.partition("=") for word in given)
    return {name.strip(): value.strip() for name, _equals, value in split}
