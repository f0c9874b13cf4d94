"""Static files under names that change with what is in them."""

from __future__ import annotations

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Django has no other way in to which files are searched for imports.
_PATTERNS = ManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]  # noqa: SLF001


class Storage(CompressedManifestStaticFilesStorage):
    """A script's imports get such names too: no phone runs half of an old version with half of a new one."""

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (
        "samspel/*.js",
        _PATTERNS,
    )  # comments of others name files they do not ship
