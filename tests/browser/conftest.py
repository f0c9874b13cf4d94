"""What a page in a browser is waited for: as long by `expect` as by everything else."""

from __future__ import annotations

from playwright.sync_api import expect

expect.set_options(timeout=30_000)
