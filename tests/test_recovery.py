"""Killed processes of the running service: it answers again, with the same data, and none lives on.

How soon is measured by ``bench.recovery``; here it is enough that it does.
"""

from __future__ import annotations

import http.client
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bench.recovery import VICTIMS, Recovery, Service, measure, supervised

FEW = {"PARTNERSKAP_QUERY_WORKERS": "2"}
PRODUCT = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with supervised(tmp_path_factory.mktemp("service"), FEW) as found:
        yield found


@pytest.mark.parametrize("victim", VICTIMS)
def test_the_same_answer_comes_after_a_killing_and_nothing_killed_lives_on(
    service: Service, victim: str
) -> None:
    found = measure(service, victim, busy=True)

    assert found == Recovery(found.seconds, same=True, left=0)


def test_what_a_killed_front_process_had_sent_does_not_look_whole(service: Service) -> None:
    service.answer_soon()
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    with closing(connection):
        connection.request("GET", f"/sparql?{urlencode({'query': PRODUCT, 'format': 'csv'})}")
        with connection.getresponse() as response:
            assert len(response.read(100_000)) == 100_000
            os.kill(service.process.pid, signal.SIGKILL)
            service.revive()
            with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
                response.read()


def test_a_service_killed_while_it_fills_its_folder_begins_again_where_it_was(
    service: Service, tmp_path: Path
) -> None:
    expected = service.answer_soon()
    with supervised(tmp_path, FEW) as other:
        for seconds in (1.0, 1.6):  # of two: in the middle of what is written
            time.sleep(seconds)
            os.kill(other.process.pid, signal.SIGKILL)
            other.revive()
        assert other.answer_soon() == expected
