"""Read a picture's size from its header: Telegram refuses a photo that is not a picture."""

import struct


def measure_picture(content: bytes) -> tuple[int, int] | None:
    """The width and height of a PNG, GIF, JPEG or WebP picture in pixels; None for any other content."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return struct.unpack(">II", content[16:24])
        if content.startswith((b"GIF87a", b"GIF89a")):
            return struct.unpack("<HH", content[6:10])
        if content.startswith(b"\xff\xd8"):
            return _measure_jpeg(content)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _measure_webp(content)
    except (struct.error, IndexError):
        return None
    return None


def _measure_jpeg(content: bytes) -> tuple[int, int] | None:
    """Skip the segments before the frame header (ITU T.81, B.2.2)."""
    position = 2
    while content[position] == 0xFF:
        marker = content[position + 1]
        length = struct.unpack(">H", content[position + 2 : position + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        position += 2 + length
    return None


def _measure_webp(content: bytes) -> tuple[int, int]:
    """The three formats of WebP store the size differently (RFC 9649, 2.5-2.7)."""
    kind = content[12:16]
    if kind == b"VP8X":
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF
