"""One accent colour per festival, moved as little as needed until text in it can be read (WCAG 2.1, 1.4.3)."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls
from functools import lru_cache

from django.utils.translation import gettext as _

from samspel.errors import NotFound

Colour = tuple[float, float, float]
PAPER, NIGHT = (0.984, 0.984, 0.976), (0.078, 0.090, 0.102)
WHITE, BLACK = (1.0, 1.0, 1.0), (0.059, 0.067, 0.075)
PITCH = (0.0, 0.0, 0.0)
"""On any colour either white or this can be read: the product of their contrasts is 21, so one is above 4.58."""
AA = 4.6
"""A little above the 4.5 the guideline asks for, so that rounding to 8 bits cannot break it."""


@lru_cache(maxsize=64)
def style_sheet(colour: str) -> str:
    """Return CSS that sets the accent for light and dark. Raises `NotFound` for what is no colour."""
    wish = _read(colour)
    light, dark = readable_on(wish, PAPER), readable_on(wish, NIGHT)
    return (
        f":root{{{_tokens(light, PAPER)}{_poster(wish)}}}"
        f"@media screen and (prefers-color-scheme: dark){{:root{{{_tokens(dark, NIGHT)}--accent-band:{_hex(light)}}}}}"
        "@media print{:root{--accent:#000;--accent-band:#000;--accent-soft:#fff;--poster:#fff;--poster-ink:#000}}\n"
    )


def ink_on(colour: str) -> str:
    """Return which of `white` and `black` can be read on a festival's own colour `#rrggbb`."""
    return "white" if _ink(_read(colour[1:])) == WHITE else "black"


def icon_drawing(colour: str) -> str:
    """Return an icon as SVG: two circles that meet, within what a round mask leaves. Raises `NotFound`."""
    wish = _read(colour)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512">'
        f'<rect width="512" height="512" fill="{_hex(wish)}"/>'
        f'<g fill="none" stroke="{_hex(_ink(wish))}" stroke-width="40">'
        '<circle cx="208" cy="256" r="96"/><circle cx="304" cy="256" r="96"/></g></svg>'
    )


def _read(colour: str) -> Colour:
    if not re.fullmatch(r"[0-9a-f]{6}", colour):
        raise NotFound(_("There is no page at this address."))
    return int(colour[:2], 16) / 255, int(colour[2:4], 16) / 255, int(colour[4:], 16) / 255


def on_paper(colour: str) -> tuple[str, str]:
    """Return a colour `#rrggbb` as it can be read in print, on white, and the one of black and white to write on it."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    accent = readable_on((red, green, blue), WHITE)
    return _hex(accent), _hex(_ink_on(accent))


def _ink_on(accent: Colour) -> Colour:
    return WHITE if contrast(accent, WHITE) >= contrast(accent, BLACK) else BLACK


def _tokens(accent: Colour, paper: Colour) -> str:
    ink = _ink_on(accent)
    soft = tuple(0.88 * below + 0.12 * above for below, above in zip(paper, accent, strict=True))
    return f"--accent:{_hex(accent)};--accent-band:{_hex(accent)};--accent-ink:{_hex(ink)};--accent-soft:{_hex(soft)};"  # type: ignore[arg-type]


def _poster(wish: Colour) -> str:
    """Return the festival's very own colour with an ink for it, and a shade that goes away from the ink."""
    ink = _ink(wish)
    shade = "rgb(0 0 0/.17)" if ink == WHITE else "rgb(255 255 255/.28)"
    return f"--poster:{_hex(wish)};--poster-ink:{_hex(ink)};--poster-shade:{shade};"


def _ink(colour: Colour) -> Colour:
    return WHITE if contrast(colour, WHITE) >= contrast(colour, PITCH) else PITCH


def readable_on(colour: Colour, paper: Colour) -> Colour:
    """Return the colour, darkened or lightened in small steps until it stands out enough from the paper."""
    hue, lightness, saturation = rgb_to_hls(*colour)
    step, end = (-0.01, 0.0) if luminance(paper) > 0.5 else (0.01, 1.0)
    # The soft shade lies under text too, and is the accent's own tint: it needs a little more.
    while contrast(hls_to_rgb(hue, lightness, saturation), paper) < AA * 1.2 and lightness != end:
        lightness = min(1.0, max(0.0, lightness + step))
    return hls_to_rgb(hue, lightness, saturation)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    """Return the relative luminance of an sRGB colour, 0 to 1."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)
