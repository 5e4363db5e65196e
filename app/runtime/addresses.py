"""Addresses with passwords in them: checked before a library reads one its own way, and hidden in every form."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, unquote, urlsplit

PROCESS_MEMORY = "memory://"
"""The address that means a service inside the process."""
HOSTLESS = ("postgresql", "unix")
"""Schemes that may name a socket's file instead of a host."""
ESCAPES = "in the user name and the password write %2F for /, %3F for ?, %23 for #, %5B for [, %5D for ], %40 for @"
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def check_service_address(address: str) -> None:
    """Check the address of a database, RabbitMQ or Redis. The scheme has been checked.

    Raises `ValueError` with what is wrong and nothing of the address. Libraries do not agree on an address with
    unescaped characters, and those that refuse it print a part of the password.
    """
    scheme, _, rest = address.partition("://")
    if address == PROCESS_MEMORY:
        return
    if scheme.startswith("sqlite"):
        if not re.fullmatch(r"/[^?#]+", rest):
            raise ValueError("expected a file after three slashes, such as sqlite+aiosqlite:///data/bronya.sqlite3")
        return
    authority = re.split("[/?#]", rest, maxsplit=1)[0]
    remainder = rest.removeprefix(authority)
    user, _, host = authority.rpartition("@")
    if re.search(r"\s", address):
        raise ValueError("it has a space in it")
    if re.search(r"[@\[\]]", user) or _BROKEN_ESCAPE.search(user) or re.search("[@#]", remainder):
        raise ValueError(f"it has a character that must be escaped: {ESCAPES}, %25 for %")
    _check_host(host, is_optional=scheme.startswith(HOSTLESS))


def _check_host(host: str, *, is_optional: bool) -> None:
    try:
        parts = urlsplit(f"//{host}")
        is_right = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_right = False
    if not is_right and (host or not is_optional):
        raise ValueError(f"expected a host, or a host and a port, before the path; {ESCAPES}")


def secret_forms(address: str) -> Iterator[str]:
    """The address's passwords as they may appear in a message: as written, decoded, and encoded anew."""
    parts = urlsplit(address)
    passwords = [parts.password or "", *(value for name, value in parse_qsl(parts.query) if name == "password")]
    for password in passwords:
        yield from escaped_forms(unquote(password))
        yield password


def escaped_forms(secret: str) -> Iterator[str]:
    """A secret as it is, and as libraries encode it in an address."""
    yield secret
    yield quote(secret, safe="")
    yield quote(secret)
