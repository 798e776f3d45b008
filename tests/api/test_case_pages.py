from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from desks import COLLEGE, KARI, PROVE, create, label, note
from entry_service import Service, serving_entry
from partnerskap.entry.submission import Actor, Draft
from partnerskap.graph.terms import DocumentKey, expand
from partnerskap.people.identity import Identity, Role
from partnerskap.records import database as db
from partnerskap.records import schema
from visitors import Visitor, stranger, visitor

SOURCE = expand("prov:hadPrimarySource")
MEMBER = expand("org:member")
URL = expand("schema:url")
FJORD = DocumentKey("actor", "fjord-kommune")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with serving_entry(tmp_path, anonymous_submissions=True) as service:
        yield service


@pytest.fixture
def rita(service: Service) -> Visitor:
    return visitor(service, Role.REVIEWER, "Rita Berg")


@pytest.fixture
def kari(service: Service) -> Visitor:
    return visitor(service, Role.SUBMITTER)


def waiting(service: Service, draft: Draft, who: Visitor | None = None) -> str:
    """Hand a draft in and submit it; give the path of its page."""
    actor = Actor(Identity(who.id, "", frozenset({Role.SUBMITTER}))) if who else KARI
    return f"/submissions/{service.office.submitted(draft, actor).id}"


def test_browsers_get_a_page_and_programs_json(service: Service, rita: Visitor) -> None:
    path = waiting(service, create(label("Ny")))

    assert "<h1>Ny oppføring: Ny</h1>" in rita.see(path)
    told = service.client.get(path, headers=service.reviewer)
    assert told.headers["content-type"] == "application/json"
    assert told.json()["state"] == "submitted"
    page = rita.get(path)
    assert page.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_state_has_a_page_in_every_language(
    service: Service, rita: Visitor, kari: Visitor, language: str
) -> None:
    path = waiting(service, service.office.change(note("Mer")), kari)
    for button in ("request-changes", "submit", "accept"):
        actor = kari if button == "submit" else rita
        for each in (kari, rita):
            each.see(path, language=language)
            each.see("/submissions", language=language)
        assert actor.press(path, button, reason="Fordi").status_code == 303
    assert service.office.version() == 2
    for each in (kari, rita):
        page = each.see(path, language=language)
        assert 'href="/changes/2"' in page
        assert 'href="/partnerships/prove"' in page


def test_a_change_is_shown_in_words_with_what_it_rests_on(service: Service, rita: Visitor) -> None:
    lines = (note("Mer å si"), f"<{PROVE.iri}#member-hogskolen> <{SOURCE}> <{PROVE.iri}x>")
    page = rita.see(waiting(service, service.office.change(*lines)))

    assert "<ins>Mer å si (nb)</ins>" in page
    assert "Kilden er ikke registrert. Meld den inn først." in page
    assert "Ingen feil funnet." in page


def test_a_new_record_is_shown_whole_with_what_may_be_the_same(
    service: Service, rita: Visitor
) -> None:
    draft = create(
        label("Prøvesamarbeidt"),
        f"<{DocumentKey('partnership', 'ny').iri}#m> <{MEMBER}> <{COLLEGE.iri}>",
    )
    other = waiting(service, create(label("Prøvesamarbeidet")))
    twin = DocumentKey("partnership", "tvilling")
    path = waiting(service, create(label("Prøvesamarbeidet", twin), key=twin))
    page = rita.see(path)

    assert "Slik blir oppføringen." in page
    assert 'href="/partnerships/prove">Prøvesamarbeidet</a> <span class="how">navnet er 100' in page
    assert f'href="{other}"' in page
    assert draft.triples


def test_what_is_wrong_now_is_told_with_the_field(service: Service, kari: Visitor) -> None:
    actor = Actor(Identity(kari.id, "", frozenset({Role.SUBMITTER})))
    opened = service.office.desk.open(create(label("FEIL")), actor)
    path = f"/submissions/{opened.submission.id}"
    refused = kari.press(path, "submit")

    assert refused.status_code == 422
    assert "1 feil må rettes før det kan publiseres." in refused.text
    assert "Navnet er feil." in refused.text
    assert 'class="refusal"' in refused.text


def test_a_reviewer_asks_and_the_submitter_reads_why(
    service: Service, rita: Visitor, kari: Visitor
) -> None:
    path = waiting(service, create(label("Ny")), kari)
    assert rita.press(path, "request-changes", reason="Hvem er med?").status_code == 303
    page = kari.see(path)

    assert "<blockquote>Hvem er med?</blockquote>" in page
    assert f'href="{path}/edit"' in page
    assert "Rita" not in page
    assert "<strong>Saksbehandler</strong> ba om endringer" in page
    assert "<strong>Du</strong> sendte inn" in page
    assert "<strong>Kari Nordmann</strong> sendte inn" in rita.see(path)


@pytest.mark.parametrize("button", ["request-changes", "reject"])
def test_a_decision_without_a_reason_is_asked_again(
    service: Service, rita: Visitor, button: str
) -> None:
    path = waiting(service, create(label("Ny")))
    refused = rita.press(path, button, reason="  ")

    assert refused.status_code == 400
    assert 'aria-invalid="true"' in refused.text
    assert "Skriv hvorfor" in refused.text


def test_a_decision_on_what_was_changed_meanwhile_shows_that_and_keeps_the_reason(
    service: Service, rita: Visitor, kari: Visitor
) -> None:
    path = waiting(service, create(label("Ny")), kari)
    before = rita.get(path).text
    other = visitor(service, Role.REVIEWER, "Ola Hansen")
    assert other.press(path, "request-changes", reason="Ikke ennå").status_code == 303
    assert kari.press(path, "submit").status_code == 303
    token = before.split('name="csrf_token" value="')[1].split('"')[0]
    reason = "Jeg har <b>lest</b> alt"
    fields = {"csrf_token": token, "revision": "2", "do": "reject", "reason": reason}
    refused = rita.send(path, fields)

    assert refused.status_code == 412
    told = refused.text.split("Dette har skjedd siden du åpnet siden:")[1].split("</ul>")[0]
    assert "<strong>Ola Hansen</strong> ba om endringer" in told
    assert "Ikke ennå" in told
    assert "<strong>Kari Nordmann</strong> sendte inn" in told
    assert "Jeg har &lt;b&gt;lest&lt;/b&gt; alt</textarea>" in refused.text
    assert 'name="revision" value="4"' in refused.text
    assert rita.press(path, "reject", reason=reason).status_code == 303


def test_a_change_that_collides_with_a_later_one_shows_both(
    service: Service, rita: Visitor
) -> None:
    first = service.office.lines()
    fewer = tuple(line for line in first if "Sluttet av partene" not in line)
    path = waiting(service, Draft(PROVE, service.office.change().intent, 1, triples=fewer))
    service.office.published(Draft(PROVE, service.office.change().intent, 1, triples=fewer))
    page = rita.see(path)

    assert "Andre har endret oppføringen i mellomtiden" in page
    assert "kan ikke slås sammen" in page
    assert "<del>Sluttet av partene. (nb)</del>" in page


def test_nobody_accepts_what_they_submitted_themselves(service: Service, rita: Visitor) -> None:
    path = waiting(service, create(label("Ny")), rita)
    page = rita.see(path)

    assert "En annen saksbehandler må avgjøre det." in page
    assert 'value="accept"' not in page
    assert rita.press(path, "accept").status_code == 403
    assert service.office.journal.head() == 1


def test_where_it_is_allowed_a_reviewer_accepts_what_they_submitted(tmp_path: Path) -> None:
    with serving_entry(tmp_path, review_own=True) as service:
        rita = visitor(service, Role.REVIEWER)
        path = waiting(service, create(label("Ny")), rita)

        assert rita.press(path, "accept").status_code == 303
        assert service.office.journal.head() == 2


def test_a_submitter_sees_and_decides_nothing_of_others(service: Service, kari: Visitor) -> None:
    path = waiting(service, create(label("Ny")))

    kari.see(path, status=404)
    assert kari.press(path, "accept").status_code == 404
    assert "Ny oppføring" not in kari.see("/submissions")


def test_a_form_of_another_page_does_nothing_and_loses_nothing(
    service: Service, rita: Visitor
) -> None:
    path = waiting(service, create(label("Ny")))
    refused = rita.press(path, "accept", csrf_token="", reason="Fint arbeid")

    assert refused.status_code == 403
    assert "Fint arbeid</textarea>" in refused.text
    assert service.office.journal.head() == 1
    foreign = {**rita.headers, "Sec-Fetch-Site": "cross-site"}
    sent = service.client.post(path, data={"do": "accept", "revision": "2"}, headers=foreign)
    assert sent.status_code == 403
    assert service.office.journal.head() == 1


def test_what_was_written_in_a_session_that_ended_comes_back(
    service: Service, rita: Visitor
) -> None:
    path = waiting(service, create(label("Ny")))
    token = rita.get(path).text.split('name="csrf_token" value="')[1].split('"')[0]
    fields = {"csrf_token": token, "revision": "2", "do": "reject", "reason": "Lang tanke"}
    refused = stranger(service).send(path, fields)

    assert refused.status_code == 404
    assert "Lang tanke</textarea>" in refused.text
    assert f'value="{token}"' in refused.text


def test_a_remark_is_seen_by_the_other_and_an_empty_one_asked_again(
    service: Service, rita: Visitor, kari: Visitor
) -> None:
    path = waiting(service, create(label("Ny")), kari)
    sent = kari.press(path, "comment", text="Se side 3 & 4")

    assert sent.headers["location"] == f"{path}#thread"
    assert "Se side 3 &amp; 4" in rita.see(path)
    assert kari.press(path, "comment", text=" ").status_code == 400


def test_whoever_came_by_a_secret_link_keeps_it_on_the_page_and_leaks_it_nowhere(
    service: Service,
) -> None:
    made = service.client.post(
        "/submissions?record=partnership/ny",
        content=label("Ny") + " .",
        headers={"Content-Type": "application/n-triples"},
    ).json()
    path, guest = made["link"], stranger(service)
    answer = guest.get(path)
    page = guest.see(path)

    assert answer.headers["referrer-policy"] == "no-referrer"
    assert page.count(f'action="{path}"') == 3
    assert f"{made['url']}/edit?key={made['key']}" in page
    sent = guest.press(path, "submit")
    assert (sent.status_code, sent.headers["location"]) == (303, path)
    assert guest.press(path, "withdraw", reason="Feil navn").status_code == 303
    assert "Du har trukket forslaget." in guest.see(path)
    guest.see(made["url"], status=404)


def test_whoever_left_a_name_takes_it_away_by_a_button(service: Service, rita: Visitor) -> None:
    body = {
        "record": "theme/ny",
        "data": {"type": "theme", "name": {"nb": "Ny"}},
        "contact": {"name": "Kari Nordmann", "email": "kari@kommune.example"},
    }
    made = service.client.post("/submissions", json=body).json()
    path, guest = made["link"], stranger(service)
    assert "kari@kommune.example" in guest.see(path)
    assert "Kari Nordmann" in rita.see(made["url"])

    assert guest.press(path, "forget").status_code == 303

    page = guest.see(path)
    assert "Kari" not in page + rita.see(made["url"])
    assert "kari@kommune.example" not in page
    assert "Slett navn og e-post" not in page
    assert "<strong>Du</strong> slettet personopplysningene" in page


def test_hostile_text_is_shown_as_text_and_hostile_addresses_are_no_links(
    service: Service, rita: Visitor
) -> None:
    lines = (
        label("<script>alert(1)</script>"),
        f"<{DocumentKey('partnership', 'ny').iri}> <{URL}> <javascript:alert(2)>",
        f"<{DocumentKey('partnership', 'ny').iri}#m> <{SOURCE}> <javascript:alert(3)>",
        f"<{DocumentKey('partnership', 'ny').iri}> <{expand('dct:relation')}> <data:text/html,x>",
    )
    path = waiting(service, create(label("Ny")))
    with db.writing(service.office.desk.engine) as connection:  # as if it had come through
        connection.execute(update(schema.submissions).values(triples="\n".join(sorted(lines))))
    for page in (
        rita.see(path),
        rita.see("/submissions"),
        rita.see("/submissions?state=submitted"),
    ):
        assert "<script>alert" not in page
        assert 'href="javascript:' not in page
        assert 'href="data:' not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in rita.see("/submissions")


def test_the_queue_counts_filters_and_is_reached_from_every_page(
    service: Service, rita: Visitor, kari: Visitor
) -> None:
    one = waiting(service, create(label("Ny")), kari)
    two = waiting(service, service.office.change(note("Mer")), kari)
    rita.press(one, "request-changes", reason="Mer, takk")

    assert 'href="/submissions?state=submitted">Til behandling (1)</a>' in rita.see("/partnerships")
    queue = rita.see("/submissions?state=submitted")
    assert two in queue
    assert one not in queue
    assert "Endringer ønsket (1)" in queue
    assert "Kari Nordmann" in queue
    assert 'href="/submissions">Mine forslag</a>' in kari.see("/partnerships")
    mine = kari.see("/submissions")
    assert one in mine
    assert two in mine


def test_a_long_queue_goes_on(service: Service, rita: Visitor) -> None:
    for number in range(3):
        key = DocumentKey("theme", f"t{number}")
        waiting(service, create(label(f"Tema {number}", key), key=key))
    page = rita.see("/submissions?limit=2&state=submitted")
    following = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")

    assert ("Tema 2" in page, "Tema 0" in page) == (True, False)
    assert "Tema 0" in rita.see(following)


def test_whoever_is_not_logged_in_is_led_to_the_login_and_back(service: Service) -> None:
    answer = stranger(service).get("/submissions?state=submitted")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=/submissions%3Fstate%3Dsubmitted"


def test_a_button_the_page_does_not_have_is_refused(service: Service, rita: Visitor) -> None:
    path = waiting(service, create(label("Ny")))

    assert rita.press(path, "publish").status_code == 400
    assert service.office.journal.head() == 1
