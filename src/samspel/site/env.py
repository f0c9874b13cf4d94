"""Every setting an installation may change, from the environment. docs/running.md lists the same; a test compares."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its default and what it is for."""

    name: str
    default: str
    meaning: str

    @property
    def value(self) -> str:
        return os.environ.get(self.name, self.default)


DATA = Setting(
    "SAMSPEL_DATA",
    "var",
    "folder for the database, the secret key and outgoing mail while no mail server is set",
)
DATABASE_URL = Setting(
    "SAMSPEL_DATABASE_URL", "", "postgresql://user:password@host/name; empty: SQLite in the data folder"
)
ADDRESS = Setting("SAMSPEL_ADDRESS", "http://localhost:8000", "where visitors reach the pages; used in links and feeds")
HOSTS = Setting("SAMSPEL_HOSTS", "localhost,127.0.0.1,[::1]", "host names that are answered, separated by commas")
SECRET_KEY = Setting("SAMSPEL_SECRET_KEY", "", "signs links and sessions; empty: made once and kept in the data folder")
MAIL_URL = Setting("SAMSPEL_MAIL_URL", "", "smtp://user:password@host:587; empty: mails are written to the data folder")
MAIL_FROM = Setting("SAMSPEL_MAIL_FROM", "samspel@localhost", "the sender of mails")
PROXY = Setting("SAMSPEL_PROXY", "no", "yes if a reverse proxy sets X-Forwarded-Proto and X-Forwarded-For")
WORKER = Setting(
    "SAMSPEL_WORKER", "inside", "inside: the server carries runs out itself; outside: `samspel worker` does"
)
CONTACT_DAYS = Setting(
    "SAMSPEL_CONTACT_DAYS",
    "180",
    "how many days after the last night addresses of acts and venues, and texts of notices, are kept",
)
SEAL = Setting(
    "SAMSPEL_SEAL",
    "",
    "PKCS #12 file (.p12) with the certificate that seals signed agreements; empty: one is made in the data folder",
)
SEAL_PASSWORD = Setting("SAMSPEL_SEAL_PASSWORD", "", "the password of that file")
TIMESTAMP_URL = Setting(
    "SAMSPEL_TIMESTAMP_URL", "", "time stamp service (RFC 3161) whose stamp goes into every seal; empty: none"
)
SOURCES = Setting(
    "SAMSPEL_SOURCES",
    "statistikdatabasen.scb.se,api.scb.se,api.kolada.se",
    "hosts that series may be fetched from, over https, separated by commas; empty: none",
)
PANELS_URL = Setting(
    "SAMSPEL_PANELS_URL",
    "duckdb://",
    "where panels are built: duckdb:// (?memory=2GB&threads=2), spark+local:// or spark://host:7077",
)

SETTINGS = (
    *(DATA, DATABASE_URL, ADDRESS, HOSTS, SECRET_KEY, MAIL_URL, MAIL_FROM, PROXY, WORKER, CONTACT_DAYS),
    *(SEAL, SEAL_PASSWORD, TIMESTAMP_URL, SOURCES, PANELS_URL),
)


def data_folder() -> Path:
    """Return the data folder, made readable for its owner alone if it is missing."""
    folder = Path(DATA.value).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """Return the secret key; if none is set, one is made and kept beside the database."""
    if SECRET_KEY.value:
        return SECRET_KEY.value
    path = folder / "secret-key"
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
