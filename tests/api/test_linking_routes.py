from __future__ import annotations

import json

import pytest

from json_schemas import checker
from worlds import release_client

# Our own wording of what Reconciliation API 0.2 demands of the answers.
TEMPLATE = {
    "type": "object",
    "required": ["url"],
    "properties": {"url": {"pattern": r"\{\{id\}\}"}},
}
PLACE = {
    "type": "object",
    "properties": {"service_url": {"type": "string"}, "service_path": {"type": "string"}},
}
NAMED = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
}
MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "view": TEMPLATE,
        "preview": {**TEMPLATE, "required": ["url", "width", "height"]},
        "defaultTypes": {"type": "array", "items": NAMED, "uniqueItems": True},
        "suggest": {"type": "object", "additionalProperties": PLACE},
        "extend": {"type": "object", "properties": {"propose_properties": PLACE}},
    },
}
CANDIDATE = {
    **NAMED,
    "required": ["id", "name", "score"],
    "properties": {
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "type": {"type": "array", "items": NAMED},
    },
}
RESULTS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["result"],
        "properties": {"result": {"type": "array", "items": CANDIDATE}},
    },
}


def test_openrefine_can_add_match_and_extend() -> None:
    client = release_client()
    manifest = client.get("/reconcile")
    assert manifest.headers["access-control-allow-origin"] == "*"
    assert checker(MANIFEST)(manifest.json()) == set()

    guess = {"q0": {"query": "Bergen", "limit": 3}, "q1": {"query": "Ås kommune", "limit": 3}}
    guessed = client.post("/reconcile", data={"queries": json.dumps(guess)}).json()
    assert checker(RESULTS)(guessed) == set()
    kind = guessed["q0"]["result"][0]["type"][0]["id"]
    assert kind == "municipality"

    proposed = client.get("/reconcile/suggest/property?prefix=Fyl").json()["result"]
    assert {"id": "county", "name": "Fylke"} in proposed
    where = [{"pid": "county", "v": "Nordland"}]
    batch = {"q0": {"query": "Herøy", "type": kind, "type_strict": "should", "properties": where}}
    found = client.get("/reconcile", params={"queries": json.dumps(batch)}).json()["q0"]["result"]
    assert (found[0]["id"], found[0]["match"]) == ("id/actor/heroy-kommune-nordland", True)

    preview = client.get(f"/reconcile/preview?id={found[0]['id']}")
    assert "Herøy kommune" in preview.text
    assert "script" not in preview.text
    assert client.get("/reconcile/extend/propose?type=municipality").json()["type"] == kind

    wanted = {
        "ids": ["id/actor/bergen-kommune"],
        "properties": [{"id": "county"}, {"id": "municipality-number"}, {"id": "population"}],
    }
    extended = client.post("/reconcile", data={"extend": json.dumps(wanted)}).json()
    assert extended["rows"]["id/actor/bergen-kommune"] == {
        "county": [{"id": "id/county/vestland", "name": "Vestland"}],
        "municipality-number": [{"str": "4601"}],
        "population": [{"int": 291940}],
    }


def test_an_organisation_number_outweighs_a_misspelt_name() -> None:
    query = {"query": "Brgen", "properties": [{"pid": "organisation-number", "v": "964 338 531"}]}
    answer = release_client().get("/reconcile", params={"queries": json.dumps({"q": query})})

    best = answer.json()["q"]["result"][0]
    assert (best["id"], best["match"], best["score"]) == ("id/actor/bergen-kommune", True, 96.0)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"queries": "{"}, 400),
        ({"queries": "[]"}, 400),
        ({"queries": '{"q": {"query": "x", "type": "unknown"}}'}, 400),
        ({"queries": '{"q": {"properties": [{"pid": "unknown", "v": "x"}]}}'}, 400),
        ({"queries": json.dumps({str(n): {"query": "x"} for n in range(201)})}, 413),
        ({"extend": '{"ids": "x"}'}, 400),
    ],
)
def test_a_bad_batch_is_refused_in_words(fields: dict[str, str], status: int) -> None:
    answer = release_client().post("/reconcile", data=fields)

    assert answer.status_code == status
    assert set(answer.json()["messages"]) == {"nb", "en"}


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("orgnr=974 767 880", "/actors/ntnu"),
        ("kommunenummer=301", "/actors/oslo-kommune"),
        ("ror=05xg72x27", "/actors/ntnu"),
        ("ror=https://ror.org/05xg72x27", "/actors/ntnu"),
        ("wikidata=Q314536", "/actors/ntnu"),
        ("uri=http://www.wikidata.org/entity/Q314536", "/actors/ntnu"),
        ("uri=https://w3id.org/partnerskap/id/theme/helse", "/themes/helse"),
        ("uri=https://sws.geonames.org/3161733/", "/actors/bergen-kommune"),
        ("id=id/actor/ntnu", "/actors/ntnu"),
    ],
)
def test_a_record_is_found_by_its_numbers_elsewhere(query: str, path: str) -> None:
    answer = release_client().get(f"/lookup?{query}")

    assert (answer.status_code, answer.headers["location"]) == (303, path)


def test_an_old_municipality_number_leads_to_todays_with_a_note() -> None:
    answer = release_client().get("/lookup?kommunenummer=3043")

    assert answer.headers["location"] == "/actors/al-kommune"
    assert answer.headers["link"] == '</actors/al-kommune>; rel="successor-version"'
    assert answer.json()["note"] == (
        "Kommunenummer 3043 gjaldt i 2020–2023. Kommunen er nå Ål kommune (3328)."
    )


def test_a_number_that_was_split_gives_the_choices() -> None:
    answer = release_client().get("/lookup?kommunenummer=1507")

    assert answer.status_code == 300
    names = [each["name"] for each in answer.json()["choices"]]
    assert names == ["Ålesund kommune", "Haram kommune"]


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("orgnr=920415288", 404, "Ingen oppføring har orgnr «920415288»"),
        ("orgnr=974767881", 400, "kontrollsifferet stemmer ikke"),
        ("orgnr=12", 400, "Skriv ni siffer"),
        ("kommunenummer=1601", 404, "har eller hadde nummer 1601"),
        ("kommunenummer=Oslo", 400, "Skriv fire siffer"),
        ("ror=05xg72x28", 400, "kontrollsifrene stemmer ikke"),
        ("isni=0000000115162394", 400, "kontrolltegnet stemmer ikke"),
        ("wikidata=314536", 400, "Skriv Q og siffer"),
        ("geonames=abc", 400, "Skriv bare siffer"),
        ("uri=https://example.org/x", 404, "https://example.org/x"),
        ("id=id/actor/nobody", 404, "id/actor/nobody"),
        ("orgnr=", 400, "Slå opp med én verdi"),
        ("orgnr=974767880&ror=05xg72x27", 400, "Slå opp med én verdi"),
        ("phone=12345678", 400, "Velg blant orgnr,"),
    ],
)
def test_what_cannot_be_looked_up_is_told_in_words(query: str, status: int, words: str) -> None:
    answer = release_client().get(f"/lookup?{query}", headers={"Accept-Language": "nb"})

    assert answer.status_code == status
    assert words in answer.json()["messages"]["nb"]["detail"]
