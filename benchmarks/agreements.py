"""A register with 2,000 agreements and 20,000 promises: how long its pages take; sealing and verifying.

``python -m benchmarks.agreements`` works in a folder of its own; ``--database postgresql`` on a real server out of a
wheel. It asks each page 20 times by Django's own client and counts its queries, freezes, signs and seals 10 documents,
and verifies a sealed one 1,000 times. Medians.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import timedelta
from typing import Any

from benchmarks.pages import ask, begin

AGREEMENTS, PROMISES, ORGANISATIONS = 2_000, 20_000, 300
SEALED, VERIFIED = 10, 1_000


def main() -> None:
    """Measure everything in a new database; the one that the environment names stays as it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    begin("agreements", database=parser.parse_args().database)
    keeper = _fill()
    _pages(keeper)
    _seals()


def _fill() -> Any:
    from django.utils import timezone

    from samspel.agreements.models import Agreement, Commitment, Fulfilment, Party
    from samspel.agreements.queries.registers import shipped_template
    from samspel.agreements.services import registers
    from samspel.agreements.services.ledger import count_kept
    from samspel.people.models import Organisation
    from samspel.people.services import invite
    from samspel.people.types import Sector

    user = invite(email="keeper@example.org")
    register = registers.open_register(place="Tallköping", who=user, is_synthetic=True)
    sectors = list(Sector)
    Organisation.objects.bulk_create(
        Organisation(name=f"Organisation {n}", sector=sectors[n % len(sectors)]) for n in range(ORGANISATIONS)
    )
    known, sections = list(Organisation.objects.all()), shipped_template("iop", "sv")
    states = ("draft", "signing", "force", "force", "force", "ended")
    agreements = Agreement.objects.bulk_create(
        Agreement(
            register=register,
            number=n + 1,
            title=f"Avtal om scen {n}",
            kind=("iop", "host", "cooperation")[n % 3],
            state=states[n % len(states)],
            sections=sections,
            is_public=n % 2 == 0,
        )
        for n in range(AGREEMENTS)
    )
    parties = Party.objects.bulk_create(
        Party(agreement=one, organisation=known[(n * 7 + k) % ORGANISATIONS], position=k + 1)
        for n, one in enumerate(agreements)
        for k in range(3)
    )
    each = PROMISES // AGREEMENTS
    Commitment.objects.bulk_create(
        Commitment(
            agreement=one,
            debtor=parties[3 * n],
            creditor=parties[3 * n + 1 + k % 2],
            kind=("hours", "money", "premises")[k % 3],
            what=f"Löfte {k}",
            amount=10,
            value_sek=1000 * (k + 1),
            due_date=timezone.localdate() + timedelta(days=(n + 37 * k) % 365 - 180),
        )
        for n, one in enumerate(agreements)
        for k in range(each)
    )
    promises = list(Commitment.objects.values_list("pk", flat=True))
    Fulfilment.objects.bulk_create(
        Fulfilment(commitment_id=key, amount=5 + 5 * (n % 2), on_date=timezone.localdate())
        for n, key in enumerate(promises)
        if n % 3
    )
    count_kept(promises)
    registers.name_deputy(register=register, organisation=known[0], email=user.email, who=None)
    return user


def _pages(keeper: Any) -> None:
    from django.test import Client
    from django.urls import reverse

    office, visitor = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    office.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    register, public = reverse("register", args=["tallkoping"]), reverse("agreements", args=["tallkoping"])
    ask("register", office, register)
    ask("ledger", office, reverse("ledger", args=["tallkoping"]))
    ask("ledger, late, one party", office, reverse("ledger", args=["tallkoping"]) + "?standing=late&organisation=77")
    ask("ledger, its last page", office, reverse("ledger", args=["tallkoping"]) + "?page=9999")
    ask("interplay", office, reverse("office-interplay", args=["tallkoping"]))
    ask("status page of an agreement", office, reverse("promises", args=["tallkoping", 1000]))
    ask("its last page", office, register + "?page=40")
    ask("search", office, register + "?q=organisation+77&state=force&sector=public")
    ask("our agreements", office, reverse("registers"))
    ask("one agreement", office, reverse("office-agreement", args=["tallkoping", 1000]))
    ask("public list", visitor, public)
    ask("public search", visitor, public + "?q=scen+99")


def _seals() -> None:
    from samspel.agreements.services import sealing, signing
    from tests.agreements.agreements import a_draft, sign_all

    frozen, sealed = [], []
    for number in range(SEALED + 1):
        draft = a_draft(f"Sealed {number}")
        began = time.perf_counter()
        signing.freeze(agreement=draft, who=None)
        frozen.append(time.perf_counter() - began)
        signing.withdraw(version=draft.versions.get(), reason="Measured", who=None)
        version = sign_all(draft)
        began = time.perf_counter()
        version = sealing.seal_version(version=version)
        sealed.append(time.perf_counter() - began)
    froze, took = statistics.median(frozen) * 1000, statistics.median(sealed[1:])
    print(f"freeze: {froze:.0f} ms; PDF and seal: {took:.2f} s each")
    assert version.sealed is not None
    content = bytes(version.sealed.content)
    began = time.perf_counter()
    good = sum(sealing.verify_file(content).is_good for _time in range(VERIFIED))
    print(f"verified {good} of {VERIFIED} files, seal and text: {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
