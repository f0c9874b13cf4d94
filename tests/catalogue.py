"""Collect the strings of code and templates into the Swedish catalogue: `python -m tests.catalogue` (`make messages`).

Django's own `templatize` turns a template into something Babel can read, so GNU gettext is not needed. Translations
that are there stay; strings that are no longer used go; new ones come in empty, and a test fails until they are not.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent.parent / "src" / "samspel"
SWEDISH = SOURCE / "site" / "locale" / "sv" / "LC_MESSAGES" / "django.po"

KEYWORDS = {
    "_": None,
    "_now": None,
    "_t": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def strings() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    """Yield file, message and context of every string that people read, in a fixed order."""
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in (".py", ".html", ".txt") or "locale" in path.parts or "migrations" in path.parts:
            continue
        if path.suffix != ".py" and "templates" not in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(SOURCE).as_posix()
        for _line, message, _comments, context in extract(
            "python", io.BytesIO(_as_python(path, text).encode()), KEYWORDS, (), {"encoding": "utf-8"}
        ):
            yield name, message, context


def _as_python(path: Path, text: str) -> str:
    if path.suffix == ".py":
        return text
    from django.utils.translation.template import templatize

    # Babel reads Python, and `templatize` leaves the markup between calls as rows of X: keep the calls alone.
    calls = [line for line in templatize(text).splitlines() if "gettext(" in line]
    return "\n".join(_calls("\n".join(calls)))


def _calls(text: str) -> Iterator[str]:
    """Yield every gettext call in templatized text, one a line."""
    at = 0
    starts = (" gettext(", " ngettext(", " pgettext(", " npgettext(")
    while True:
        found = [(text.find(start, at), start) for start in starts if text.find(start, at) >= 0]
        if not found:
            return
        begin = min(found)[0]
        end = _closing(text, begin)
        yield text[begin:end].strip().replace("\n", "\\n")
        at = end


def _closing(text: str, begin: int) -> int:
    depth, quote, at = 0, "", text.index("(", begin)
    while at < len(text):
        letter = text[at]
        if quote:
            if letter == "\\":
                at += 1
            elif text.startswith(quote, at):
                at += len(quote) - 1
                quote = ""
        elif text.startswith(("'''", '"""'), at):
            quote = text[at : at + 3]
            at += 2
        elif letter in "'\"":
            quote = letter
        elif letter == "(":
            depth += 1
        elif letter == ")":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return at


def collected(previous: Catalog) -> Catalog:
    """Return a catalogue of what is used now, with the translations of the previous one."""
    catalogue = Catalog(
        locale="sv", project="Samspel", fuzzy=False, charset="utf-8", revision_date=previous.revision_date
    )
    catalogue.creation_date = previous.creation_date
    for file, message, context in strings():
        if not message or message == "":
            continue
        known = previous.get(message, context=context)
        catalogue.add(message, known.string if known else None, locations=[(file, 0)], context=context)
    return catalogue


def main() -> None:
    """Write the Swedish catalogue anew."""
    previous = read_po(io.BytesIO(SWEDISH.read_bytes()), locale="sv") if SWEDISH.exists() else Catalog(locale="sv")
    catalogue = collected(previous)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, include_lineno=False, sort_output=True)
    SWEDISH.write_bytes(buffer.getvalue())
    empty = sum(not message.string or message.string == ("", "") for message in catalogue if message.id)
    print(f"{len(catalogue)} strings, {empty} without a translation")  # noqa: T201


if __name__ == "__main__":
    main()
