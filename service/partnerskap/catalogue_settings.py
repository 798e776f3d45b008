"""The settings of the catalogue and the files: who publishes, and what lies ready."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field

__all__ = ["CatalogueSettings"]

_ADDRESS: Final = r"^(https?://[^\s<>\"{}|\\^`]+)?$"


class CatalogueSettings(BaseModel):
    """What portals show of those who answer for the data, and what lies ready for them."""

    publisher_name: Annotated[
        str, Field(min_length=1, description="Name of the organisation that publishes the data.")
    ] = "Partnerskapsgrafen"
    publisher_number: Annotated[
        str,
        Field(
            pattern=r"^([89]\d{8})?$",
            description="Its nine-digit organisation number, which portals sort by; empty: none.",
        ),
    ] = ""
    publisher_kind: Annotated[
        Literal[
            "Academia-ScientificOrganisation",
            "Company",
            "LocalAuthority",
            "NationalAuthority",
            "NonGovernmentalOrganisation",
            "NonProfitOrganisation",
            "RegionalAuthority",
        ],
        Field(description="What it is, as a code of ADMS publisher types."),
    ] = "NonProfitOrganisation"
    publisher_homepage: Annotated[
        str,
        Field(pattern=_ADDRESS, description="Its home page; empty: the start page of the service."),
    ] = ""
    contact_name: Annotated[
        str, Field(description="Whom to turn to about the data; empty: the publisher.")
    ] = ""
    contact_email: Annotated[
        str,
        Field(
            pattern=r"^([^@\s<>]+@[^@\s<>]+)?$",
            description="E-mail address of the contact, of an office and not of a person; "
            "empty: none.",
        ),
    ] = ""
    contact_url: Annotated[
        str,
        Field(
            pattern=_ADDRESS, description="Contact page; empty: the service's page about itself."
        ),
    ] = ""

    kept_dumps: Annotated[
        int,
        Field(
            ge=1,
            description="Versions whose files for download lie ready in the data folder; others "
            "are made again when asked for.",
        ),
    ] = 5

    security_contact: Annotated[
        str,
        Field(
            pattern=r"^((https://|mailto:|tel:)[^\s<>\"]+)?$",
            description="Whom to tell of a hole in security, as an https, mailto or tel address; "
            "empty: none.",
        ),
    ] = ""

    @property
    def unset_publisher(self) -> tuple[str, ...]:
        """The settings that portals need and that nobody has given a value."""
        needed = ("publisher_name", "publisher_number", "publisher_homepage", "contact_email")
        return tuple(name for name in needed if name not in self.model_fields_set)
