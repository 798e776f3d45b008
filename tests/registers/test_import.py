"""The examples of the documentation, and what may go wrong, against a service with the release."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from starlette.testclient import TestClient

from logins import accounts_of
from partnerskap.app import create_app
from partnerskap.errors import ForbiddenError, StorageError
from partnerskap.records.journal import Journal
from partnerskap.records.opening import open_installation
from partnerskap.registers.importing import Outcome, run_import
from partnerskap.registers.plan import read_plan
from partnerskap.registers.reading import Source
from partnerskap.registers.service import Service
from partnerskap.registers.state import State
from partnerskap.settings import Settings

DOCS: Final = Path(__file__).parents[2] / "docs" / "import.md"
_BLOCK: Final = re.compile(r"^```(csv|json|turtle|toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS: Final = _BLOCK.findall(DOCS.read_text("utf-8"))
EXAMPLES: Final = {
    kind: (source, BLOCKS[at + 1][1]) for at, (kind, source) in enumerate(BLOCKS) if kind != "toml"
}
NAMES: Final = {"csv": "avtaler.csv", "json": "avtaler.json", "turtle": "katalog.ttl"}


@dataclass(frozen=True, slots=True)
class Desk:
    """A client of the service with the token of somebody who may submit, and a reviewer's."""

    client: TestClient
    submitter: str
    reviewer: str

    def run(  # noqa: PLR0913 - what a test varies, by name
        self,
        kind: str,
        state: Path,
        *,
        source: str = "",
        mapping: str = "",
        token: str | None = None,
        dry: bool = False,
        everything: bool = False,
    ) -> Outcome:
        """Import an example, or a variation of it."""
        own_source, own_mapping = EXAMPLES[kind]
        self.client.headers["Authorization"] = self.submitter if token is None else token
        try:
            return run_import(
                read_plan(mapping or own_mapping, "mapping.toml"),
                [Source(NAMES[kind], (source or own_source).encode())],
                Service(self.client),
                State(state),
                dry=dry,
                everything=everything,
            )
        finally:
            del self.client.headers["Authorization"]

    def decide(self, path: str, act: str) -> None:
        """Accept or reject a submission as the reviewer."""
        who = {"Authorization": self.reviewer, "Accept": "application/json"}
        etag = self.client.get(path, headers=who).headers["etag"]
        answer = self.client.post(
            f"{path}/{act}", json={"reason": "Sett på"}, headers={**who, "If-Match": etag}
        )
        assert answer.status_code == 200, answer.text


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("register"), accounts=True, query_workers=1
    )
    graph = open_installation(settings).graph
    with Journal.open(settings.data_dir) as journal:
        app = create_app(settings, graph, journal=journal)
        client = TestClient(app, follow_redirects=False)
        app.state.live._engine = None  # the workers of SPARQL are not needed here
        tokens = accounts_of(client).tokens
        yield Desk(
            client,
            f"Bearer {tokens.create('Register', 'submit', days=1)[0]}",
            f"Bearer {tokens.create('Rita', 'review', days=1)[0]}",
        )
        accounts_of(client).close()


def told(outcome: Outcome) -> list[tuple[str, str]]:
    return [(each.place, each.text.nb) for each in outcome.troubles]


@pytest.mark.parametrize(
    ("kind", "records"),
    [
        ("csv", ["partnership/eksempel-2024-17", "partnership/eksempel-2024-18"]),
        ("json", ["partnership/arkiv-7"]),
        ("turtle", ["partnership/katalog-3"]),
    ],
)
def test_each_example_of_the_documentation_would_create_its_records(
    desk: Desk, tmp_path: Path, kind: str, records: list[str]
) -> None:
    outcome = desk.run(kind, tmp_path / "state.json", dry=True)

    assert told(outcome) == []
    assert outcome.records == dict.fromkeys(records, "created")
    assert outcome.handed_in == ()
    assert not (tmp_path / "state.json").exists()


def test_a_register_is_proposed_once_and_then_what_changes_in_it(
    desk: Desk, tmp_path: Path
) -> None:
    state = tmp_path / "state.json"
    source = EXAMPLES["csv"][0].replace("2024/", "2040/")
    first = desk.run("csv", state, source=source)
    again = desk.run("csv", state, source=source)
    compared = desk.run("csv", state, source=source, everything=True)

    assert [each.record for each in first.handed_in] == [
        "partnership/eksempel-2040-17",
        "partnership/eksempel-2040-18",
    ]
    assert (again.records, again.skipped, again.handed_in) == ({}, 2, ())
    assert [each.repeated for each in compared.handed_in] == [True, True]
    assert desk.client.get("/partnerships/eksempel-2040-17.json").status_code == 404

    for each in first.handed_in:
        desk.decide(str(each.submission), "accept")
    published = desk.run("csv", state, source=source, everything=True)
    changed = desk.run("csv", state, source=source.replace("01.03.2024", "2022"))

    assert set(published.records.values()) == {"unchanged"}
    assert (changed.skipped, changed.records) == (1, {"partnership/eksempel-2040-17": "changed"})
    page = desk.client.get(
        str(changed.handed_in[0].submission),
        headers={"Authorization": desk.reviewer, "Accept": "application/json"},
    ).json()
    assert page["state"] == "submitted"
    assert page["reason"].startswith("Fra avtaleregisteret – avtaler.csv")


def test_what_a_reviewer_has_turned_down_does_not_come_back(desk: Desk, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    source = EXAMPLES["json"][0].replace('"id": 7', '"id": 70')
    (handed,) = desk.run("json", state, source=source).handed_in
    desk.decide(str(handed.submission), "reject")

    again = desk.run("json", state, source=source)

    assert (again.skipped, again.handed_in) == (1, ())


def test_a_wrong_row_is_told_with_its_place_and_stops_no_other(desk: Desk, tmp_path: Path) -> None:
    source = EXAMPLES["csv"][0].replace("eksempel", "ny").replace("2024/", "2030/")
    source = source.replace("5001", "Motorkommunen i vest")

    outcome = desk.run("csv", tmp_path / "state.json", source=source)

    assert outcome.records == {
        "partnership/eksempel-2030-17": "created",
        "partnership/eksempel-2030-18": "wrong",
    }
    assert [each.record for each in outcome.handed_in] == ["partnership/eksempel-2030-17"]
    assert [place for place, text in told(outcome) if "Motorkommunen i vest" in text] == [
        "avtaler.csv:3"
    ]
    retried = desk.run("csv", tmp_path / "state.json", source=source, dry=True)
    assert (retried.skipped, retried.records) == (1, {"partnership/eksempel-2030-18": "wrong"})


def test_what_the_mapping_cannot_make_of_a_value_is_told(desk: Desk, tmp_path: Path) -> None:
    source = EXAMPLES["json"][0].replace("15/08/22", "i fjor").replace('"universitet"', '"skole"')

    outcome = desk.run("json", tmp_path / "state.json", source=source, dry=True)

    notes = [text for _, text in told(outcome)]
    assert any("«skole» (rolle) står ikke i tabellen" in text for text in notes)
    assert any("«i fjor» (fra) er ikke en dato på formen «%d/%m/%y»" in text for text in notes)
    places = {place for place, _ in told(outcome)}
    assert {"avtaler.json/avtaler/0", "avtaler.json/avtaler/0/parter/1"} <= places


def test_rows_without_a_key_and_with_one_that_is_taken_are_told(desk: Desk, tmp_path: Path) -> None:
    source = EXAMPLES["csv"][0].replace("2024/18", "2024/17") + ";Uten nummer;;;;;\n"

    outcome = desk.run("csv", tmp_path / "state.json", source=source, dry=True)

    taken = "Nøkkelen «eksempel-2024-17» står på en rad til. Bare den første er lest."
    assert ("avtaler.csv:3", taken) in told(outcome)
    assert any(place == "avtaler.csv:4" and "ingen nøkkel" in text for place, text in told(outcome))


@pytest.mark.parametrize("token", ["", "Bearer pkt_feil"])
def test_nothing_is_handed_in_without_a_token_that_may(
    desk: Desk, tmp_path: Path, token: str
) -> None:
    source = EXAMPLES["turtle"][0].replace('"3"', '"99"')

    with pytest.raises(ForbiddenError, match="scope 'submit'"):
        desk.run("turtle", tmp_path / "state.json", source=source, token=token)

    assert not (tmp_path / "state.json").exists()


def test_a_state_that_is_something_else_is_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("[]", "utf-8")

    with pytest.raises(StorageError, match="Delete it to begin anew"):
        desk.run("csv", tmp_path / "state.json", dry=True)
