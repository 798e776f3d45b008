"""Settings: where they come from, and that the documentation names them all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from partnerskap.cli import app
from partnerskap.errors import BadRequestError
from partnerskap.settings import CONFIG_VARIABLE, Settings, load_settings

DOCS = Path(__file__).parents[1] / "docs" / "settings.md"


def documented() -> dict[str, tuple[str, str]]:
    row = re.compile(r"^\| `(PARTNERSKAP_\w+)` \| (.*?) \| (.*?) \|$", re.MULTILINE)
    return {name: (default, meaning) for name, default, meaning in row.findall(DOCS.read_text())}


def test_every_setting_is_documented_with_its_meaning_and_nothing_else_is() -> None:
    expected = {
        f"PARTNERSKAP_{name.upper()}": field.description
        for name, field in Settings.model_fields.items()
    }

    assert {name: meaning for name, (_, meaning) in documented().items()} == expected


def test_documented_defaults_are_the_defaults() -> None:
    defaults = {
        f"PARTNERSKAP_{name.upper()}": f"`{field.default}`" if str(field.default) else "empty"
        for name, field in Settings.model_fields.items()
        if name != "data_dir"
    }
    data_dir, *_ = documented()["PARTNERSKAP_DATA_DIR"]

    assert data_dir == "the user's data folder"
    assert {
        name: default for name, (default, _) in documented().items() if name in defaults
    } == defaults


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "partnerskap.toml"
    config.write_text('port = 8001\nlanguage = "en"\n')
    monkeypatch.setenv(CONFIG_VARIABLE, str(config))
    monkeypatch.setenv("PARTNERSKAP_PORT", "8002")

    settings = load_settings()

    assert (settings.port, settings.language) == (8002, "en")


def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTNERSKAP_PORT", "mange")

    with pytest.raises(BadRequestError, match=r"port: .*integer"):
        load_settings()


def test_an_unknown_name_in_the_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "partnerskap.toml"
    config.write_text("prot = 8001\n")
    monkeypatch.setenv(CONFIG_VARIABLE, str(config))

    with pytest.raises(BadRequestError, match="prot"):
        load_settings()


def test_a_missing_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONFIG_VARIABLE, "/nowhere/partnerskap.toml")

    with pytest.raises(BadRequestError, match=r"/nowhere/partnerskap\.toml"):
        load_settings()


def test_the_command_lists_a_file_that_can_be_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTNERSKAP_PAGE_SIZE", "25")
    listed = CliRunner().invoke(app, ["settings", "--format", "toml"])
    config = tmp_path / "partnerskap.toml"
    config.write_text(listed.stdout)
    monkeypatch.delenv("PARTNERSKAP_PAGE_SIZE")
    monkeypatch.setenv(CONFIG_VARIABLE, str(config))

    assert listed.exit_code == 0
    assert load_settings().page_size == 25


SECRETS = ("admin_token", "oidc_client_secret", "signing_key")


@pytest.mark.parametrize("form", ["text", "json", "toml"])
def test_secrets_are_never_shown(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(f"PARTNERSKAP_{name.upper()}", f"hemmelig-{name}")

    listed = CliRunner().invoke(app, ["settings", "--format", form])

    assert listed.exit_code == 0
    assert "hemmelig" not in listed.output
    assert all(name in listed.output.lower() for name in SECRETS)
    assert "hemmelig" not in repr(load_settings())


def test_a_file_with_hidden_secrets_can_be_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTNERSKAP_ADMIN_TOKEN", "hemmelig-hemmelig")
    config = tmp_path / "partnerskap.toml"
    config.write_text(CliRunner().invoke(app, ["settings", "--format", "toml"]).stdout)
    monkeypatch.delenv("PARTNERSKAP_ADMIN_TOKEN")
    monkeypatch.setenv(CONFIG_VARIABLE, str(config))

    assert load_settings().admin_token.get_secret_value() == ""


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ADMIN_TOKEN", "kort", "16 characters or more"),
        ("OIDC_ISSUER", "http://login.example", "https address"),
        ("OIDC_ISSUER", "https://login.example", "needs oidc_client_id"),
        ("OIDC_CLIENT_SECRET_FILE", "/nowhere/secret", "there is no file /nowhere/secret"),
        ("OIDC_ALGORITHMS", "none", "oidc_algorithms"),
        ("OIDC_ALGORITHMS", "RS256 HS256", "oidc_algorithms"),
        ("OIDC_SCOPES", "profile", "oidc_scopes"),
    ],
)
def test_an_unsafe_way_to_log_in_is_refused(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"PARTNERSKAP_{name}", value)

    with pytest.raises(BadRequestError, match=said):
        load_settings()


def test_the_clients_secret_can_lie_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("fra-fil\n")
    monkeypatch.setenv("PARTNERSKAP_OIDC_CLIENT_SECRET_FILE", str(tmp_path / "secret"))

    assert load_settings().oidc_secret == "fra-fil"  # noqa: S105 - invented for this test
