"""The settings of the tools for language models at /mcp."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

__all__ = ["McpSettings"]


class McpSettings(BaseModel):
    """What an operator decides about who reaches /mcp, and how much one answer may hold."""

    mcp_hosts: Annotated[
        str,
        Field(
            description="Host names, between commas, that /mcp answers under beside localhost and "
            "that of the public address."
        ),
    ] = ""
    max_mcp_answer_bytes: Annotated[
        int, Field(ge=1000, description="Largest answer of one tool at /mcp, in bytes.")
    ] = 100_000
