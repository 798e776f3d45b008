"""The settings of checking what people send at /validate."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

__all__ = ["CheckingSettings"]


class CheckingSettings(BaseModel):
    """What an operator decides about how much may be checked, and for how long."""

    max_check_bytes: Annotated[
        int, Field(ge=1, description="Largest body /validate takes, in bytes as it is sent.")
    ] = 16_777_216
    max_check_unpacked_bytes: Annotated[
        int, Field(ge=1, description="Largest size of that body when it is unpacked, in bytes.")
    ] = 67_108_864
    max_check_triples: Annotated[
        int, Field(ge=1, description="Most triples /validate takes at once.")
    ] = 1_000_000
    quick_check_bytes: Annotated[
        int,
        Field(
            ge=0,
            description="Size in bytes up to which a body is checked at once; what is larger "
            "becomes a job.",
        ),
    ] = 200_000
    max_check_seconds: Annotated[
        float, Field(gt=0, description="Longest time one check may work, in seconds.")
    ] = 120.0
    max_check_wait_seconds: Annotated[
        float,
        Field(ge=0, description="Longest time a client may wait for a job in one request."),
    ] = 60.0
    max_check_memory_bytes: Annotated[
        int,
        Field(ge=1 << 26, description="Memory one check may use beside the graph, in bytes."),
    ] = 1_073_741_824
    check_workers: Annotated[
        int, Field(ge=1, description="Jobs that are checked at the same time.")
    ] = 2
    max_check_jobs: Annotated[
        int, Field(ge=1, description="Jobs that wait or are kept at the same time, before 503.")
    ] = 64
    max_client_checks: Annotated[
        int, Field(ge=1, description="Checks one client may have under way before 429.")
    ] = 4
    check_kept_seconds: Annotated[
        float, Field(ge=1, description="Seconds the result of a job is kept, in memory.")
    ] = 600.0
    allow_sparql_shapes: Annotated[
        bool,
        Field(description="Let shapes that come with the data hold SPARQL constraints."),
    ] = False
