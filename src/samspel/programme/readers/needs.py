"""What an act needs and a stage has: yes or no, levels, sizes and scores as people write them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samspel.foreign import shortened
from samspel.programme.readers.timing import Cells
from samspel.programme.readers.values import Field, Remark
from samspel.programme.readers.words import normal

YES = frozenset(["yes", "y", "true", "ja", "j", "x", "1", "sant", "finns", "behovs"])
NO = frozenset(["no", "n", "false", "nej", "0", "falskt", "saknas", "-"])
_SIZES = {
    **dict.fromkeys(("small", "s", "liten", "klein", "1"), 1),
    **dict.fromkeys(("medium", "m", "mellan", "mellanstor", "mittel", "2"), 2),
    **dict.fromkeys(("large", "l", "big", "stor", "gross", "3"), 3),
}
_SWITCHES = {
    "is_heavy": Field.HEAVY,
    "needs_piano": Field.PIANO,
    "needs_drums": Field.DRUMS,
    "has_piano": Field.HAS_PIANO,
    "has_drums": Field.HAS_DRUMS,
}
_LEVELS = {"jury_score": (Field.JURY, 0, 100), "loudness": (Field.LOUDNESS, 1, 5), "loudest": (Field.LOUDEST, 1, 5)}
_BY_SIZE = {"stage_size": Field.STAGE_SIZE, "size": Field.SIZE}


def read_needs(number: int, cells: Cells, remarks: list[Remark]) -> dict[str, Any]:
    """Return the values of a line; what cannot be read is left out, with a remark."""
    found: dict[str, Any] = {}
    for name, field in _SWITCHES.items():
        found[name] = _switch(cells.text(field))
        _tell(number, cells.text(field), found[name], field, remarks, _("write yes or no"))
    for name, (field, least, most) in _LEVELS.items():
        found[name] = _level(cells.text(field), least, most)
        advice = _("write a whole number from %(least)d to %(most)d") % {"least": least, "most": most}
        _tell(number, cells.text(field), found[name], field, remarks, advice)
    for name, field in _BY_SIZE.items():
        found[name] = _SIZES.get(normal(cells.text(field)))
        _tell(number, cells.text(field), found[name], field, remarks, _("write small, medium or large"))
    return found


def _tell(number: int, text: str, value: Any, field: Field, remarks: list[Remark], advice: str) -> None:
    if text and value is None:
        reason = _("%(meaning)s: this cannot be read and is left out; %(advice)s.")
        remarks.append(Remark(number, shortened(text), reason % {"meaning": field.label, "advice": advice}))


def _switch(text: str) -> bool | None:
    word = normal(text) or text.strip()
    return True if word in YES else False if word in NO else None


def _level(text: str, least: int, most: int) -> int | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return round(value) if least <= value <= most else None
