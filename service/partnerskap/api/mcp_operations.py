"""Says in words what the address for language models answers."""

from __future__ import annotations

from typing import Final

from partnerskap.api.described import Operation

__all__ = ["MCP_OPERATIONS"]

MCP_OPERATIONS: Final = (
    Operation(
        "/mcp",
        "call-mcp",
        "Tools for language models: the Model Context Protocol, Streamable HTTP, read-only",
        "mcp",
        "Stateless: each POST is one JSON-RPC message and gets one JSON answer. The tools are "
        "search, entity, neighbours, schema and sparql; tools/list describes what they take.",
        (),
        ("application/json",),
        "The answer to the message.",
        {"jsonrpc": "2.0", "id": 1, "result": {"tools": []}},
        failures=(400, 403, 405, 413),
        method="post",
        body={"application/json": {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}},
    ),
)
