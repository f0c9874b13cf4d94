"""Compile a translation catalogue: `python -m samspel.site.catalogue django.po django.mo`.

Django reads the binary form; this writes it without GNU gettext, so that a bare machine can build it. It knows what our
catalogue uses (comments, context, plural forms, several lines) and refuses a message that is missing or marked fuzzy.
"""

from __future__ import annotations

import ast
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Message:
    """One entry of a catalogue, with the texts as they were typed."""

    texts: dict[str, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        context = f"{self.texts['msgctxt']}\x04" if "msgctxt" in self.texts else ""
        plural = f"\0{self.texts['msgid_plural']}" if "msgid_plural" in self.texts else ""
        return context + self.texts.get("msgid", "") + plural

    @property
    def translation(self) -> str:
        forms = [self.texts[name] for name in sorted(self.texts) if name.startswith("msgstr")]
        return "\0".join(forms)

    @property
    def is_complete(self) -> bool:
        return not self.fuzzy and all(part for part in self.translation.split("\0"))


def read(text: str) -> list[Message]:
    """Return the messages of a catalogue in its order; the first, with an empty id, is the header."""
    messages, message, name = [], Message(), ""
    for line in [*text.splitlines(), ""]:
        if line.startswith("#,") and "fuzzy" in line:
            message.fuzzy = True
        elif line.startswith('"'):
            message.texts[name] += ast.literal_eval(line)
        elif line.startswith("msg"):
            name, _, value = line.partition(" ")
            message.texts[name] = ast.literal_eval(value)
        elif not line.strip() and message.texts:
            messages.append(message)
            message = Message()
    return messages


def compile_catalogue(text: str) -> bytes:
    """Return the binary catalogue (GNU .mo, little endian)."""
    pairs = sorted(
        (message.key.encode(), message.translation.encode())
        for message in read(text)
        if message.is_complete or not message.key
    )
    ids = b"\0".join(key for key, _ in pairs) + b"\0"
    head = 28
    tables = head + 16 * len(pairs)
    originals, translations, id_at, text_at = [], [], tables, tables + len(ids)
    for key, value in pairs:
        originals.append(struct.pack("<II", len(key), id_at))
        translations.append(struct.pack("<II", len(value), text_at))
        id_at, text_at = id_at + len(key) + 1, text_at + len(value) + 1
    values = b"\0".join(value for _, value in pairs) + b"\0"
    header = struct.pack("<Iiiiiii", 0x950412DE, 0, len(pairs), head, head + 8 * len(pairs), 0, 0)
    return header + b"".join(originals) + b"".join(translations) + ids + values


if __name__ == "__main__":
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    target.write_bytes(compile_catalogue(source.read_text(encoding="utf-8")))
