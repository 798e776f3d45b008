"""Who the relay answers, and who not."""

from __future__ import annotations

import asyncio

from federated import make_bench
from other_endpoint import other_endpoint, reply, rows
from partnerskap.sparql.services import Service


async def _speak(port: int, sent: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    return answer.partition(b"\r\n")[0]


def test_the_relay_answers_no_one_who_does_not_know_a_running_query() -> None:
    with other_endpoint(reply(rows("x"))) as other:

        async def scene() -> list[bytes]:
            bench = make_bench(other)
            async with bench.relay:
                token, permit = bench.relay.begin({3: Service(other.address, silent=False)})
                port = int(permit.address(3).split(":")[2].partition("/")[0])

                async def post(target: str, body: bytes = b"ASK {}") -> bytes:
                    head = (
                        f"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
                    )
                    return await _speak(port, head.encode() + body)

                found = [
                    await post(f"/{token}/3"),
                    await post(f"/{token}/4"),
                    await post(f"/{token}/-3"),
                    await post(f"/{token}/"),
                    await post("/other/3"),
                    await post("//3"),
                    await post(f"http://127.0.0.1/{token}/3"),
                    await post(f"/{token}/3", b"x" * 1_100_000),
                    await _speak(port, b"GET"),
                    await _speak(port, b"nonsense\r\n\r\n"),
                ]
                bench.relay.end(token)
                return [*found, await post(f"/{token}/3")]

        ok, missing = b"HTTP/1.1 200 ", b"HTTP/1.1 404 "
        assert asyncio.run(scene()) == [ok, *[missing] * 6, b"", b"", b"", missing]
        assert other.queries == ["ASK {}"]


def test_addresses_of_two_queries_are_told_apart_and_not_to_be_guessed() -> None:
    async def scene() -> set[str]:
        bench = make_bench()
        async with bench.relay:
            return {
                bench.relay.begin({1: Service("http://x.test/", silent=True)})[0] for _ in range(50)
            }

    tokens = asyncio.run(scene())
    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {32}
