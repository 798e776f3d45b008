"""Virtuoso as a peer, where Debian's package is installed: its settings, and how it is filled."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path
from typing import Final

from bench.processes import free_port

__all__ = ["GRAPH", "ISQL", "PROGRAM", "fill", "missing", "write_settings"]

PROGRAM: Final = "virtuoso-t"
ISQL: Final = "isql-vt"
PATIENCE_SECONDS: Final = 120.0
GRAPH: Final = "http://localhost/bench"
_PORT: Final = "sql-port"
_SETTINGS: Final = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {data}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
ThreadsPerQuery = 4
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 32
MaxKeepAlives = 32
KeepAliveTimeout = 60
[SPARQL]
ResultSetMaxRows = 2000000
"""


def missing() -> str:
    """Name what is not installed; empty when Virtuoso can run."""
    return ", ".join(name for name in (PROGRAM, ISQL) if shutil.which(name) is None)


def write_settings(data: Path, folder: Path, port: int) -> Path:
    """Write its settings for a database of its own, with room for all of it in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    sql = free_port()
    (folder / _PORT).write_text(str(sql), encoding="ascii")
    settings = folder / "virtuoso.ini"
    data = data.resolve().parent
    filled = _SETTINGS.format(folder=folder, sql=sql, http=port, data=data)
    settings.write_text(filled, encoding="utf-8")
    return settings


def fill(data: Path, folder: Path) -> None:
    """Load N-Triples with its bulk loader; CalledProcessError with what it said.

    The web server may be up a moment before the database lets anyone in.
    """
    file = data.resolve()
    script = f"ld_dir('{file.parent}', '{file.name}', '{GRAPH}'); rdf_loader_run(); checkpoint;"
    sql = (folder / _PORT).read_text(encoding="ascii")
    command = (ISQL, f"127.0.0.1:{sql}", "dba", "dba", f"exec={script}")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode == 0:
            return
        if time.monotonic() > deadline:
            done.check_returncode()
        time.sleep(0.2)
