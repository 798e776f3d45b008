"""A disk that is full while people write: they are told, lose nothing, and try again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desks import allow_pages
from entry_service import TURTLE, Service, serving_entry
from partnerskap.graph.terms import BASE

IRI = f"{BASE}/id/partnership/ny"
LARGE = f'<{IRI}> <http://www.w3.org/2004/02/skos/core#note> "{"lang tekst " * 40_000}"@nb .'
ROOM = 1_000_000


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with serving_entry(tmp_path, anonymous_submissions=True) as service:
        yield service


def test_a_program_is_told_and_tries_again_when_there_is_room(service: Service) -> None:
    headers = {**TURTLE, **service.submitter}
    allow_pages(service.office, 1)

    path = "/submissions?record=partnership/ny"
    refused = service.client.post(path, content=LARGE, headers=headers)

    assert refused.status_code == 500
    assert "disken har plass" in refused.json()["messages"]["nb"]["detail"]
    assert "the disk has room" in refused.json()["messages"]["en"]["detail"]
    assert service.client.get("/submissions", headers=service.reviewer).json()["items"] == []
    assert service.office.journal.verify() == []
    allow_pages(service.office, ROOM)
    assert service.client.post(path, content=LARGE, headers=headers).status_code == 201
