from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from json_schemas import checker
from partnerskap.entry.choices import Choices
from partnerskap.entry.forms import read_forms
from partnerskap.graph.labels import Labels
from partnerskap.graph.search import SearchIndex
from partnerskap.graph.terms import RECORD_TYPES
from partnerskap.records.context import load_context
from partnerskap.records.shapes import read_shapes
from partnerskap.resources import ontology_dir, shapes_dir
from partnerskap.web.form_page import describe_form
from partnerskap.web.i18n import load_catalogue
from partnerskap.web.words import Words
from worlds import load_release, running


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with running(load_release()) as client:
        yield client


@pytest.mark.parametrize("record_type", RECORD_TYPES)
def test_every_type_has_a_schema_and_a_page_of_fields(client: TestClient, record_type: str) -> None:
    schema = client.get(f"/schemas/{record_type}.json")
    page = client.get(f"/ns/forms/{record_type}").text

    assert schema.headers["content-type"] == "application/schema+json; charset=utf-8"
    assert checker(schema.json())({"farge": "gul"}) >= {"$"}
    told = set(re.findall(r"<th scope=\"row\">[^<]*<code>(\w+)</code>", page))
    assert told >= set(schema.json()["properties"]) - {"type", "id", "other"}


def test_the_page_of_fields_speaks_the_readers_language(client: TestClient) -> None:
    page = client.get("/ns/forms/partnership?lang=en").text

    for words in (
        "Form of partnership",
        "One-to-one partnership",
        "Participants",
        "must: nb, nn, en",
    ):
        assert words in page
    assert 'href="/codes/role?lang=en"' in page
    assert 'href="/actors?lang=en"' in page


def test_the_list_of_forms_leads_to_each(client: TestClient) -> None:
    page = client.get("/ns/forms").text

    assert set(re.findall(r'href="/ns/forms/(\w+)"', page)) == set(RECORD_TYPES)


def test_choices_come_as_somebody_types(client: TestClient) -> None:
    answer = client.get("/choices/partnership.members.actor?q=trondhjem&lang=nn")

    assert answer.json()["items"][0] == {
        "value": "trondheim-kommune",
        "label": "Trondheim kommune",
        "detail": "kommune 5001",
        "definition": "",
        "iri": "https://w3id.org/partnerskap/id/actor/trondheim-kommune",
    }
    assert len(client.get("/choices/actor?limit=3").json()["items"]) == 3


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/choices/nei", 404),
        ("/choices/partnership.name", 404),
        ("/choices/role?farge=gul", 400),
        ("/choices/role?limit=0", 400),
        ("/choices/role?lang=de", 400),
        ("/schemas/nei.json", 404),
        ("/ns/forms/nei", 404),
    ],
)
def test_what_cannot_be_answered_is_told(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)

    assert answer.status_code == status
    assert answer.json()["messages"]["nb"]["detail"]


def test_hostile_text_is_only_text(client: TestClient) -> None:
    answer = client.get("/choices/actor", params={"q": '"*) OR <script>' + "a" * 5_000})

    assert answer.status_code == 200
    assert answer.json()["items"] == []


def test_a_property_added_to_a_shape_is_on_the_page_of_fields(tmp_path: Path) -> None:
    for path in shapes_dir().glob("*.ttl"):
        shutil.copy(path, tmp_path)
    (tmp_path / "motto.ttl").write_text(
        """
        @prefix pk: <https://w3id.org/partnerskap/ns#> .
        @prefix pks: <https://w3id.org/partnerskap/ns/shapes#> .
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        pks:Source sh:property pks:Source-motto .
        pks:Source-motto sh:path pk:motto ; sh:name "Motto"@nb ; sh:description "Ord."@nb .
        """,
        encoding="utf-8",
    )
    store = load_release().store
    labels = Labels(store)
    forms = read_forms(read_shapes(tmp_path), load_context(ontology_dir() / "context.jsonld"))
    words = Words(labels, load_catalogue(), "nb")

    sections = describe_form(forms["source"], Choices(store, labels, SearchIndex(store)), words)

    rows = {row.key: row for _, group in sections[0].groups for row in group}
    assert (rows["motto"].label, rows["motto"].help, rows["motto"].need) == ("Motto", "Ord.", "kan")
