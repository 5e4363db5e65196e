"""The operator's password in a request (RFC 7617, any user name)."""

import base64
import binascii
import hmac

from pydantic import SecretStr

CHALLENGE = 'Basic realm="Bronya: any name, OPERATOR_PASSWORD", charset="UTF-8"'
"""The header `WWW-Authenticate` of the answer 401."""


def password_in(authorization: str) -> bytes | None:
    """The password of a header such as `Basic bmFtZTpwYXNz`; None if there is none."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(credentials.strip(), validate=True).partition(b":")[2]
    except binascii.Error:
        return None


def is_right(password: bytes | None, expected: SecretStr) -> bool:
    """Whether it is the operator's; compared in constant time."""
    return password is not None and hmac.compare_digest(password, expected.get_secret_value().encode())
