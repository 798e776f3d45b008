from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from json_schemas import checker
from partnerskap.linking.lookup import look_up
from reconciliation_schemas import (
    CANDIDATES,
    DRAFT_CANDIDATES,
    DRAFT_MANIFEST,
    ENTITIES,
    EXTENDED,
    MANIFEST,
    PROPERTIES,
    PROPOSED,
    TYPES,
)
from worlds import check_html, release_client

HEROY = "id/actor/heroy-kommune-nordland"


def follow(client: TestClient, place: dict[str, str], query: str) -> object:
    """Ask where a manifest says, as a client does that knows nothing else."""
    return client.get(f"{place['service_url']}{place['service_path']}?{query}").json()


def test_openrefine_can_add_guess_match_preview_view_and_extend() -> None:
    client = release_client()
    answer = client.get("/reconcile", headers={"Origin": "http://127.0.0.1:3333"})
    manifest = answer.json()
    assert answer.headers["access-control-allow-origin"] == "*"
    assert checker(MANIFEST)(manifest) == set()
    service = "http://testserver/reconcile"

    # The first rows of a column, to guess its type.
    guess = {"q0": {"query": "Bergen", "limit": 3}, "q1": {"query": "Ås kommune", "limit": 3}}
    guessed = client.post(service, data={"queries": json.dumps(guess)}).json()
    assert checker(CANDIDATES)(guessed) == set()
    kind = guessed["q0"]["result"][0]["type"][0]["id"]
    assert kind == "municipality"

    # Somebody looks for a type and a property by typing.
    types = follow(client, manifest["suggest"]["type"], "prefix=komm")
    assert checker(TYPES)(types) == set()
    assert kind in json.dumps(types)
    properties = follow(client, manifest["suggest"]["property"], "prefix=Fyl")
    assert checker(PROPERTIES)(properties) == set()
    assert json.dumps({"id": "county", "name": "Fylke"}) in json.dumps(properties)

    where = [{"pid": "county", "v": "Nordland"}]
    batch = {"q0": {"query": "Herøy", "type": kind, "type_strict": "should", "properties": where}}
    found = client.post(service, data={"queries": json.dumps(batch)}).json()
    assert checker(CANDIDATES)(found) == set()
    best = found["q0"]["result"][0]
    assert (best["id"], best["match"]) == (HEROY, True)

    preview = client.get(manifest["preview"]["url"].replace("{{id}}", quote(best["id"], safe="")))
    assert "Herøy kommune" in preview.text
    view = client.get(manifest["view"]["url"].replace("{{id}}", quote(best["id"], safe="")))
    assert (view.status_code, view.headers["location"]) == (
        303,
        "/actors/heroy-kommune-nordland",
    )

    entities = follow(client, manifest["suggest"]["entity"], "prefix=Berg")
    assert checker(ENTITIES)(entities) == set()
    assert "Bergen kommune" in json.dumps(entities)

    proposed = follow(client, manifest["extend"]["propose_properties"], f"type={kind}")
    assert checker(PROPOSED)(proposed) == set()
    assert '"county"' in json.dumps(proposed)
    wanted = {
        "ids": ["id/actor/bergen-kommune", "id/actor/nobody"],
        "properties": [{"id": "county"}, {"id": "municipality-number"}, {"id": "population"}],
    }
    extended = client.post(service, data={"extend": json.dumps(wanted)}).json()
    assert checker(EXTENDED)(extended) == set()
    assert extended["rows"] == {
        "id/actor/bergen-kommune": {
            "county": [{"id": "id/county/vestland", "name": "Vestland"}],
            "municipality-number": [{"str": "4601"}],
            "population": [{"int": 291940}],
        },
        "id/actor/nobody": {"county": [], "municipality-number": [], "population": []},
    }


def test_a_client_of_the_draft_finds_its_manifest_matches_suggests_and_previews() -> None:
    client, place = release_client(), "/reconcile/1.0-draft"
    assert checker(DRAFT_MANIFEST)(client.get(place).json()) == set()

    name = {"matchType": "name", "v": "Herøy"}
    county = {"matchType": "property", "pid": "county", "v": "Nordland", "required": True}
    queries = [{"conditions": [name, county], "type": "municipality"}, {"conditions": [name]}]
    found = client.post(f"{place}/reconcile", json={"queries": queries}).json()
    assert checker(DRAFT_CANDIDATES)(found) == set()
    first, second = (each["candidates"] for each in found["results"])
    assert first[0]["id"] == HEROY
    assert {each["description"].rpartition(" · ")[2] for each in first} == {"Nordland"}
    assert [each["match"] for each in second[:2]] == [False, False]

    assert client.get(f"{place}/suggest/type?prefix=tema").json()["result"][0]["id"] == "theme"
    assert "Herøy" in client.get(f"{place}/preview?id={HEROY}").text


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "{}",
        '{"queries": [{}]}',
        '{"queries": [{"conditions": []}]}',
        '{"queries": [{"conditions": [{"matchType": "colour", "v": "x"}]}]}',
        '{"queries": [{"conditions": [{"matchType": "name", "v": 7}]}]}',
        '{"queries": [{"conditions": [{"matchType": "property", "v": "x"}]}]}',
        '{"queries": [{"conditions": [{"matchType": "name", "v": "x", "matchQualifier": "y"}]}]}',
        '{"queries": [{"conditions": [{"matchType": "name", "v": "", "matchQuantifier": "all"}]}]}',
    ],
)
def test_a_bad_batch_of_the_draft_is_refused_in_words(body: str) -> None:
    answer = release_client().post("/reconcile/1.0-draft/reconcile", content=body)

    assert answer.status_code == 400
    assert set(answer.json()["messages"]) == {"nb", "en"}


def test_a_batch_by_get_answers_as_the_form_does() -> None:
    batch = {"queries": json.dumps({"q": {"query": "Tronheim kommune", "limit": 2}})}
    by_get = release_client().get("/reconcile", params=batch)

    assert by_get.json() == release_client().post("/reconcile", data=batch).json()
    assert [each["name"] for each in by_get.json()["q"]["result"]] == ["Trondheim kommune"]


def test_a_callback_is_passed_by_and_the_answer_is_json_not_a_script() -> None:
    answer = release_client().get("/reconcile?callback=steal")

    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["name"] == "Partnerskapsgrafen"


def test_suggestions_begin_as_one_types_and_keep_to_the_type() -> None:
    asked = "/reconcile/suggest/entity?prefix=trond"
    everything = release_client().get(asked).json()["result"]
    authorities = release_client().get(f"{asked}&type=county-authority").json()["result"]

    assert "Trondheim kommune" in [each["name"] for each in everything]
    assert [each["name"] for each in authorities] == ["Trøndelag fylkeskommune"]
    assert len(everything) == 7
    more = release_client().get(f"{asked}&cursor=5").json()["result"]
    assert more == everything[5:]


def test_a_preview_loads_nothing_and_may_be_framed_by_anybody() -> None:
    answer = release_client().get(f"/reconcile/preview?id={HEROY}&lang=nn")
    policy = answer.headers["content-security-policy"]

    check_html(answer.text)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.endswith("frame-ancestors *")
    assert "x-frame-options" not in answer.headers
    assert re.findall(r"(?:src|@import|url\()", answer.text) == []
    assert '<html lang="nn">' in answer.text
    assert "Organisasjonsnummer" in answer.text
    assert 'href="/actors/heroy-kommune-nordland?lang=nn" target="_blank"' in answer.text


def test_a_preview_of_nothing_says_how_to_link_and_of_an_unknown_id_what_ids_look_like() -> None:
    assert 'href="/about/linking"' in release_client().get("/reconcile/preview").text

    unknown = release_client().get("/reconcile/preview?id=actor/ntnu")
    assert unknown.status_code == 404
    assert "id/actor/ntnu" in unknown.json()["detail"]


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
        ({"queries": '{"q": {}}'}, 400),
        ({"queries": '{"q": {"query": "x", "limit": 0}}'}, 400),
        ({"queries": '{"q": {"query": "x", "limit": NaN}}'}, 400),
        ({"queries": '{"q": {"query": "x", "type_strict": "maybe"}}'}, 400),
        ({"queries": '{"q": {"query": ["x"]}}'}, 400),
        ({"queries": "[" * 100_000}, 400),
        ({"queries": '{"\\ud800": {"query": "x"}}'}, 400),
        ({"queries": '{"q": {"query": "x", "type": "\\ud800"}}'}, 400),
        ({"extend": '{"ids": ["\\ud800"], "properties": []}'}, 400),
        ({"queries": json.dumps({"q": {"properties": [{"pid": "county", "v": "x"}] * 21}})}, 413),
        ({"queries": json.dumps({"q": {"properties": [{"pid": "county", "v": ["x"] * 21}]}})}, 413),
        ({"queries": json.dumps({"q": {"query": "x" * 1_048_576}})}, 413),
        ({"extend": '{"ids": "x"}'}, 400),
        ({"extend": '{"ids": [], "properties": [{"id": "unknown"}]}'}, 400),
        ({"extend": json.dumps({"ids": ["x"] * 201, "properties": []})}, 413),
    ],
)
def test_a_bad_batch_is_refused_in_words(fields: dict[str, str], status: int) -> None:
    answer = release_client().post("/reconcile", data=fields)

    assert answer.status_code == status
    assert set(answer.json()["messages"]) == {"nb", "en"}


def test_a_batch_that_takes_too_long_is_stopped_and_says_how_far_it_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("partnerskap.api.reconcile._MOST_SECONDS", -1.0)
    answer = release_client().post("/reconcile", data={"queries": '{"q": {"query": "Oslo"}}'})

    assert answer.status_code == 503
    assert "0 av 1 spørringer" in answer.json()["messages"]["nb"]["detail"]


def test_a_body_that_is_no_text_is_refused_in_words() -> None:
    answer = release_client().post("/reconcile", content=b"queries=\xff\xfe")

    assert answer.status_code == 400
    assert "UTF-8" in answer.json()["detail"]


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
        ("uri=https://data.brreg.no/enhetsregisteret/api/enheter/974767880", "/actors/ntnu"),
        ("uri=http://ror.org/05xg72x27/", "/actors/ntnu"),
        ("wikidata=https://www.wikidata.org/entity/Q314536", "/actors/ntnu"),
        ("orgnr=https://data.brreg.no/enhetsregisteret/api/enheter/974767880", "/actors/ntnu"),
        ("fdk=963376030", "/actors/karasjok-kommune"),
        ("kartverket=172958", "/actors/karasjok-kommune"),
        ("geonames=779349", "/actors/karasjok-kommune"),
        ("isni=0000000115162393", "/actors/ntnu"),
        ("grid=grid.5947.f", "/actors/ntnu"),
        ("dbh=1150", "/actors/ntnu"),
        ("cristin=194", "/actors/ntnu"),
        ("nva=194.0.0.0", "/actors/ntnu"),
        ("fylkesnummer=46", "/counties/vestland"),
        ("fylkesnummer=3", "/counties/oslo"),
        ("los=tema/helse-og-omsorg", "/themes/helse"),
        ("eurovoc=5899", "/themes/helse"),
        ("uri=https://w3id.org/partnerskap/code/role/adviser", "/codes/role#adviser"),
        ("kommunenummer=4601&lang=nn", "/actors/bergen-kommune?lang=nn"),
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


def test_several_that_fit_are_shown_to_readers_as_a_page_with_the_reason() -> None:
    page = release_client().get(
        "/lookup?kommunenummer=1507&lang=nn", headers={"Accept": "text/html"}
    )

    assert page.status_code == 300
    check_html(page.text)
    assert "Kommunen vart delt 1. januar 2024 i Ålesund kommune (1508)" in page.text
    assert 'href="/actors/haram-kommune?lang=nn"' in page.text


def test_every_example_of_the_lookup_page_leads_somewhere() -> None:
    client = release_client()
    page = client.get("/lookup", headers={"Accept": "text/html"})
    check_html(page.text)
    links = re.findall(r'href="(/lookup\?[^"]+)"', page.text)

    assert len(links) == 19
    assert [link for link in links if client.get(link).status_code not in {303, 300}] == []


def test_every_link_of_every_actor_and_theme_leads_back_to_it() -> None:
    client = release_client()
    directory = client.app.state.site.directory  # type: ignore[attr-defined]  # any ASGI callable
    linked = [e for e in directory.entities.values() if e.links and e.id.startswith("id/")]
    named = [
        (entity, link.register.id, link.value)
        for entity in linked
        for link in entity.links
        if link.relation == "same"
    ]

    assert len(linked) > 400
    for entity, name, value in named:
        assert entity in look_up(directory, [(name, value)]).entities, (name, value)
    for entity, name, value in named[::50]:
        answer = client.get("/lookup", params={name: value}, follow_redirects=False)
        told = answer.headers.get("location", "") + answer.text
        assert answer.status_code in {303, 300}
        assert f"/{entity.id.rpartition('/')[2]}" in told, (name, value)


def test_a_page_shows_what_its_record_is_called_elsewhere_and_json_tells_the_same() -> None:
    page = release_client().get("/actors/karasjok-kommune", headers={"Accept": "text/html"})
    told = release_client().get("/actors/karasjok-kommune.json").json()["links"]

    check_html(page.text)
    assert "I andre registre" in page.text
    assert 'href="http://www.wikidata.org/entity/Q1825"' in page.text
    assert 'href="/lookup?kommunenummer=5437"' in page.text
    assert [(each["register"], each["value"], each["relation"]) for each in told] == [
        ("orgnr", "963376030", "same"),
        ("fdk", "963376030", "same"),
        ("kommunenummer", "5610", "same"),
        ("kommunenummer", "5437", "former"),
        ("wikidata", "Q1825", "same"),
        ("geonames", "779349", "same"),
        ("kartverket", "172958", "same"),
    ]
    assert told[4]["url"] == "http://www.wikidata.org/entity/Q1825"
    assert told[4]["lookup"] == "/lookup?wikidata=Q1825"


def test_a_theme_tells_how_what_is_elsewhere_relates() -> None:
    told = release_client().get("/themes/helse.json").json()["links"]

    assert {"register": "los", "relation": "close"}.items() <= told[0].items()
    assert {each["register"] for each in told} == {"los", "eurovoc", "eu-data-theme", "sdg"}
    assert "omtrent det samme" in release_client().get("/themes/helse").text


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
def test_the_page_on_linking_gives_the_address_of_the_service(lang: str) -> None:
    page = release_client().get(f"/about/linking?lang={lang}")

    check_html(page.text)
    assert "<code>http://testserver/reconcile</code>" in page.text
    assert 'href="/about/linking' in release_client().get(f"/about/api?lang={lang}").text
