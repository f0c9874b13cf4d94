"""A text in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation


@dataclass(frozen=True, slots=True)
class Words:
    """The same text in Swedish and English."""

    sv: str
    en: str

    def __str__(self) -> str:
        return self.sv if (translation.get_language() or "sv").startswith("sv") else self.en
