"""What a visitor's phone keeps and sends: the data of its pages, all pages at once, what makes it an app, and stars."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from samspel.access import public
from samspel.errors import NotFound
from samspel.programme.grid import style_sheet

for_ever = cache_control(public=True, max_age=31536000, immutable=True)
LARGEST = (500, 400)
"""Columns and rows of a grid: forty hours on more stages than a town has."""


def _size(columns: int, rows: int) -> tuple[int, int]:
    if columns > LARGEST[0] or rows > LARGEST[1]:
        raise NotFound(_("There is no page at this address."))
    return columns, rows


@for_ever
@public(_size)
def grid_size(request: HttpRequest, size: tuple[int, int]) -> HttpResponse:
    """Return the style sheet that places items in a grid of this size."""
    return HttpResponse(style_sheet(*size), content_type="text/css; charset=utf-8")
