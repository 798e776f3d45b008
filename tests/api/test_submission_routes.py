from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from desks import PROVE, note
from entry_service import JSON, TURTLE, Service, serving_entry
from partnerskap.graph.terms import BASE
from partnerskap.records.validation import validate

NEW = '@prefix skos: <http://www.w3.org/2004/02/skos/core#> . <> skos:prefLabel "Ny"@nb .'
BAD = NEW.replace("Ny", "FEIL")
IRI = f"{BASE}/id/partnership/ny"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with serving_entry(tmp_path) as service:
        yield service


@pytest.fixture
def open_service(tmp_path: Path) -> Iterator[Service]:
    with serving_entry(
        tmp_path, anonymous_submissions=True, max_anonymous_submissions=3
    ) as service:
        yield service


def current(service: Service) -> str:
    return "".join(f"{line} .\n" for line in service.office.lines())


def test_a_new_record_goes_from_turtle_to_published(service: Service) -> None:
    made = service.client.post(
        "/submissions?record=partnership/ny&reason=Fordi",
        content=NEW,
        headers={**TURTLE, **service.submitter},
    )
    assert made.status_code == 201
    assert made.headers["etag"] == '"r1"'
    told = made.json()
    assert (told["state"], told["kind"], told["record"]) == ("draft", "create", "partnership/ny")
    assert made.headers["location"] == f"/submissions/{told['id']}"

    submitted = service.act(told["id"], "submit", service.submitter)
    assert (submitted.status_code, submitted.json()["state"]) == (200, "submitted")
    assert submitted.json()["report"] == {"conforms": True, "results": []}

    accepted = service.act(told["id"], "accept", service.reviewer, "Fint")
    assert (accepted.status_code, accepted.json()["state"]) == (200, "published")
    assert accepted.json()["version"] == 2
    page = service.client.get("/partnerships/ny.nt")
    assert page.text == f'<{IRI}> <http://www.w3.org/2004/02/skos/core#prefLabel> "Ny"@nb .\n'
    assert service.client.get("/health").json()["version"] == 2


def test_plain_json_is_taken_with_what_cannot_be_read_in_it(service: Service) -> None:
    body = {"type": "theme", "name": {"nb": "Øvre Fjord-tema"}, "ukjent": "x"}
    made = service.client.post("/submissions", json=body, headers={**JSON, **service.submitter})

    told = made.json()
    assert (made.status_code, told["record"]) == (201, "theme/ovre-fjord-tema")
    assert [each["severity"] for each in told["problems"]] == ["violation"]
    refused = service.act(told["id"], "submit", service.submitter)
    assert refused.status_code == 422
    assert refused.json()["type"].endswith("#faulty-record")
    assert len(refused.json()["report"]["results"]) == 1

    etag = {"If-Match": '"r1"', "Content-Type": "application/merge-patch+json"}
    mended = service.client.patch(
        f"/submissions/{told['id']}",
        json={"ukjent": None},
        headers={**service.submitter, **etag},
    )
    assert mended.json()["content"] == {"type": "theme", "name": {"nb": "Øvre Fjord-tema"}}
    assert service.act(told["id"], "submit", service.submitter).status_code == 200


def test_json_ld_is_taken_and_names_its_record(service: Service) -> None:
    body = {
        "@id": IRI,
        "http://www.w3.org/2004/02/skos/core#prefLabel": {"@value": "Ny", "@language": "nb"},
    }
    made = service.client.post(
        "/submissions",
        json=body,
        headers={"Content-Type": "application/ld+json", **service.submitter},
    )

    assert (made.status_code, made.json()["record"]) == (201, "partnership/ny")
    seen = service.client.get(made.headers["location"], headers=service.submitter).json()
    assert seen["triples"] == [f'<{IRI}> <http://www.w3.org/2004/02/skos/core#prefLabel> "Ny"@nb']


@pytest.mark.parametrize("tag", ['"v1"', "etag", "*"])
def test_a_change_names_the_version_or_the_etag_it_was_made_from(
    service: Service, tag: str
) -> None:
    etag = service.client.get("/partnerships/prove.ttl").headers["etag"] if tag == "etag" else tag

    made = service.publish(current(service) + note("Ny") + " .", "partnership/prove", If_Match=etag)

    assert made.json()["version"] == 2
    assert note("Ny") in service.office.lines(PROVE)


def test_a_change_that_does_not_say_what_it_was_made_from_is_refused(service: Service) -> None:
    answer = service.client.post(
        "/submissions?record=partnership/prove",
        content=current(service),
        headers={**TURTLE, **service.submitter},
    )

    assert answer.status_code == 428
    assert 'If-Match: "v1"' in answer.json()["detail"]


def test_a_record_that_should_be_new_and_exists_is_refused(service: Service) -> None:
    answer = service.client.post(
        "/submissions?record=partnership/prove",
        content=current(service),
        headers={**TURTLE, **service.submitter, "If-None-Match": "*"},
    )

    assert answer.status_code == 412


def test_a_stale_change_is_answered_with_the_difference_in_words(service: Service) -> None:
    service.publish(current(service) + note("deres") + " .", "partnership/prove", If_Match='"v1"')
    mine = "\n".join(f"{line} ." for line in service.office.lines() if "deres" not in line)
    answer = service.client.post(
        "/submissions?record=partnership/prove",
        content=f"{mine}\n{note('mitt')} .",
        headers={**TURTLE, **service.submitter, "If-Match": '"v1"'},
    )

    assert answer.status_code == 412
    difference = answer.json()["difference"]
    assert (difference["base"], difference["version"]) == (1, 2)
    (theirs,), (yours,) = difference["theirs"], difference["yours"]
    assert theirs["about"]["nb"] == "Prøvesamarbeidet"
    assert "http" not in theirs["field"]["nb"]
    assert [value["text"]["nb"] for value in theirs["added"]] == ["deres"]
    assert [value["text"]["en"] for value in yours["added"]] == ["mitt"]
    assert [line["property"] for line in difference["clashes"]] == [yours["property"]]


def test_a_change_of_a_submission_needs_its_etag(service: Service) -> None:
    name = service.submit(NEW, "partnership/ny").json()["id"]
    path, headers = f"/submissions/{name}", {**JSON, **service.submitter}

    lacking = service.client.post(f"{path}/withdraw", json={}, headers=headers)
    stale = service.client.post(
        f"{path}/withdraw", json={}, headers={**headers, "If-Match": '"r1"'}
    )
    odd = service.client.post(f"{path}/withdraw", json={}, headers={**headers, "If-Match": '"x"'})

    assert (lacking.status_code, stale.status_code, odd.status_code) == (428, 412, 400)
    assert service.client.get(path, headers=service.submitter).json()["state"] == "submitted"


def test_changes_requested_and_mended(service: Service) -> None:
    name = service.submit(NEW, "partnership/ny").json()["id"]
    silent = service.act(name, "request-changes", service.reviewer)
    assert silent.status_code == 400

    asked = service.act(name, "request-changes", service.reviewer, "Mangler kilde")
    assert asked.json()["state"] == "changes-requested"
    seen = service.client.get(f"/submissions/{name}", headers=service.submitter).json()
    assert seen["events"][-1]["why"] == "Mangler kilde"
    assert seen["acts"] == ["edit", "submit", "withdraw"]

    put = service.client.put(
        f"/submissions/{name}",
        content=NEW.replace("Ny", "Nyere"),
        headers={**TURTLE, **service.submitter, "If-Match": '"r3"'},
    )
    assert (put.status_code, put.headers["etag"]) == (200, '"r4"')
    service.act(name, "submit", service.submitter)
    assert service.act(name, "accept", service.reviewer).json()["state"] == "published"


def test_an_rdf_patch_changes_triples(service: Service) -> None:
    name = service.submit(NEW, "partnership/ny").json()["id"]
    service.act(name, "request-changes", service.reviewer, "Endre navnet")
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    patch = f'D <{IRI}> <{label}> "Ny"@nb .\nA <{IRI}> <{label}> "Nyere"@nb .\n'

    def send(text: str, etag: str) -> int:
        headers = {"Content-Type": "application/rdf-patch", "If-Match": etag, **service.submitter}
        return service.client.patch(
            f"/submissions/{name}", content=text, headers=headers
        ).status_code

    assert [send("x", '"r3"'), send(patch, '"r3"'), send(patch, '"r4"')] == [422, 200, 409]
    seen = service.client.get(f"/submissions/{name}", headers=service.submitter).json()
    assert seen["triples"] == [f'<{IRI}> <{label}> "Nyere"@nb']


def test_a_proposal_of_the_report_is_carried_out_by_one_patch(service: Service) -> None:
    app = service.client.app
    assert isinstance(app, Starlette)
    app.state.live.desk.judge = validate
    number = "http://www.w3.org/ns/org#identifier"
    wrong = f'{NEW} <> a <http://www.w3.org/ns/org#Organization> ; <{number}> "923 609 016" .'
    headers = {**TURTLE, **service.submitter}
    made = service.client.post("/submissions?record=actor/ny", content=wrong, headers=headers)
    name, etag = made.json()["id"], made.headers["etag"]
    report = service.act(name, "submit", service.submitter).json()["report"]

    (result,) = (each for each in report["results"] if each["path"] == [number])
    proposal = result["proposals"][0]
    lines = [("D", line) for line in proposal["remove"]] + [("A", line) for line in proposal["add"]]
    patch = "".join(f"{act} {line} .\n" for act, line in lines)
    headers = {"Content-Type": "application/rdf-patch", "If-Match": etag, **service.submitter}
    patched = service.client.patch(f"/submissions/{name}", content=patch, headers=headers)

    assert patched.status_code == 200
    after = service.act(name, "submit", service.submitter).json()["report"]["results"]
    assert len(after) == len(report["results"]) - 1
    assert number not in [path for each in after for path in each["path"]]


def test_a_fault_is_told_when_submitting_and_nothing_is_lost(service: Service) -> None:
    made = service.client.post(
        "/submissions?record=partnership/ny",
        content=BAD,
        headers={**TURTLE, **service.submitter},
    ).json()
    refused = service.act(made["id"], "submit", service.submitter)

    assert refused.status_code == 422
    assert refused.json()["report"]["results"][0]["message"]["nb"] == "Navnet er feil."
    kept = service.client.get(f"/submissions/{made['id']}", headers=service.submitter).json()
    assert (kept["state"], kept["content"]) == ("draft", BAD)


def test_the_thread_and_the_difference_are_there_for_both(service: Service) -> None:
    name = service.submit(NEW, "partnership/ny").json()["id"]
    path = f"/submissions/{name}"
    for who, text in ((service.reviewer, "Kilde?"), (service.submitter, "Avtalen.")):
        headers = {**JSON, **who}
        service.client.post(f"{path}/comment", json={"text": text}, headers=headers)

    seen = service.client.get(path, headers=service.reviewer).json()
    assert [each["text"] for each in seen["comments"]] == ["Kilde?", "Avtalen."]
    difference = service.client.get(f"{path}/difference", headers=service.reviewer).json()
    (line,) = difference["yours"]
    assert (line["about"]["nb"], line["field"]["nb"], line["added"][0]["text"]["nb"]) == (
        "Ny",
        "Navn",
        "Ny",
    )
    assert difference["theirs"] == []


def test_others_are_answered_as_if_it_was_not_there(service: Service) -> None:
    name = service.submit(NEW, "partnership/ny").json()["id"]

    for who in (service.other, {}, {"Submission-Key": "gjettet"}):
        assert service.client.get(f"/submissions/{name}", headers=who).status_code == 404
        assert service.act(name, "withdraw", who).status_code == 404


def test_a_list_goes_page_by_page(service: Service) -> None:
    names = [service.submit(NEW, f"partnership/ny-{each}").json()["id"] for each in range(3)]
    service.act(names[0], "withdraw", service.submitter)

    path, seen = "/submissions?state=submitted&limit=1", []
    while path:
        page = service.client.get(path, headers=service.reviewer).json()
        seen += [each["id"] for each in page["items"]]
        path = page["next"]

    assert seen == [names[2], names[1]]
    assert service.client.get("/submissions", headers=service.other).json()["items"] == []
    assert service.client.get("/submissions").status_code == 401
    for query in ("state=x", "record=x", "limit=0", "limit=x", "next=x"):
        answer = service.client.get(f"/submissions?{query}", headers=service.reviewer)
        assert answer.status_code == 400


def test_who_is_not_logged_in_follows_a_submission_by_its_secret_link(
    open_service: Service,
) -> None:
    client = open_service.client
    body = {
        "record": "partnership/ny",
        "rdf": NEW,
        "reason": "Mangler hos dere",
        "contact": {"name": "Per", "email": "per@example.org"},
    }
    made = client.post("/submissions", json=body).json()
    link, path = made["link"], made["url"]

    assert client.get(path).status_code == 404
    assert client.get(link).json()["contact"] == {"name": "Per", "email": "per@example.org"}
    headers = {"If-Match": '"r1"', "Submission-Key": made["key"]}
    assert client.post(f"{path}/submit", headers=headers).json()["state"] == "submitted"
    assert client.get(path, headers=open_service.reviewer).json()["parts"] == ["reviewer"]
    assert client.delete(f"{path}/contact", headers=headers).status_code == 200
    assert list(client.get(link).json()["contact"]) == ["erased"]


def test_who_is_not_logged_in_submits_only_so_often(open_service: Service) -> None:
    answers = [
        open_service.client.post(
            f"/submissions?record=partnership/ny-{each}", content=NEW, headers=TURTLE
        )
        for each in range(4)
    ]

    assert [each.status_code for each in answers] == [201, 201, 201, 429]
    assert int(answers[3].headers["retry-after"]) > 3000


def test_the_same_request_twice_makes_one_submission(service: Service) -> None:
    headers = {**TURTLE, **service.submitter, "Idempotency-Key": "8c2e"}

    first, again, other = (
        service.client.post("/submissions?record=partnership/ny", content=text, headers=headers)
        for text in (NEW, NEW, BAD)
    )

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 422)
    assert first.json()["id"] == again.json()["id"]
    listed = service.client.get("/submissions", headers=service.submitter).json()["items"]
    assert len(listed) == 1


def test_a_record_that_others_refer_to_is_not_deleted_but_may_be_replaced(
    service: Service,
) -> None:
    def delete(**said: object) -> dict[str, str]:
        body = {"record": "actor/hogskolen", "kind": "delete", "reason": "Slått sammen", **said}
        headers = {**JSON, **service.submitter, "If-Match": '"v1"'}
        made = service.client.post("/submissions", json=body, headers=headers)
        assert made.status_code == 201, made.text
        return dict(made.json())

    refused = service.act(delete()["id"], "submit", service.submitter)
    assert refused.status_code == 409
    assert refused.json()["referredBy"] == ["partnership/prove"]
    assert "Prøvesamarbeidet" in refused.json()["messages"]["nb"]["detail"]

    replaced = delete(replacedBy="actor/fjord-kommune")["id"]
    service.act(replaced, "submit", service.submitter)
    assert service.act(replaced, "accept", service.reviewer).json()["state"] == "published"


@pytest.mark.parametrize(
    ("path", "content", "media_type", "status"),
    [
        ("/submissions", "{", "application/json", 400),
        ("/submissions", "{}", "application/json", 400),
        ("/submissions", '{"type": "bil"}', "application/json", 400),
        ("/submissions", '{"type": "theme", "id": "Ø"}', "application/json", 400),
        ("/submissions", "<urn:a> <urn:b> 1 .", "text/turtle", 422),
        ("/submissions", NEW, "text/turtle", 422),
        ("/submissions?record=partnership/ny", "<> <urn:b> [] .", "text/turtle", 422),
        ("/submissions?record=partnership/ny", "<> <urn:b>", "text/turtle", 422),
        ("/submissions?record=partnership/ny", "x", "text/plain", 415),
        ("/submissions?record=code/ny", NEW, "text/turtle", 400),
        ("/submissions?record=partnership/ny", "# " + "x" * 3_000_000, "text/turtle", 413),
        ("/submissions", '{"data": [], "record": "theme/x"}', "application/json", 400),
        (
            "/submissions",
            '{"data": {"type": "theme"}, "contact": {"email": "x"}}',
            "application/json",
            400,
        ),
        ("/submissions", '{"kind": "delete", "record": "theme/nei"}', "application/json", 404),
    ],
)
def test_what_cannot_be_used_is_refused_and_says_why(
    service: Service, path: str, content: str, *, media_type: str, status: int
) -> None:
    headers = {"Content-Type": media_type, **service.submitter}
    answer = service.client.post(path, content=content, headers=headers)

    assert answer.status_code == status
    assert len(answer.json()["messages"]["nb"]["detail"]) > 15


def test_other_methods_are_told_what_there_is(service: Service) -> None:
    answer = service.client.delete("/submissions")

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_a_service_without_a_journal_says_so(service: Service) -> None:
    service.client.app.state.live = None  # type: ignore[attr-defined]  # the client types its app as any ASGI callable

    answer = service.client.get("/submissions", headers=service.reviewer)

    assert answer.status_code == 500
    assert "only reads" in answer.json()["messages"]["en"]["detail"]
