"""Static files under names that change with what is in them."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """A script's imports get such names too: no phone runs half of an old version with half of a new one."""

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (
        "samspel/*.js",  # comments of others name files they do not ship
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
