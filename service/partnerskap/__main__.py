"""Start the command line, as ``partnerskap`` or ``python -m partnerskap``.

Loading the modules makes many objects and no garbage, so the collector rests until that is done,
and leaves them alone from then on: an eighth of the start.
"""

from __future__ import annotations

import gc

gc.disable()

from partnerskap.cli import main as run  # noqa: E402 - the collector must rest while this loads

__all__ = ["main"]


def main() -> None:
    """Run the command line with the collector at work again."""
    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
