from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from partnerskap.commands.validate import validate
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
    assert result.stdout.splitlines()[:4] == [
        "Universitetskommunen Oppdal (partnership/oppdal)",
        "  tips: Kontaktpunkt mangler. Skriv gjerne hvilken rolle andre kan henvende seg til.",
        "Universitetskommunen Oppdal (partnership/oppdal), member-ntnu",
        (
            "  må rettes: Rolle: velg nøyaktig én fra listen «Roller i partnerskap»."
            " Fant «code/role/akademisk»."
        ),
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
    assert report["results"][0] == {
        "severity": "violation",
        "focus": "https://w3id.org/partnerskap/id/partnership/oppdal#member-ntnu",
        "path": ["http://www.w3.org/ns/org#role"],
        "value": "https://w3id.org/partnerskap/code/role/akademisk",
        "field": {"nb": "Rolle", "en": "Role"},
        "message": {
            "nb": "Rolle: velg nøyaktig én fra listen «Roller i partnerskap»."
            " Fant «code/role/akademisk».",
            "en": "Role: choose exactly one from the list “Roles in partnerships”."
            " Found “code/role/akademisk”.",
        },
        "shape": "https://w3id.org/partnerskap/ns/shapes#Membership-role",
        "constraint": "http://www.w3.org/ns/shacl#NodeConstraintComponent",
    }


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
