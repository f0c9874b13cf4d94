"""Names of days as people write them: short, long, "the Thursday", "Friday night"."""

from __future__ import annotations

import re

from samspel.programme.readers.words import normal

_NAMES = (
    "monday mon mo måndag månd mån må mandag mand man ma maandag maa montag maanantai",
    "tuesday tues tue tu tisdag tisd tis ti tirsdag tirsd tirs tir dinsdag dins di dienstag die tiistai",
    "wednesday weds wed we onsdag onsd ons on woensdag woe wo mittwoch mitt mit mi keskiviikko kesk ke",
    "thursday thurs thur thu th torsdag torsd tors tor to donderdag dond do donnerstag donn don torstai",
    "friday frid fri fr fredag fred fre vrijdag vrij vr freitag frei perjantai perj pe",
    "saturday satur sat sa lördag lörd lör lö lørdag zaterdag zat za samstag sams sam sonnabend lauantai lau la",
    "sunday sund sun su söndag sönd sön sö søndag zondag zond zon zo sonntag sonn son so sunnuntai sunn",
)
NAMES = {normal(name): weekday for weekday, names in enumerate(_NAMES) for name in names.split()}
"""Flattened name of a day → 0 for Monday … 6 for Sunday, in the Nordic languages, Dutch, German, English."""

_PARTS = normal(
    "kväll kvällen natt natten kveld kvelden aften aftenen nat avond avonden nacht nachten abend abends evening night "
    "nights eftermiddag eftermiddagen ettermiddag ettermiddagen middag namiddag nachmittag afternoon ilta iltana "
    "yö yönä"
).split()
_ENDINGS = ("", "en", "s", "ens", "ar", "arna", "er")
"""The definite form, the genitive that compounds take, the plural: torsdagen, fredags, Fridays."""
_BEFORE = re.compile(r"(?:on|the|den|am|op|på)\s+", re.IGNORECASE)


def weekday(text: str) -> int | None:
    """0 for Monday … 6 for Sunday from "fre", "Torsdagen", "Fredagkväll", "lör. kväll"; None for other words."""
    words = normal(_BEFORE.sub("", text.strip(), count=1)).split()
    if not 1 <= len(words) <= 2 or (len(words) == 2 and words[1] not in _PARTS):
        return None
    return NAMES.get(words[0], _COMPOUNDS.get(words[0]))


def led_by_day(text: str) -> tuple[str, str]:
    """The name of a day that a text begins with and what follows: "fre kl 20.45", "Fredag kväll 20-21"."""
    words = text.split()
    for count in (3, 2, 1):
        first, rest = " ".join(words[:count]).rstrip(",:"), " ".join(words[count:])
        if rest and weekday(first) is not None:
            return first, rest
    return "", text


def _compounds() -> dict[str, int]:
    """Full names with an ending, and run together with a part of the day: fredagskväll, Freitagabend."""
    full = {name: day for name, day in NAMES.items() if name.endswith(("dag", "day", "tag", "tai", "woch", "abend"))}
    found = {name + ending: day for name, day in full.items() for ending in _ENDINGS}
    return found | {name + joint + part: day for name, day in full.items() for joint in ("", "s") for part in _PARTS}


_COMPOUNDS = _compounds()
