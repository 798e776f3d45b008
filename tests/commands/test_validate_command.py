from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from partnerskap.cli import app as program
from partnerskap.commands.validate import Language, validate
from partnerskap.resources import data_dir

app = typer.Typer()
app.command()(validate)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    text = (data_dir() / "partnerships" / "oppdal.ttl").read_text("utf-8")
    path = tmp_path / "oppdal.ttl"
    path.write_text(text.replace("role:academic", "role:akademisk"), "utf-8")
    return path


def test_a_record_in_order_gives_exit_code_0() -> None:
    result = run(data_dir() / "sources" / "ks-trd.ttl", "--lang", "nb")

    assert (result.exit_code, result.stdout) == (
        0,
        "I orden: 0 må rettes, 0 bør rettes, 0 tips.\n",
    )


def test_a_fault_is_told_in_bokmal_with_its_place(faulty: Path) -> None:
    result = run(faulty, "--lang", "nb")

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "Universitetskommunen Oppdal (partnership/oppdal)",
        (
            f"{faulty}:27:1: tips: Kontaktpunkt mangler. "
            "Skriv gjerne hvilken rolle andre kan henvende seg til."
        ),
        "Universitetskommunen Oppdal (partnership/oppdal), member-ntnu",
        (
            f"{faulty}:174:14: må rettes: Rolle: velg nøyaktig én fra listen "
            "«Roller i partnerskap». Fant «code/role/akademisk»."
        ),
        "    - Velg en kode fra listen «Roller i partnerskap».",
        "    forslag: Velg «akademisk part»",
        "Ikke i orden: 1 må rettes, 0 bør rettes, 1 tips.",
    ]


def test_a_fault_is_told_in_english(faulty: Path) -> None:
    result = run(faulty, "--lang", "en")

    assert "Role: choose exactly one from the list “Roles in partnerships”." in result.stdout
    assert result.stdout.endswith(
        "Not in order: 1 to correct, 0 that should be corrected, 1 tips.\n"
    )


def test_text_for_people_holds_no_iri(faulty: Path) -> None:
    assert "https://w3id.org" not in run(faulty).stdout


def test_json_is_for_programs(faulty: Path) -> None:
    report = json.loads(run(faulty, "--format", "json").stdout)

    assert report["conforms"] is False
    assert report["counts"] == {"violation": 1, "warning": 0, "info": 1}
    first = report["results"][0]
    (proposal,) = first.pop("proposals")
    assert proposal["label"]["en"] == "Choose “academic party”"
    assert [cause["message"]["nb"] for cause in first.pop("causes")] == [
        "Velg en kode fra listen «Roller i partnerskap»."
    ]
    assert first == {
        "severity": "violation",
        "focus": "https://w3id.org/partnerskap/id/partnership/oppdal#member-ntnu",
        "path": ["http://www.w3.org/ns/org#role"],
        "value": "https://w3id.org/partnerskap/code/role/akademisk",
        "field": {"nb": "Rolle", "en": "Role", "nn": "Rolle"},
        "message": {
            "nb": "Rolle: velg nøyaktig én fra listen «Roller i partnerskap»."
            " Fant «code/role/akademisk».",
            "en": "Role: choose exactly one from the list “Roles in partnerships”."
            " Found “code/role/akademisk”.",
        },
        "shape": "https://w3id.org/partnerskap/ns/shapes#Membership-role",
        "constraint": "http://www.w3.org/ns/shacl#NodeConstraintComponent",
        "explained": "/ns/shapes#Membership-role",
        "found": {"nb": "code/role/akademisk", "en": "code/role/akademisk"},
        "allowed": {
            "nb": "en kode fra listen «Roller i partnerskap»",
            "en": "a code from the list “Roles in partnerships”",
        },
        "place": {"document": str(faulty), "line": 174, "column": 14},
    }


def test_sarif_is_for_code_hosts(faulty: Path) -> None:
    log = json.loads(run(faulty, "--format", "sarif", "--lang", "en").stdout)

    levels = [(r["level"], r["ruleId"]) for r in log["runs"][0]["results"]]
    assert levels == [
        ("error", "Membership-role/Node"),
        ("note", "Partnership-contactAdvice/MinCount"),
    ]


def test_a_fault_that_many_share_is_told_once(tmp_path: Path) -> None:
    source = (data_dir() / "sources" / "ks-trd.ttl").read_text("utf-8")
    for number in range(6):
        text = source.replace("ks-trd", f"kilde-{number}").replace("schema:url ", "schema:urn ")
        (tmp_path / f"kilde-{number}.ttl").write_text(text, "utf-8")

    lines = run(tmp_path, "--lang", "nb").stdout.splitlines()

    told = [line for line in lines if "Nettadresse: skriv nøyaktig én adresse" in line]
    assert [line.partition(" Nettadresse")[0] for line in told] == ["må rettes: 6 steder:"]
    assert "    og 3 til" in lines


def test_json_ld_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "kilde.jsonld"
    path.write_text(
        '{"@id": "https://w3id.org/partnerskap/id/source/x", "@type": "urn:y"}', "utf-8"
    )

    assert run(path).exit_code == 0


@pytest.mark.parametrize("text", ["dette er ikke Turtle", ""])
def test_input_that_cannot_be_read_gives_exit_code_2(tmp_path: Path, text: str) -> None:
    path = tmp_path / "feil.ttl"
    path.write_text(text, "utf-8")

    assert run(path).exit_code == 2


def test_a_file_that_is_not_there_gives_exit_code_2(tmp_path: Path) -> None:
    assert run(tmp_path / "finnes-ikke.ttl").exit_code == 2


def test_a_folder_is_searched_for_records(tmp_path: Path, faulty: Path) -> None:
    assert faulty.parent == tmp_path
    assert run(tmp_path).exit_code == 1


def test_plain_json_is_read_and_what_was_assumed_is_told_apart(tmp_path: Path) -> None:
    record = tmp_path / "ny"
    record.write_text('{"type": "partnership", "id": "ny",\n "naame": 1}', "utf-8")
    result = run(record, "--lang", "nb")

    assert result.exit_code == 1
    assert f"{record}:2:11: må rettes: «naame» er ikke et felt" in result.stdout
    assert "Innholdet ser ut som JSON og er lest som det." in result.stderr


def test_what_could_not_be_read_is_not_told_to_be_missing_too(tmp_path: Path) -> None:
    path = tmp_path / "ny.json"
    path.write_text('{"type": "actor", "id": "ny", "classification": "Universitet"}')

    lines = run(path, "--lang", "nb").stdout.splitlines()

    told = [line.partition("må rettes: ")[2] for line in lines if "Type aktør" in line]
    (message,) = told
    assert message == (
        "Type aktør: «Universitet» kan ikke brukes. Skriv en kode fra listen. "
        "Mente du «universitet»?"
    )


def test_severities_have_colours_on_a_terminal_alone(faulty: Path) -> None:
    plain = run(faulty, "--lang", "nb").stdout
    coloured = CliRunner().invoke(app, [str(faulty), "--lang", "nb"], color=True).stdout

    assert "\x1b[" not in plain
    assert "\x1b[31mmå rettes\x1b[0m: Rolle" in coloured
    assert "\x1b[34mtips\x1b[0m: Kontaktpunkt" in coloured


class Screen(io.StringIO):
    """A terminal that remembers what was written."""

    def isatty(self) -> bool:
        return True


def test_a_bar_on_the_terminal_tells_how_far_we_have_come(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for number in range(30):
        (tmp_path / f"{number}.ttl").write_text(f"<urn:{number}> a <urn:T> .")
    screen = Screen()
    monkeypatch.setattr("sys.stdout", io.StringIO())
    monkeypatch.setattr("sys.stderr", screen)

    validate([tmp_path], lang=Language.NB)

    assert "Kontrollerer" in screen.getvalue()
    assert "100%" in screen.getvalue()


def test_what_no_rule_is_about_is_told_to_be_unchecked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:b> 1 .")

    validate([tmp_path / "a.ttl"], lang=Language.EN)

    assert "so nothing was checked" in capsys.readouterr().err


def test_the_hook_for_pre_commit_runs_a_command_there_is() -> None:
    hook = (Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text("utf-8")

    (entry,) = re.findall(r"^  entry: partnerskap (\S+)$", hook, re.MULTILINE)
    callbacks = [command.callback for command in program.registered_commands]
    assert entry in {callback.__name__ for callback in callbacks if callback is not None}
