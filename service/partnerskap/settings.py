"""Every setting an operator can change: its name, type, default and meaning.

A setting is read from the environment (``PARTNERSKAP_PORT``), else from the TOML file that
``PARTNERSKAP_CONFIG`` names, else it has the default given here.
"""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Final

from platformdirs import user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from partnerskap.account_settings import AccountSettings
from partnerskap.catalogue_settings import CatalogueSettings
from partnerskap.checking_settings import CheckingSettings
from partnerskap.entry_settings import EntrySettings
from partnerskap.errors import BadRequestError
from partnerskap.federation_settings import FederationSettings
from partnerskap.mcp_settings import McpSettings

__all__ = ["CONFIG_VARIABLE", "Settings", "load_settings"]

CONFIG_VARIABLE: Final = "PARTNERSKAP_CONFIG"


class Settings(
    AccountSettings,
    CatalogueSettings,
    CheckingSettings,
    EntrySettings,
    FederationSettings,
    McpSettings,
    BaseSettings,
):
    """All settings; frozen, so that what was read at start holds until the end."""

    model_config = SettingsConfigDict(env_prefix="PARTNERSKAP_", frozen=True, extra="forbid")

    data_dir: Annotated[Path, Field(description="Folder for the journal and caches.")] = (
        user_data_path("partnerskap")
    )
    host: Annotated[str, Field(description="Address the service listens on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port the service listens on.")] = 8000
    public_url: Annotated[
        str,
        Field(
            pattern=r"^(https?://[^/\s]+(/[^\s]*[^/\s])?)?$",
            description="Address people reach the service at, without a final slash; "
            "empty: taken from each request.",
        ),
    ] = ""
    language: Annotated[
        str,
        Field(
            pattern="^(nb|nn|en)$", description="Language of pages when the reader asks for none."
        ),
    ] = "nb"
    page_size: Annotated[
        int, Field(ge=1, le=1000, description="Rows on one page of a list when none is asked for.")
    ] = 50
    max_query_bytes: Annotated[
        int, Field(ge=1, description="Longest SPARQL query or request body in bytes.")
    ] = 262_144
    max_query_depth: Annotated[
        int, Field(ge=1, description="Deepest nesting of brackets in a SPARQL query.")
    ] = 128
    max_upload_bytes: Annotated[
        int, Field(ge=1, description="Largest RDF body a writable endpoint reads, in bytes.")
    ] = 67_108_864
    max_result_bytes: Annotated[int, Field(ge=1, description="Largest SPARQL answer in bytes.")] = (
        268_435_456
    )

    max_query_seconds: Annotated[
        float, Field(gt=0, description="Longest time one SPARQL query may work, in seconds.")
    ] = 30.0
    max_query_memory_bytes: Annotated[
        int, Field(ge=1 << 24, description="Memory one SPARQL query may use, in bytes.")
    ] = 1_073_741_824
    query_workers: Annotated[
        int,
        Field(ge=0, description="SPARQL queries that run at once; 0: two for each processor core."),
    ] = 0
    max_waiting_queries: Annotated[
        int, Field(ge=0, description="SPARQL queries that may wait for a place before 503.")
    ] = 64

    quick_query_seconds: Annotated[
        float,
        Field(
            gt=0,
            description="Seconds of work after which a SPARQL query gives way to quicker ones.",
        ),
    ] = 0.1
    slow_query_seconds: Annotated[
        float,
        Field(ge=0, description="Seconds of work from which a SPARQL query is logged; 0: none."),
    ] = 10.0
    max_client_queries: Annotated[
        int, Field(ge=1, description="SPARQL queries one client may have under way before 429.")
    ] = 16
    max_client_seconds: Annotated[
        float,
        Field(gt=0, description="Seconds of work one client's SPARQL queries may use in a minute."),
    ] = 60.0
    max_client_failures: Annotated[
        int, Field(ge=1, description="SPARQL queries of one client that may fail in a minute.")
    ] = 30
    trusted_proxies: Annotated[
        str,
        Field(
            description="Addresses or networks, between commas, whose X-Forwarded-For tells who "
            "the client is."
        ),
    ] = "127.0.0.1,::1"
    cache_bytes: Annotated[
        int, Field(ge=0, description="Memory for SPARQL answers kept to be given again; 0: none.")
    ] = 67_108_864

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        for part in text.split(","):
            if part.strip():
                ip_network(part.strip())
        return text

    @classmethod
    def settings_customise_sources(  # noqa: PLR0917 - the framework sets this signature
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the framework calls by name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let arguments win over the environment, and the environment over the TOML file."""
        config = os.environ.get(CONFIG_VARIABLE)
        if not config:
            return (init_settings, env_settings)
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, Path(config)))


def load_settings() -> Settings:
    """Read the settings; raise BadRequestError naming each value that cannot be used."""
    config = os.environ.get(CONFIG_VARIABLE)
    if config and not Path(config).is_file():
        raise BadRequestError(
            f"{CONFIG_VARIABLE} peker på «{config}», men der er ingen fil. Rett stien.",
            f"{CONFIG_VARIABLE} names {config!r}, but there is no such file. Correct the path.",
        )
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        )
        raise BadRequestError(
            f"Innstillingene kan ikke brukes: {faults}",
            f"The settings cannot be used: {faults}",
        ) from error
