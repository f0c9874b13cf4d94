"""What every template may use without loading: the wording of times, dates and numbers, and where we are."""

from __future__ import annotations

from django import template
from django.utils.safestring import mark_safe

from samspel import wording

register = template.Library()
for words in (wording.clock, wording.day, wording.short_day, wording.amount, wording.percent, wording.quoted):
    register.filter(words.__name__, words)


@register.simple_tag(takes_context=True)
def current(context: template.Context, name: str) -> str:
    """Mark the link to the page we are on, or to the part of the house it belongs to."""
    match = context["request"].resolver_match
    is_here = match is not None and match.url_name == name
    return mark_safe('aria-current="page"') if is_here else ""
