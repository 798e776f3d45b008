"""Proposing on a page that a published record goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from httpx2 import Response

from entry_service import Service, serving_entry
from worlds import check_html

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with serving_entry(tmp_path, anonymous_submissions=True) as service:
        yield service


def propose(service: Service, record: str, **typed: str) -> Response:
    return service.client.post(
        f"/contribute/{record}/delete", content=urlencode(typed), headers=FORM
    )


def test_the_page_of_a_record_leads_to_a_proposal_that_names_who_refers_to_it(
    service: Service,
) -> None:
    record = service.client.get("/actors/hogskolen?lang=nb")
    assert 'href="/contribute/actor/hogskolen/delete?lang=nb">Foreslå sletting</a>' in record.text
    assert 'href="/contribute/actor/hogskolen?lang=nb">Foreslå endring</a>' in record.text

    page = service.client.get("/contribute/actor/hogskolen/delete?lang=nb")

    check_html(page.text)
    assert page.headers["cache-control"] == "private, no-store"
    assert "Prøvesamarbeidet</a>" in page.text
    assert 'name="tombstone" value="1" checked' in page.text
    assert '<option value="actor/fjord-kommune">Fjord kommune</option>' in page.text
    assert '<option value="actor/hogskolen">' not in page.text


def test_a_record_that_others_refer_to_goes_only_with_a_trace(service: Service) -> None:
    refused = propose(service, "actor/hogskolen", reason="Lagt <ned>")

    assert refused.status_code == 409
    check_html(refused.text)
    assert "«Prøvesamarbeidet»" in refused.text
    assert "Lagt &lt;ned&gt;</textarea>" in refused.text
    assert service.client.get("/submissions", headers=service.reviewer).json()["items"] == []


def test_a_proposal_is_handed_in_and_what_is_accepted_leads_to_the_replacement(
    service: Service,
) -> None:
    made = propose(
        service, "actor/hogskolen", reason="Slått sammen", replaced_by="actor/fjord-kommune"
    )
    assert made.status_code == 303
    page = service.client.get(made.headers["location"], headers={"Accept": "text/html"})
    assert page.status_code == 200
    name = made.headers["location"].partition("/submissions/")[2].partition("?")[0]

    accepted = service.act(name, "accept", service.reviewer, "Ja")

    assert accepted.json()["state"] == "published"
    gone = service.client.get("/actors/hogskolen.json")
    assert gone.status_code == 410
    assert "fjord-kommune" in gone.text


@pytest.mark.parametrize(
    ("record", "typed", "said"),
    [
        ("actor/hogskolen", {"reason": " "}, "400 Skriv hvorfor"),
        ("actor/hogskolen", {"reason": "x", "replaced_by": "actor/nei"}, "404 «actor/nei»"),
        ("actor/nei", {"reason": "x"}, "404 Det finnes ingen oppføring actor/nei"),
        ("nei/nei", {"reason": "x"}, "404 ikke noe skjema for «nei»"),
    ],
)
def test_what_cannot_be_proposed_is_refused_in_words(
    service: Service, record: str, typed: dict[str, str], said: str
) -> None:
    refused = service.client.post(
        f"/contribute/{record}/delete?lang=nb",
        content=urlencode(typed),
        headers={**FORM, "Accept": "text/html"},
    )

    status, _, words = said.partition(" ")
    assert refused.status_code == int(status)
    assert words in refused.text


def test_a_proposal_from_another_site_is_refused(service: Service) -> None:
    refused = service.client.post(
        "/contribute/actor/hogskolen/delete",
        content="reason=x&tombstone=1",
        headers={**FORM, "Origin": "https://evil.example"},
    )

    assert refused.status_code == 403
