"""Static files under names that change with what is in them, and without what only those who write them read."""

from __future__ import annotations

import re

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files import File
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Django has no other way in to which files are searched for imports.
_PATTERNS = ManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]  # noqa: SLF001

_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n", re.MULTILINE)
_INDENTED = re.compile(r"^\s+", re.MULTILINE)
_SPACED = re.compile(r" *([{};]) *")


class Storage(CompressedManifestStaticFilesStorage):
    """A script's imports get such names too: no phone runs half of an old version with half of a new one."""

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (
        "samspel/*.js",
        _PATTERNS,
    )  # comments of others name files they do not ship

    def _save(self, name: str, content: File[bytes]) -> str:
        if name.startswith("samspel/") and name.endswith((".css", ".js")):
            content = ContentFile(lean(b"".join(content.chunks()).decode(), is_style=name.endswith(".css")).encode())
        return str(super()._save(name, content))


def lean(text: str, *, is_style: bool) -> str:
    """Return a style sheet or script of ours without comments and indentation; its statements stay on their lines.

    Comments have lines of their own, and no text of a script goes over several lines.
    """
    text = _INDENTED.sub("", _COMMENT.sub("", text))
    return _SPACED.sub(r"\1", text) if is_style else text
