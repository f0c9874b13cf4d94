"""Refuse files that are too large while they arrive, before they fill memory or disk."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext as _

from samspel.errors import BadInput, Problem

MOST_BYTES = 20 * 1024 * 1024


class RefuseHugeFiles(FileUploadHandler):
    """Count bytes as they come, of all files of a request together, and stop at `MOST_BYTES`."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.seen > MOST_BYTES:
            self._drop()
            raise BadInput(
                [
                    Problem(
                        None,
                        str(self.file_name),
                        _("is larger than %(most)d MB.") % {"most": MOST_BYTES // 2**20},
                        _("Split it, or leave out pictures and sheets that are not needed."),
                    )
                ]
            )
        return raw_data

    def _drop(self) -> None:
        """Close what other handlers have written so far: Django only closes files that arrived whole."""
        for handler in self.request.upload_handlers if self.request else ():
            file = getattr(handler, "file", None)
            if file is not None:
                file.close()

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        return None
