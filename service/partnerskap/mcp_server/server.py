"""The server that speaks the protocol: lists the tools, calls them, tells failures in words.

A failure that the model can do something about is a result marked as an error, not an error of
the protocol, so that the model gets to read it.
"""

from __future__ import annotations

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
)
from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from partnerskap import __version__
from partnerskap.errors import ServiceError
from partnerskap.mcp_server.toolbox import INSTRUCTIONS, TOOLS
from partnerskap.web.site import site_of

__all__ = ["McpServer"]

Context = ServerRequestContext[dict[str, object], object]


class McpServer:
    """Answers requests of the protocol, each by itself: no session outlives its request."""

    def __init__(self, public_url: str, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._server = Server(
            "partnerskapsgrafen",
            version=__version__,
            title="Partnerskapsgrafen",
            instructions=INSTRUCTIONS,
            website_url=public_url or None,
            on_list_tools=_list_tools,
            on_call_tool=_call_tool,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one POST with JSON."""
        manager = StreamableHTTPSessionManager(
            self._server,
            json_response=True,
            stateless=True,
            max_request_body_size=self._most_bytes,
        )
        async with manager.run():
            await manager.handle_request(scope, receive, send)


async def _list_tools(_: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
    return ListToolsResult(tools=[offer.describe() for offer in TOOLS.values()])


async def _call_tool(context: Context, asked: CallToolRequestParams) -> CallToolResult:
    offer = TOOLS.get(asked.name)
    if offer is None:
        return _failure(f"There is no tool {asked.name[:80]!r}. There are: {', '.join(TOOLS)}.")
    request = context.request
    if not isinstance(request, Request):
        raise TypeError("The transport gives the HTTP request")
    try:
        answer = await offer.call(request, asked.arguments or {})
    except ValidationError as error:
        return _failure(_tell_faults(error))
    except ServiceError as error:
        return _failure(f"{error.title.en}: {error.detail.en}")
    except ClientDisconnect:
        return _failure("The client left before the answer was ready.")
    text = answer.model_dump_json()
    most = site_of(request).settings.max_mcp_answer_bytes
    if len(text.encode()) > most:
        return _failure(
            f"The answer is larger than {most} bytes. Ask for less: a lower limit, one class or "
            "code list, or a SPARQL query for just what you need."
        )
    return CallToolResult(
        content=[TextContent(type="text", text=text)],
        structured_content=answer.model_dump(mode="json"),
    )


def _failure(text: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)


def _tell_faults(error: ValidationError) -> str:
    """Name each argument that cannot be used and why."""
    faults = "; ".join(
        f"{'.'.join(map(str, fault['loc'])) or 'arguments'}: {fault['msg']}"
        for fault in error.errors(include_url=False, include_input=False)[:10]
    )
    return f"The arguments cannot be used. {faults}. Correct them and call the tool again."
