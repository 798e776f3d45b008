"""The query form, its editor and the stored questions, in a real browser."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browsers import needs_chromium
from partnerskap.web.render import has_editor
from services import serving

pytestmark = needs_chromium
editor = pytest.mark.skipif(not has_editor(), reason="make editor")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("service")
    with serving([sys.executable, "-m", "partnerskap"], folder) as address:
        yield address


@dataclass
class Visit:
    """A page, and what it said and asked for that it should not."""

    page: Page
    faults: list[str] = field(default_factory=list)


@contextmanager
def visiting(
    browser: Browser, address: str, path: str, *, scripts: bool = True, width: int = 1280
) -> Iterator[Visit]:
    context = browser.new_context(
        locale="nb-NO",
        java_script_enabled=scripts,
        viewport={"width": width, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(10_000)
    visit = Visit(context.new_page())
    visit.page.on("console", lambda said: visit.faults.append(f"{said.type}: {said.text}"))
    visit.page.on("pageerror", lambda error: visit.faults.append(str(error)))
    visit.page.on(
        "request",
        lambda request: (
            None if request.url.startswith(f"{address}/") else visit.faults.append(request.url)
        ),
    )
    visit.page.goto(f"{address}{path}")
    yield visit
    context.close()


def ask(page: Page, query: str) -> None:
    page.evaluate(
        "query => document.querySelector('.CodeMirror').CodeMirror.setValue(query)", query
    )
    page.get_by_role("button", name="Kjør").click()


def completions(page: Page, text: str) -> list[str]:
    page.evaluate(
        """text => {
            const editor = document.querySelector('.CodeMirror').CodeMirror;
            editor.setValue(text);
            editor.focus();
            editor.setCursor(editor.lineCount(), 0);
            editor.autocomplete();
        }""",
        text,
    )
    hints = page.locator(".CodeMirror-hints li")
    hints.first.wait_for()
    found = hints.all_inner_texts()
    page.keyboard.press("Escape")
    return found


def test_without_scripts_the_form_shows_an_answer(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with visiting(browser, address, "/sparql", scripts=False) as visit:
        page = visit.page
        page.get_by_role("link", name="Hvilke partnerskap arbeider med folkehelse?").click()
        expect(page.get_by_label("Spørring")).to_have_value(re.compile("theme:folkehelse"))
        page.get_by_role("button", name="Kjør").click()
        expect(page.locator("table tbody tr")).to_have_count(2)
        expect(page.get_by_role("link", name="Universitetskommunen Oslo")).to_have_count(1)
        page.get_by_role("link", name="Åpne spørringen i redigering").click()
        page.get_by_label("Svar som").select_option("csv")
        with page.expect_download() as download:
            page.get_by_role("button", name="Kjør").click()
        download.value.save_as(tmp_path / "svar.csv")

    assert "id/partnership/khov" in (tmp_path / "svar.csv").read_text("utf-8")


def test_without_scripts_an_answer_is_seen_as_a_chart_and_as_a_map(
    browser: Browser, address: str
) -> None:
    with visiting(browser, address, "/queries/kommuner-per-fylke", scripts=False) as visit:
        visit.page.get_by_role("link", name="diagram").click()
        chart = visit.page.get_by_role("img", name="Diagram: «municipalities» for hver «county»")
        expect(chart).to_be_visible()
        expect(chart.locator("rect.mark")).to_have_count(visit.page.locator("tbody tr").count())
        visit.page.goto(f"{address}/queries/punkter-pa-kartet")
        visit.page.locator(".views").get_by_role("link", name="kart").click()
        expect(visit.page.get_by_role("img", name="Kart")).to_be_visible()
        visit.page.get_by_role("link", name="tabell").click()
        expect(visit.page.get_by_role("img")).to_have_count(0)
        assert visit.faults == []


def test_without_scripts_a_question_is_answered_and_asked_anew(
    browser: Browser, address: str
) -> None:
    with visiting(browser, address, "/queries", scripts=False) as visit:
        visit.page.get_by_role("link", name="Hvilke partnerskap arbeider med folkehelse?").click()
        before = visit.page.locator("table tbody tr").count()
        visit.page.get_by_label("Tema").select_option("helse")
        visit.page.get_by_role("button", name="Vis").click()
        after = visit.page.locator("table tbody tr").count()
        code = visit.page.locator("section.program pre").first.inner_text()

        assert 0 < before < after
        assert code.startswith("curl ")
        assert visit.faults == []


def test_without_scripts_there_is_code_for_a_query(browser: Browser, address: str) -> None:
    with visiting(browser, address, "/sparql", scripts=False) as visit:
        visit.page.get_by_role("button", name="Kode å kopiere").click()

        expect(visit.page.locator("section.program")).to_have_count(4)
        assert visit.faults == []


@editor
def test_an_example_is_chosen_run_and_shown_as_names(browser: Browser, address: str) -> None:
    with visiting(browser, address, "/sparql") as visit:
        page = visit.page
        page.get_by_label("Finn blant eksemplene").fill("public health")
        expect(page.locator("#examples li:visible")).to_have_count(1)
        page.locator("#examples a:visible").click()
        expect(page.locator("#editor")).to_contain_text("theme:folkehelse")
        page.get_by_role("button", name="Kjør").click()

        expect(page.locator("#status")).to_have_text("2 rader")
        link = page.get_by_role("link", name="Universitetskommunen Oslo", exact=True)
        expect(link).to_have_attribute("href", f"{address}/id/partnership/oslo")
        assert page.url.startswith(f"{address}/sparql?edit=PREFIX")
        csv = page.get_by_role("link", name="Svaret som CSV").get_attribute("href")
        assert csv is not None
        assert "id/partnership/oslo" in page.request.get(csv).text()
        figure = page.get_by_role("link", name="Diagram og kart").get_attribute("href")
        assert figure is not None
        assert figure.endswith("&format=html&view=chart")
        assert visit.faults == []


@editor
def test_the_address_of_a_query_brings_it_back(browser: Browser, address: str) -> None:
    with visiting(browser, address, "/sparql") as visit:
        ask(visit.page, "ASK { <urn:æ> ?p '</textarea>' }")
        expect(visit.page.locator("#status")).to_have_text("Nei")
        visit.page.reload()

        expect(visit.page.locator("#editor")).to_contain_text("ASK { <urn:æ> ?p '</textarea>' }")
        assert visit.faults == []


@editor
def test_a_query_too_long_for_an_address_is_run_without_one(browser: Browser, address: str) -> None:
    with visiting(browser, address, "/sparql") as visit:
        ask(visit.page, f"ASK {{ ?s ?p '{'x' * 20_000}' }}")

        expect(visit.page.locator("#status")).to_have_text("Nei")
        expect(visit.page.get_by_role("link", name="Lenke til spørringen")).to_be_hidden()
        assert visit.page.url == f"{address}/sparql"
        assert visit.faults == []


@editor
def test_a_mistake_is_explained_in_the_readers_language(browser: Browser, address: str) -> None:
    with visiting(browser, address, "/sparql") as visit:
        ask(visit.page, "SELECT ?x {")

        expect(visit.page.locator("#status")).to_contain_text("Linje 1, kolonne 11")
        expect(visit.page.locator("#table")).to_be_hidden()
        assert [fault for fault in visit.faults if "400 (Bad Request)" not in fault] == []


@editor
def test_a_graph_is_shown_as_triples(browser: Browser, address: str) -> None:
    with visiting(browser, address, "/sparql") as visit:
        ask(visit.page, "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 3")

        expect(visit.page.locator("#status")).to_have_text("3 rader")
        expect(visit.page.get_by_role("link", name="Svaret som CSV")).to_be_hidden()
        assert visit.faults == []


@editor
def test_names_are_completed_from_what_the_graph_says_of_itself(
    browser: Browser, address: str
) -> None:
    prefix = "PREFIX pk: <https://w3id.org/partnerskap/ns#>\n"
    with visiting(browser, address, "/sparql") as visit:
        visit.page.wait_for_load_state("networkidle")

        assert completions(visit.page, f"{prefix}SELECT * {{ ?s a pk:P") == ["pk:Partnership"]
        assert completions(visit.page, f"{prefix}SELECT * {{ ?s pk:has") == [
            "pk:hasAgreement",
            "pk:hasFigure",
        ]
        assert completions(visit.page, "PREFIX umb") == [
            "umbrella: <https://w3id.org/partnerskap/id/umbrella/>"
        ]
        assert visit.faults == []


@editor
def test_the_keyboard_passes_through_the_editor_and_runs_the_query(
    browser: Browser, address: str
) -> None:
    with visiting(browser, address, "/sparql") as visit:
        page = visit.page
        focused = "() => document.activeElement.closest('#editor, button, a')?.id ?? ''"
        page.locator("#editor .CodeMirror").click()
        assert page.evaluate(focused) == "editor"
        page.keyboard.press("Control+Enter")
        expect(page.locator("#status")).to_have_text("16 rader")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Kjør"
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(focused) == "editor"
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(focused) != "editor"


@editor
def test_an_example_that_cannot_be_fetched_is_opened_as_the_link_it_is(
    browser: Browser, address: str
) -> None:
    with visiting(browser, address, "/sparql") as visit:
        page = visit.page
        page.route("**/queries/**", lambda route: route.abort())
        page.locator("#examples a").first.click()

        page.wait_for_url("**/sparql?example=*")
        expect(page.locator("#editor")).to_contain_text("SELECT")


@editor
def test_the_plain_form_is_one_link_away_and_keeps_the_query(
    browser: Browser, address: str
) -> None:
    with visiting(browser, address, "/sparql?example=ntnu") as visit:
        expect(visit.page.locator("#editor")).to_contain_text("actor:ntnu")
        visit.page.get_by_role("link", name="Bruk det enkle skjemaet").click()

        expect(visit.page.get_by_label("Spørring")).to_have_value(re.compile("actor:ntnu"))
        expect(visit.page.locator(".CodeMirror")).to_have_count(0)
        assert visit.faults == []


@pytest.mark.parametrize(
    "path", ["/sparql?example=ntnu", "/queries", "/queries/folkehelse?theme=helse", "/sparql/code"]
)
def test_a_narrow_page_is_not_wider_than_its_window(
    browser: Browser, address: str, path: str
) -> None:
    with visiting(browser, address, path, width=400) as visit:
        visit.page.wait_for_load_state("networkidle")

        assert visit.page.evaluate("document.documentElement.scrollWidth") == 400
        assert visit.faults == []


def test_a_program_is_copied_by_a_button(browser: Browser, address: str) -> None:
    with visiting(browser, address, "/queries/ntnu") as visit:
        visit.page.get_by_role("button", name="Kopier").first.click()
        expect(visit.page.get_by_role("button", name="Kopiert")).to_have_count(1)

        copied = visit.page.evaluate("navigator.clipboard.readText()")
        assert copied == f"curl -o svar.csv {address}/queries/ntnu.csv"
        assert visit.faults == []
