"""`python -m app.server app.main:create_app`: the web process. The argument names a factory of the application."""

import sys
from contextlib import suppress

from app.runtime.mistakes import exit_on_mistake
from app.runtime.settings import read_settings
from app.server.serve import serve


def main() -> None:
    """Serve until SIGTERM or SIGINT. Ends with `EX_CONFIG` and a line for each mistake of the operator."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m app.server MODULE:FACTORY")
    with exit_on_mistake(), suppress(KeyboardInterrupt):
        serve(sys.argv[1], read_settings())


if __name__ == "__main__":
    main()
