"""What a log must not hold: the secret words of links."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(r"[A-Za-z0-9_-]{24,}")
"""A token, wherever it stands: those of doors, tablets, signatures and sign-in are 32 letters; no slug of ours is."""
KEPT = 4


class WithoutSecrets(logging.Filter):
    """Shorten every word that could be a link's token, so that whoever reads the log cannot use it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, told in full and without tokens."""
        told = record.getMessage()
        short = SECRET.sub(lambda found: found[0] if found[0].islower() else f"{found[0][:KEPT]}…", told)
        if short != told:
            record.msg, record.args = short, ()
        return True
