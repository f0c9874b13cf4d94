"""Collect the static files in one folder, named and packed: anew only where they are not what they were."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from samspel.records.digests import digest_of

MARK = "collected"
"""The file that says what the folder was collected from; written last, so that half a folder has none."""


def collect() -> None:
    """Bring the folder of static files up to date. Packing them takes as long as a third of a whole export."""
    mark, sources = Path(settings.STATIC_ROOT) / MARK, digest_of([version("samspel"), *_sources()])
    if mark.is_file() and mark.read_text() == sources:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(sources)


def _sources() -> list[list[object]]:
    found = []
    for finder in get_finders():
        for path, storage in finder.list(None):
            file = Path(storage.path(path)).stat()
            found.append([path, file.st_size, file.st_mtime_ns])
    return found
