"""The settings of SERVICE: which endpoints queries may ask, and at what cost."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, field_validator

from partnerskap.sparql.addresses import read_endpoints

__all__ = ["FederationSettings"]


class FederationSettings(BaseModel):
    """What an operator can change about queries that ask other endpoints."""

    service_endpoints: Annotated[
        str,
        Field(
            description="SPARQL endpoints, by address between commas, that queries may ask with "
            "SERVICE; empty: none."
        ),
    ] = ""
    private_service_hosts: Annotated[
        str,
        Field(
            description="Hosts of these endpoints, between commas, whose names may lead to "
            "addresses that are not on the open net."
        ),
    ] = ""
    max_service_seconds: Annotated[
        float, Field(gt=0, description="Longest time one SERVICE may take to answer, in seconds.")
    ] = 10.0
    max_service_bytes: Annotated[
        int, Field(ge=1, description="Largest answer of one SERVICE in bytes.")
    ] = 8_388_608
    max_service_calls: Annotated[
        int, Field(ge=1, description="Different questions one SPARQL query may put by SERVICE.")
    ] = 20

    @field_validator("service_endpoints")
    @classmethod
    def _are_endpoints(cls, text: str) -> str:
        read_endpoints(text)
        return text
