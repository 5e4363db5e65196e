"""A link as a QR code, to be printed."""

from io import BytesIO

import segno

PIXELS_OF_MODULE = 16
QUIET_ZONE = 4
"""Modules around it (ISO/IEC 18004)."""


def draw_qr_code(link: str) -> bytes:
    """Return a PNG file, which is read also where a quarter of the code is dirty."""
    code, file = segno.make_qr(link, error="q"), BytesIO()
    code.save(file, kind="png", scale=PIXELS_OF_MODULE, border=QUIET_ZONE)
    return file.getvalue()
