"""Write the copy as one folder that is there whole or not at all, or as one file to download."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.places.models import Edition
from samspel.programme.queries.publication import reading_once, shown
from samspel.site.copy.crawl import crawled, crawled_side_by_side, fronts
from samspel.site.copy.files import PAGE, contents_of, reference

MARK = "copy.json"
"""Says what a folder holds: only a folder that has it, and of the same edition, is written over."""

Files = dict[str, bytes]


def write_copy(*, edition: Edition, folder: Path, with_paper: bool, side_by_side: bool = False) -> dict[str, Any]:
    """Write an edition's copy into a folder, in the place of an earlier one. Returns what its mark says.

    Raises `Refused` where the folder holds anything else or cannot be made, and `BadInput` for links that lead nowhere.
    """
    folder = folder.absolute()
    try:
        _check(folder, edition)
        files = copy_of(edition=edition, with_paper=with_paper, side_by_side=side_by_side)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as workshop:
            new = Path(workshop) / "new"
            _write(new, files)
            if folder.exists():
                folder.rename(Path(workshop) / "old")
            new.rename(folder)
    except OSError as error:
        told = {"folder": folder, "error": error.strerror}
        raise Refused(_("%(folder)s cannot be written: %(error)s. Name another folder.") % told) from error
    return mark_of(files)


def zipped(files: Files) -> bytes:
    """Return a copy as one file to download."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return packed.getvalue()


def copy_of(*, edition: Edition, with_paper: bool, side_by_side: bool = False) -> Files:
    """Return the content of every file of an edition's copy by its path. Raises `NotFound` if nothing is published.

    `side_by_side` takes a process for each language, for a command outside of any transaction.
    """
    copied_at = timezone.now()
    with reading_once():
        found = shown(edition.festival.slug, edition.slug)
        crawl = crawled_side_by_side if side_by_side else crawled
        files = crawl(edition, copied_at=copied_at, with_paper=with_paper)
    ways = {code: reference(files[address].path, "") for code, address in fronts(edition).items()}
    languages = [(code, name, ways[code]) for code, name in settings.LANGUAGES]
    mark = {
        "made_by": "Samspel",
        "festival": edition.festival.slug,
        "edition": edition.slug,
        "version": found.publication.version,
        "synthetic": edition.is_synthetic,
        "published_at": found.publication.published_at.isoformat(),
        "written_at": copied_at.isoformat(),
        "files": len(files) + 2,
    }
    context = {"edition": edition, "languages": languages, "version": found.publication.version, "copied_at": copied_at}
    with translation.override(settings.LANGUAGE_CODE):
        entrance = render_to_string("site/copy.html", context)
    return {PAGE: entrance.encode(), MARK: json.dumps(mark, indent=1).encode(), **contents_of(files)}


def mark_of(files: Files) -> dict[str, Any]:
    """Return what a copy says of itself."""
    mark: dict[str, Any] = json.loads(files[MARK])
    return mark


def _check(folder: Path, edition: Edition) -> None:
    """Refuse a folder that is anything but new, empty or an earlier copy of the same edition."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    own = (edition.festival.slug, edition.slug)
    try:
        mark = json.loads((folder / MARK).read_bytes())
        is_ours = (mark["festival"], mark["edition"]) == own
    except (OSError, ValueError, KeyError, TypeError):
        is_ours = False
    if not is_ours:
        told = {"folder": folder, "edition": edition.name}
        raise Refused(_("%(folder)s holds something else than a copy of %(edition)s. Name a new folder.") % told)


def _write(folder: Path, files: Files) -> None:
    for inner in sorted({PurePosixPath(path).parent for path in files}):
        (folder / inner).mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        (folder / path).write_bytes(content)
