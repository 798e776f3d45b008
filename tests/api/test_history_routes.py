"""Changes, histories, earlier versions, differences, reversals and tombstones over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import RdfFormat, parse

from desks import note
from entry_service import JSON, Service, serving_entry
from logins import accounts_of
from partnerskap.graph.terms import BASE, expand
from partnerskap.people.identity import Role
from partnerskap.records.provenance import history_quads
from worlds import check_html

ATOM = {"a": "http://www.w3.org/2005/Atom"}
HTML = {"Accept": "text/html"}
NEW = '@prefix skos: <http://www.w3.org/2004/02/skos/core#> . <> skos:prefLabel "Ny <b>"@nb .'


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """Version 2 adds a note to the trial partnership, version 3 is a new record."""
    with serving_entry(tmp_path) as service:
        lines = "".join(f"{line} .\n" for line in service.office.lines())
        service.publish(lines + note("Notat") + " .", "partnership/prove", If_Match='"v1"')
        service.publish(NEW, "partnership/ny")
        yield service


def revert(service: Service, number: int, query: str = "") -> tuple[int, dict[str, object]]:
    headers = {**JSON, **service.reviewer}
    path = f"/changes/{number}/revert{query}"
    answer = service.client.post(path, json={"reason": "feil"}, headers=headers)
    return answer.status_code, answer.json()


def test_changes_are_listed_newest_first_with_parts_and_without_people(service: Service) -> None:
    answer = service.client.get("/changes", headers={"Accept": "application/json"})

    items = answer.json()["items"]
    assert [each["version"] for each in items] == [3, 2, 1]
    assert items[1]["records"] == [
        {"record": "partnership/prove", "kind": "updated", "url": "/partnerships/prove"}
    ]
    assert [each["roles"] for each in items] == [
        ["submitter", "reviewer"],
        ["submitter", "reviewer"],
        ["release"],
    ]
    for name in ("Kari", "Rita", "Ola"):
        assert name not in answer.text


def test_changes_go_page_by_page_and_by_record(service: Service) -> None:
    first = service.client.get("/changes.json?limit=2").json()
    second = service.client.get(first["next"]).json()
    of_record = service.client.get("/changes.json?record=partnership/prove").json()

    assert [each["version"] for each in second["items"]] == [1]
    assert second["next"] is None
    assert [each["version"] for each in of_record["items"]] == [2, 1]
    for query in ("limit=0", "limit=x", "record=x", "before=-1", "before=x"):
        assert service.client.get(f"/changes.json?{query}").status_code == 400


def test_the_feed_is_atom_with_whole_addresses(service: Service) -> None:
    answer = service.client.get("/changes.atom?limit=2")
    feed = ET.fromstring(answer.content)  # noqa: S314 - our own

    assert answer.headers["content-type"] == "application/atom+xml"
    entries = feed.findall("a:entry", ATOM)
    assert [each.findtext("a:id", "", ATOM) for each in entries] == [
        f"{BASE}/changes/3",
        f"{BASE}/changes/2",
    ]
    assert entries[0].findtext("a:title", "", ATOM) == "Ny <b>"
    links = [link.get("href") for link in feed.iter(f"{{{ATOM['a']}}}link")]
    assert all(link and link.startswith("http://testserver/changes") for link in links)
    assert "before=2" in str(feed.find("a:link[@rel='next']", ATOM).get("href"))  # type: ignore[union-attr]  # it is there
    assert entries[0].findtext("a:updated", "", ATOM) > entries[1].findtext("a:updated", "", ATOM)


def test_the_list_is_answered_anew_only_when_something_changed(service: Service) -> None:
    etag = service.client.get("/changes.json").headers["etag"]
    assert service.client.get("/changes.json", headers={"If-None-Match": etag}).status_code == 304

    revert(service, 2)
    assert service.client.get("/changes.json", headers={"If-None-Match": etag}).status_code == 200


def test_one_change_tells_what_it_did_in_words(service: Service) -> None:
    change = service.client.get("/changes/2.json").json()

    (line,) = change["differences"]["partnership/prove"]
    assert line["about"]["nb"] == "Prøvesamarbeidet"
    assert line["removed"] == []
    assert line["added"][0]["text"]["nb"] == "Notat"
    assert service.client.get("/changes/9.json").status_code == 404
    assert service.client.get("/changes/x").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/changes",
        "/changes?record=partnership/prove",
        "/changes/1",
        "/changes/3",
        "/partnerships/prove/history",
        "/partnerships/prove/compare?from=1&to=2",
        "/partnerships/prove/versions/1",
    ],
)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_pages_of_the_past_are_whole_and_show_no_iri_or_markup_of_others(
    service: Service, path: str, language: str
) -> None:
    answer = service.client.get(path, headers={**HTML, "Accept-Language": language})

    assert answer.status_code == 200
    check_html(answer.text)
    assert "Ny <b>" not in answer.text
    assert ">http" not in answer.text.replace("<code>http", "")


def test_a_history_tells_all_versions_of_a_record(service: Service) -> None:
    told = service.client.get("/partnerships/prove/history.json").json()

    assert (told["record"], told["version"]) == ("partnership/prove", 2)
    assert [(each["version"], each["kind"]) for each in told["items"]] == [
        (2, "updated"),
        (1, "created"),
    ]
    assert told["items"][0]["previous"] == told["items"][1]["hash"]
    assert service.client.get("/partnerships/nei/history").status_code == 404
    assert service.client.get("/partnerships/NEI/history").status_code == 404


def ask(service: Service, query: str) -> str:
    answer = service.client.get("/sparql", params={"query": query, "format": "csv"})
    assert answer.status_code == 200, answer.text
    return answer.text.replace("\r", "")


def test_the_history_is_a_named_graph_that_queries_can_ask(tmp_path: Path) -> None:
    with serving_entry(tmp_path, workers=True) as service:
        lines = "".join(f"{line} .\n" for line in service.office.lines())
        service.publish(lines + note("Notat") + " .", "partnership/prove", If_Match='"v1"')
        _ask_for_history(service)


def _ask_for_history(service: Service) -> None:
    graph, prove = f"{BASE}/graph/catalogue/history", f"{BASE}/id/partnership/prove"
    told = f"""PREFIX prov: <http://www.w3.org/ns/prov#> SELECT ?state ?change WHERE {{
        GRAPH <{graph}> {{ ?state prov:specializationOf <{prove}> ; prov:wasGeneratedBy ?change }}
        }} ORDER BY ?state"""

    assert ask(service, told).splitlines()[1:] == [
        f"{prove}/versions/{number},{BASE}/changes/{number}" for number in (1, 2)
    ]
    merged = f"ASK {{ ?any <{expand('prov:wasGeneratedBy')}> ?change }}"
    assert ask(service, merged).strip() == "false"

    led = service.client.get("/graph/catalogue/history", follow_redirects=False)
    assert led.status_code == 303
    fetched = service.client.get(led.headers["location"], headers={"Accept": "text/turtle"})
    listed = service.client.get("/graphs?format=json").json()["items"]
    sizes = {each["iri"]: each["triples"] for each in listed}
    assert sizes[graph] == sum(1 for _ in parse(fetched.text, format=RdfFormat.TURTLE))
    for name in ("Kari", "Rita", "Ola"):
        assert name not in fetched.text


def test_the_address_of_a_version_leads_to_its_page(service: Service) -> None:
    led = service.client.get("/id/partnership/prove/versions/1", follow_redirects=False)

    assert led.status_code == 303
    assert led.headers["location"] == "/partnerships/prove/versions/1"
    assert service.client.get(led.headers["location"]).status_code == 200
    assert service.client.get("/id/nothing/prove/versions/1").status_code == 404


def test_all_addresses_in_a_history_lead_somewhere(service: Service) -> None:
    lines = "".join(history_quads(service.office.desk.engine, until=3))
    quads = parse(lines, format=RdfFormat.N_QUADS)
    terms = {term.value for quad in quads for term in (quad.subject, quad.object)}
    paths = {iri.removeprefix(BASE).partition("#")[0] for iri in terms if iri.startswith(BASE)}
    led = service.client.get("/graph/code/role/versions/1", follow_redirects=False)
    roles = service.client.get("/about/roles", headers=HTML)

    assert len(paths) > 40
    answers = {path: service.client.get(path, follow_redirects=True) for path in paths}
    assert {path: each.status_code for path, each in answers.items() if each.is_error} == {}
    assert (led.status_code, led.headers["location"]) == (303, "/changes/1")
    check_html(roles.text)
    for role in ("release", "submitter", "reviewer"):
        assert f'<dt id="{role}">' in roles.text


def test_the_record_asked_for_is_told_first_among_many(service: Service) -> None:
    changes = service.client.get("/changes.json?record=theme/helse").json()["items"]

    assert changes[-1]["records"][0]["record"] == "theme/helse"
    assert changes[-1]["total"] > 1


def test_a_history_is_also_prov_o_with_roles_for_people(service: Service) -> None:
    turtle = service.client.get("/partnerships/prove/history.nt")
    triples = {str(quad.triple) for quad in parse(turtle.content, format=RdfFormat.N_TRIPLES)}
    change, state = f"<{BASE}/changes/2>", f"<{BASE}/id/partnership/prove/versions/2>"

    assert {
        f"{change} <{expand('rdf:type')}> <{expand('prov:Activity')}>",
        f"{change} <{expand('prov:wasAssociatedWith')}> <{BASE}/about/roles#reviewer>",
        f"{state} <{expand('prov:wasGeneratedBy')}> {change}",
        f"{state} <{expand('prov:specializationOf')}> <{BASE}/id/partnership/prove>",
        f"{state} <{expand('prov:wasRevisionOf')}> <{BASE}/id/partnership/prove/versions/1>",
    } <= triples
    assert "p-kari" not in turtle.text


@pytest.mark.parametrize("extension", ["ttl", "nt", "jsonld", "rdf", "json"])
def test_an_earlier_version_reads_as_the_record_did(service: Service, extension: str) -> None:
    before = service.client.get(f"/partnerships/prove/versions/1.{extension}")
    now = service.client.get(f"/partnerships/prove.{extension}")

    assert "Notat" not in before.text
    assert "Notat" in now.text
    assert service.client.get(f"/partnerships/prove/versions/2.{extension}").text == now.text
    assert service.client.get("/partnerships/ny/versions/2").status_code == 404


def test_two_versions_are_compared_in_words(service: Service) -> None:
    told = service.client.get("/partnerships/prove/compare.json").json()
    back = service.client.get("/partnerships/prove/compare.json?from=2&to=1").json()

    assert (told["from"], told["to"]) == (1, 2)
    assert [each["text"]["en"] for each in told["difference"][0]["added"]] == ["Notat"]
    assert [each["text"]["en"] for each in back["difference"][0]["removed"]] == ["Notat"]
    assert service.client.get("/partnerships/prove/compare.json?from=x").status_code == 400


def test_a_change_is_taken_back_by_one_request(service: Service) -> None:
    assert revert(service, 2) == (201, {"version": 4, "url": "/changes/4", "reverts": 2})

    assert "Notat" not in service.client.get("/partnerships/prove.ttl").text
    assert service.client.get("/changes/4.json").json()["reverts"] == 2


def test_what_cannot_be_taken_back_is_offered_as_a_submission(service: Service) -> None:
    lines = "".join(f"{line} .\n" for line in service.office.lines() if "Notat" not in line)
    service.publish(lines + note("Annet") + " .", "partnership/prove", If_Match='"v2"')

    status, told = revert(service, 2)
    assert (status, told["laterChanges"]) == (409, [4])
    assert told["submission"] == "/changes/2/revert?as=submission"
    status, told = revert(service, 2, "?as=submission")
    assert (status, told["state"], told["reverts"]) == (201, "draft", 2)


def test_only_reviewers_take_back(service: Service) -> None:
    for who in ({}, service.submitter):
        answer = service.client.post("/changes/2/revert", json={}, headers={**JSON, **who})
        assert answer.status_code == 403


def test_a_reviewer_takes_back_by_the_button_of_the_page(service: Service) -> None:
    accounts = accounts_of(service.client)
    person = accounts.people.create("Rita", Role.REVIEWER)
    session = accounts.sessions.start(person.id, accounts.from_invitation)
    service.client.cookies.set("pk-session", session)

    page = service.client.get("/changes/2", headers=HTML).text
    token = page.split('name="csrf_token" value="')[-1].split('"')[0]
    without = service.client.post("/changes/2/revert", data={})
    answer = service.client.post("/changes/2/revert", data={"csrf_token": token})

    assert without.status_code == 403
    assert (answer.status_code, answer.headers["location"]) == (303, "/changes/4")
    service.client.cookies.clear()
    assert "/revert" not in service.client.get("/changes/2", headers=HTML).text


def test_a_deleted_record_says_what_it_was(service: Service) -> None:
    revert(service, 3)

    for path in ("/partnerships/ny", "/partnerships/ny.ttl", "/id/partnership/ny"):
        gone = service.client.get(path)
        assert gone.status_code == 410
        assert gone.json()["was"] == "Ny <b>"
        assert gone.json()["history"] == "/partnerships/ny/history"
    page = service.client.get("/partnerships/ny", headers=HTML)
    check_html(page.text)
    assert "Ny &lt;b&gt;" in page.text
    assert service.client.get("/partnerships/ny/history.json").json()["version"] == 4
    assert service.client.get("/partnerships/ny/versions/4").status_code == 410
    assert "Ny" in service.client.get("/partnerships/ny/versions/3.ttl").text


@pytest.mark.parametrize(
    "path",
    ["/changes", "/changes.atom", "/changes/4", "/partnerships/ny/history"],
)
def test_a_deleted_record_keeps_its_name_in_what_is_told_of_it(service: Service, path: str) -> None:
    revert(service, 3)

    told = service.client.get(path, headers=HTML).text

    assert "Ny &lt;b&gt;" in told
    assert ">partnership/ny" not in told


def test_a_tombstone_leads_to_what_takes_its_place(service: Service) -> None:
    body = {
        "record": "actor/hogskolen",
        "kind": "delete",
        "reason": "Slått sammen",
        "replacedBy": f"{BASE}/id/actor/fjord-kommune",
    }
    headers = {**JSON, **service.submitter, "If-Match": '"v1"'}
    name = service.client.post("/submissions", json=body, headers=headers).json()["id"]
    service.act(name, "submit", service.submitter)
    service.act(name, "accept", service.reviewer)

    gone = service.client.get("/actors/hogskolen")
    assert gone.status_code == 410
    assert gone.headers["link"] == '</actors/fjord-kommune>; rel="successor-version"'
    assert gone.json()["replacedBy"] == "/actors/fjord-kommune"
    assert "hogskolen" not in service.client.get("/actors.csv").text
    page = service.client.get("/actors/hogskolen", headers=HTML).text
    assert 'href="/actors/fjord-kommune"' in page
    named = service.client.get("/partnerships/prove", headers=HTML).text
    assert "øgskole" in named


def test_a_record_that_never_was_is_not_found(service: Service) -> None:
    assert service.client.get("/partnerships/aldri").status_code == 404
