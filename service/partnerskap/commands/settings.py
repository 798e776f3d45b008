"""``partnerskap settings``: list every setting with its value, default and meaning."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated

import typer
from pydantic import SecretStr

from partnerskap.settings import Settings, load_settings

__all__ = ["ListFormat", "SettingLine", "setting_lines", "settings"]


class ListFormat(StrEnum):
    """How the list is written."""

    TEXT = "text"
    JSON = "json"
    TOML = "toml"


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting: environment variable, type, default, present value and meaning."""

    name: str
    variable: str
    type: str
    default: str
    value: str
    meaning: str


def setting_lines(current: Settings) -> list[SettingLine]:
    """Describe every setting in the order of the class."""
    prefix = str(Settings.model_config["env_prefix"])
    return [
        SettingLine(
            name=name,
            variable=f"{prefix}{name.upper()}",
            type=getattr(field.annotation, "__name__", str(field.annotation)),
            default=str(field.default),
            value=str(getattr(current, name)),
            meaning=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def _as_text(lines: list[SettingLine]) -> str:
    blocks = [
        f"{line.variable} = {line.value!r}\n    {line.meaning} Type {line.type}, "
        f"default {line.default!r}."
        for line in lines
    ]
    return "\n".join(blocks)


def _as_toml(current: Settings) -> str:
    """Write a file that can be read back; secrets that are set must be written in by hand."""
    values = current.model_dump(mode="json")
    return "\n".join(
        f"{'# ' if _is_secret(current, name) and value else ''}{name} = {json.dumps(value)}"
        for name, value in values.items()
    )


def _is_secret(current: Settings, name: str) -> bool:
    return isinstance(getattr(current, name), SecretStr)


def settings(
    list_format: Annotated[
        ListFormat, typer.Option("--format", help="Form of the list.")
    ] = ListFormat.TEXT,
) -> None:
    """List every setting: environment variable, value in force, default and meaning.

    Settings come from PARTNERSKAP_* environment variables, else from the TOML file named by
    PARTNERSKAP_CONFIG, else they have their defaults. The toml form is such a file. Secrets are
    never written out.
    """
    current = load_settings()
    match list_format:
        case ListFormat.JSON:
            text = json.dumps([asdict(line) for line in setting_lines(current)], indent=2)
        case ListFormat.TOML:
            text = _as_toml(current)
        case ListFormat.TEXT:
            text = _as_text(setting_lines(current))
    typer.echo(text)
