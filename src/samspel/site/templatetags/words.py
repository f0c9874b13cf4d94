"""What every template may use without loading: the wording of times, dates and numbers, and where we are."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from samspel import colours, wording
from samspel.places.models import Edition
from samspel.places.rules import may_look, may_run_office
from samspel.site.menu import Menu, menu_of

register = template.Library()
for words in (
    wording.clock,
    wording.day,
    wording.short_day,
    wording.amount,
    wording.percent,
    wording.quoted,
    wording.sek,
):
    register.filter(words.__name__, words)
register.filter("ink_on", colours.ink_on)
register.simple_tag(wording.days)


@register.filter
def may_run(user: Any, subject: Any) -> bool:
    """Tell whether a person runs the office of a festival: others are shown no link that would refuse them."""
    return may_run_office(user, subject)


@register.filter
def may_see(user: Any, subject: Any) -> bool:
    """Tell whether a person may see what a festival has not published."""
    return may_look(user, subject)


@register.simple_tag(takes_context=True)
def office_menu(context: template.Context, edition: Edition) -> Menu:
    """Return the ways around an edition's office for whoever looks."""
    return menu_of(context["request"], edition)


@register.simple_tag
def page_of(view: str, args: list[str | int]) -> str:
    """Return the address of a page that a link of the thread names."""
    return reverse(view, args=args)


KINDS = {
    "idea": gettext_lazy("idea"),
    "decision": gettext_lazy("decision"),
    "dialogue": gettext_lazy("dialogue"),
    "agreement": gettext_lazy("agreement"),
    "festival": gettext_lazy("edition"),
    "programme": gettext_lazy("programme"),
    "study": gettext_lazy("study"),
    "report": gettext_lazy("report"),
}
"""What the pages that links of the thread name are of."""


@register.simple_tag
def kind_of(view: str) -> str:
    """Return what sort of thing the thread leads to."""
    return str(KINDS.get(view, ""))


@register.simple_tag(takes_context=True)
def current(context: template.Context, name: str) -> str:
    """Mark the link to the page we are on, or to the part of the house it belongs to."""
    match = context["request"].resolver_match
    is_here = match is not None and match.url_name == name
    return mark_safe('aria-current="page"') if is_here else ""
