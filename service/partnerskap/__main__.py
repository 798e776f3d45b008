"""``python -m partnerskap`` is ``partnerskap``."""

from __future__ import annotations

from partnerskap.cli import main

if __name__ == "__main__":
    main()
