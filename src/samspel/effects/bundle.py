"""A whole study as files that another person can read and repeat, and back again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from samspel.errors import Refused

_VERSION = (
    r"(?: (?:version )?v?\d[\d ]*)?"
    r"(?: (?:international|internationell|unported|generic|igo|se|no|dk|fi|de|uk|us|nz|au))?"
)
_WHOLE = (
    r"(?:https? )?creativecommons org (?:licenses by(?: sa)?|publicdomain (?:zero|mark))",
    r"cc ?(?:0|zero)|creative commons zero|(?:in the )?public domain(?: mark| dedication)?|cc by(?: sa)?",
    r"(?:cc|creative commons) (?:attribution|erkännande|navngivelse)"
    r"(?: share ?alike| dela ?lika| del på samme vilkår)?",
    r"(?:odc )?(?:pddl|odbl)|odc by|open database|open data commons (?:attribution|open database)",
    r"öppna data|öppen data|open data|cdla (?:permissive|sharing)|dl de (?:by|zero)|licence ouverte|etalab",
    r"ogl(?: uk| canada)?|open government|nlod|norsk for offentlige data(?: nlod)?",
    r"mit(?: 0| mit)?|0bsd|isc|unlicense|(?:new |modified |simplified )?bsd(?: [234] clause)?|[234] clause bsd",
    r"apache(?: software)?|eupl|mpl|mozilla public|[al]?gpl|gnu (?:affero |lesser )?(?:general )?public",
)
"""Names of licences under which everybody may pass figures on, some of them on the same terms only, as `_plain`."""

_OPEN = re.compile(rf"(?:the )?(?:{'|'.join(_WHOLE)})(?:{_VERSION}(?: only| or later)?){{1,2}}")
_NAMED = re.compile(
    r"\b(cc ?0|cc zero|public domain|cc by|creative commons (?:attribution|erkännande)|pddl|odc by|odbl)\b"
)
"""What tells a licence also among other words, unless one of these is there too."""

_CLOSED = re.compile(
    r"\b(nc|nd|non ?commercial\w*|no ?deriv\w*|(?:icke|ikke) ?kommersi\w*|ing(?:a|en) ?bearbe\w*|not?|never|without"
    r"|except|but|only|inte|ej|icke|utan|utom|men|endast|bara|förbjud\w*|forbid\w*|prohibit\w*|restrict\w*|begräns\w*"
    r"|confidential\w*|sekretess\w*|internal\w*|internt?|proprietary|reserved|förbehåll\w*|permission|tillstånd"
    r"|medgivande|request|agreement|avtal)\b"
)
_LICENCE = re.compile(r"\b(?:spdx|licen[cs]e[ds]?|lisens|licens(?:en)?|lisensen)\b")
SUMS = "SHA256SUMS"
MOST_BYTES = 200_000_000
NEARLY = 1e-9
"""Relative difference of figures from another processor's arithmetic that still are the same to nine digits."""

MOST_TOLD = 20
MOST_COLUMNS = 1000
"""As wide as people's own programs still show a table."""

Files = dict[str, bytes]


def is_open(licence: str) -> bool:
    """Tell whether a licence is known to let all pass figures on, by its name or among words that close nothing."""
    text = _plain(licence)
    names = re.split(r" (?:or|eller|and|och) (?!later)", text)
    return all(map(_OPEN.fullmatch, names)) or (bool(_NAMED.search(text)) and not _CLOSED.search(text))


def _plain(licence: str) -> str:
    """Return a name in small letters without signs, and without the word licence."""
    words = re.sub(r"[^\w]+|_", " ", licence.casefold())
    return " ".join((words if "creativecommons" in words or "ouverte" in words else _LICENCE.sub(" ", words)).split())


def as_json(plain: Any) -> bytes:
    """Return plain values as a file that is the same whenever they are."""
    return (json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def as_csv(units: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[float | None]]) -> bytes:
    """Return figures as a table, every number with all its digits: a row per unit, or per unit and column of many."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    written = [["" if value is None else repr(value) for value in row] for row in values]
    if len(columns) > MOST_COLUMNS:
        rows.writerow(["unit", "period", "value"])
        pairs = zip(units, written, strict=True)
        rows.writerows([unit, *cell] for unit, row in pairs for cell in zip(columns, row, strict=True))
    else:
        rows.writerow(["unit", *columns])
        rows.writerows([unit, *row] for unit, row in zip(units, written, strict=True))
    return text.getvalue().encode()


def packed(files: Mapping[str, bytes], *, folder: str) -> bytes:
    """Return a zip with one folder and the sums of its files; the same files give the same bytes."""
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted({**files, SUMS: sums.encode()}.items()):
            archive.writestr(zipfile.ZipInfo(f"{folder}/{name}"), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def unpacked(path: Path) -> Files:
    """Return the files of a folder or zip, after holding each against its sum.

    Raises
    ------
    Refused
        Naming what is missing or was altered.
    """
    files = _of_folder(path) if path.is_dir() else _of_zip(path)
    if SUMS not in files:
        raise Refused(f"{path} is no exported study: it has no {SUMS}.")
    for line in files.pop(SUMS).decode().splitlines():
        digest, _blank, name = line.partition("  ")
        if name not in files:
            raise Refused(f"{name} is missing from {path}: export the study again.")
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise Refused(f"{name} in {path} is not as it was exported: its sha-256 is another.")
    return files


def _of_folder(path: Path) -> Files:
    return {str(one.relative_to(path)): one.read_bytes() for one in sorted(path.rglob("*")) if one.is_file()}


def _of_zip(path: Path) -> Files:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
                raise Refused(f"{path} holds more than {MOST_BYTES // 1_000_000} MB: this is no exported study.")
            return {one.filename.partition("/")[2]: archive.read(one) for one in archive.infolist()}
    except (OSError, zipfile.BadZipFile) as error:
        raise Refused(f"{path} cannot be read as a folder or zip: {error}.") from None


def differences(before: Any, after: Any, at: str = "") -> Iterator[tuple[str, Any, Any, bool]]:
    """Yield where two answers differ: place, what was, what is, and whether they agree to nine digits."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted({*before, *after}):
            yield from differences(before.get(name), after.get(name), f"{at}.{name}" if at else name)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{at}[{number}]")
    elif before != after:
        yield at, before, after, _nearly(before, after)


def _nearly(one: Any, other: Any) -> bool:
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in (one, other)):
        return False
    return bool(abs(one - other) <= NEARLY * max(abs(one), abs(other), 1.0))
