"""The HTTP protocol of the server, with words a person can act on.

A request line over 64 KiB never reaches the application: the parser below it gives up first.
"""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["PlainSpokenProtocol"]


class PlainSpokenProtocol(HttpToolsProtocol):
    """Says what is usually wrong with a request that cannot be read."""

    def send_400_response(self, msg: str) -> None:
        """Close with 400 and a remedy in both languages."""
        body = (
            f"{msg}\n\n"
            "Adressen kan være for lang (over 64 KiB). Send lange spørringer med POST.\n"
            "The address may be too long (over 64 KiB). Send long queries by POST.\n"
        ).encode()
        head = (
            "HTTP/1.1 400 Bad Request\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            f"Content-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
