"""Foreign files the readers are tried on."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[4] / "shared" / "data"


def shared_file(relative: str) -> bytes:
    """A file of the shared data; skips where the folder is absent, fails in CI."""
    path = SHARED / relative
    if not path.exists():
        reason = f"the shared data has no {relative} here"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path.read_bytes()


@pytest.fixture
def esns() -> bytes:
    """Eurosonic Noorderslag 2025."""
    return shared_file("festivals/esns_2025.csv")


@pytest.fixture
def schedule_file():
    """Reads one of the shared schedules by name."""
    return lambda name: shared_file(f"schedules/{name}")
