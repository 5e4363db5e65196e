"""`python -m tools.preview [FILE]`: write the page, by default to build/preview.html."""

import asyncio
import logging
import sys
from pathlib import Path

import structlog

from tools.preview.render import render_page

DEFAULT = "build/preview.html"
VENUES_DIR = Path("data/venues")


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    file = Path(sys.argv[1] if len(sys.argv) > 1 else DEFAULT)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(asyncio.run(render_page(VENUES_DIR, file.parent)), encoding="utf-8")
    sys.stdout.write(f"{file}\n")


main()
