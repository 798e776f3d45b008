"""The settings of entering and review."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, SecretStr

__all__ = ["EntrySettings"]


class EntrySettings(BaseModel):
    """What an operator can change about submissions and the mail about them."""

    review_own: Annotated[
        bool, Field(description="Whether reviewers may decide on what they submitted themselves.")
    ] = False
    anonymous_submissions: Annotated[
        bool, Field(description="Whether people who are not logged in may submit.")
    ] = False
    max_anonymous_submissions: Annotated[
        int,
        Field(
            ge=1, description="Submissions one client that is not logged in may make in an hour."
        ),
    ] = 10
    max_submission_bytes: Annotated[
        int, Field(ge=1, description="Largest submission in bytes.")
    ] = 2_097_152
    smtp_host: Annotated[
        str, Field(description="Mail server that takes news for submitters; empty: none is sent.")
    ] = ""
    smtp_port: Annotated[int, Field(ge=1, le=65535, description="Port of the mail server.")] = 587
    smtp_user: Annotated[
        str, Field(description="User name at the mail server; empty: none is given.")
    ] = ""
    smtp_password: Annotated[SecretStr, Field(description="Password at the mail server.")] = (
        SecretStr("")
    )
    smtp_sender: Annotated[
        str, Field(description="Address that mail comes from; empty: noreply at smtp_host.")
    ] = ""
    smtp_starttls: Annotated[
        bool, Field(description="Whether mail goes over an encrypted connection.")
    ] = True
