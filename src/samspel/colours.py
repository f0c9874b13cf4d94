"""One accent colour per festival, moved as little as needed until text in it can be read (WCAG 2.1, 1.4.3)."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls

from django.utils.translation import gettext as _

from samspel.errors import NotFound

Colour = tuple[float, float, float]
PAPER, NIGHT = (0.984, 0.984, 0.976), (0.078, 0.090, 0.102)
WHITE, BLACK = (1.0, 1.0, 1.0), (0.059, 0.067, 0.075)
AA = 4.6
"""A little above the 4.5 the guideline asks for, so that rounding to 8 bits cannot break it."""


def style_sheet(colour: str) -> str:
    """Return CSS that sets the accent for light and dark. Raises `NotFound` for what is no colour."""
    if not re.fullmatch(r"[0-9a-f]{6}", colour):
        raise NotFound(_("There is no page at this address."))
    wish = tuple(int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    light, dark = readable_on(wish, PAPER), readable_on(wish, NIGHT)  # type: ignore[arg-type]
    return (
        f":root{{{_tokens(light, PAPER)}}}"
        f"@media (prefers-color-scheme: dark){{:root{{{_tokens(dark, NIGHT)}--accent-band:{_hex(light)}}}}}"
        "@media print{:root{--accent:#000;--accent-band:#000;--accent-soft:#fff}}\n"
    )


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
