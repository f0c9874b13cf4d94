"""Registrations that come with the software."""

from __future__ import annotations

from importlib.resources import files

from samspel.effects.readers import read_registration
from samspel.effects.types import Registration


def shipped(name: str) -> Registration:
    """Return a registration of the package by its file's name without `.toml`."""
    return read_registration(files("samspel.effects").joinpath("registrations", f"{name}.toml").read_bytes())
