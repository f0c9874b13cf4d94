"""Who may see what: every view is `@public` or `@ruled`, and an architecture test finds those that are neither.

`find` turns the address (`**kwargs` of the URL) into the one subject the view is about, or raises `NotFound`; the view
gets the subject, not the address. A rule is a plain predicate `(user, subject) -> bool` from a room's `rules.py`.
A person without an account who is refused is asked to sign in; a person with one is told that it is not allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from samspel.errors import NotAllowed, NotFound

Subject = TypeVar("Subject")
P = ParamSpec("P")
View = Callable[..., HttpResponseBase]
Rule = Callable[[Any, Any], bool]


def public(
    find: Callable[P, Subject],
) -> Callable[[Callable[[HttpRequest, Subject], HttpResponseBase]], View]:
    """Mark a view as open to everybody; `find` itself hides what is not published."""

    def mark(view: Callable[[HttpRequest, Subject], HttpResponseBase]) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return view(request, find(*args, **kwargs))

        opened.access = "public"  # type: ignore[attr-defined]
        return opened

    return mark


def itself(subject: Any) -> Any:
    """Say that a rule is about the whole of what was found."""
    return subject


def first(subject: tuple[Any, ...]) -> Any:
    """Say that a rule is about the first of several things that were found."""
    return subject[0]


def edition_of(subject: Any) -> Any:
    """Say that a rule is about the edition to which what was found belongs."""
    return subject.edition


def ruled(
    rule: Rule, find: Callable[P, Subject], *, posts: Rule | None = None, of: Callable[[Subject], Any] = itself
) -> Callable[[Callable[Concatenate[HttpRequest, Subject, ...], HttpResponseBase]], View]:
    """Mark a view as open to those for whom `rule(user, of(subject))` holds; a rule may let strangers see what is
    published. `posts` is the rule of those who may also change something on a page that more people may look at.

    A stranger who is refused is sent to sign in, whether or not the thing exists, so that addresses tell nothing.
    """

    def mark(view: Callable[Concatenate[HttpRequest, Subject, ...], HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            try:
                subject = find(*args, **kwargs)
                needed = posts if posts is not None and request.method == "POST" else rule
                if needed(request.user, of(subject)):
                    return view(request, subject)
            except NotFound:
                if request.user.is_authenticated:
                    raise
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise NotAllowed(_("Your account has no role that allows this. Ask the festival office to give you one."))

        guarded.access = rule.__name__  # type: ignore[attr-defined]
        guarded.posts = posts.__name__ if posts is not None else rule.__name__  # type: ignore[attr-defined]
        return guarded

    return mark


def nothing() -> None:
    """Find the subject of a view that has none, such as the front page."""
