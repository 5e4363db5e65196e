"""Look into a photo: whether Telegram and browsers can show it."""

from pathlib import Path

from PIL import Image

from app.catalogue.files import PHOTO_TYPES

MAX_BYTES = 10 * 1024 * 1024
MAX_SIDES = 10_000
"""Width and height together, in pixels."""
MAX_RATIO = 20
"""Of the longer to the shorter side. This and the two above are Telegram's (Bot API, sendPhoto)."""


def photo_problem(path: Path) -> tuple[str, str] | None:
    """What is expected of the photo and what it is instead; None for a right one. Its pixels are decoded."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            return f"a file in {path.parent}", path.name
    except OSError:
        return f"a file in {path.parent}", path.name
    if not 0 < size <= MAX_BYTES:
        return f"a picture of 1 byte to {MAX_BYTES // 1024**2} MB", f"{path.name} of {size} bytes"
    return _picture_problem(path)


def _picture_problem(path: Path) -> tuple[str, str] | None:
    kind = PHOTO_TYPES[path.suffix.lower()].removeprefix("image/").upper()
    try:
        with Image.open(path, formats=[kind]) as picture:
            width, height = picture.size
            if width + height > MAX_SIDES:
                return f"width and height of at most {MAX_SIDES} pixels together", f"{path.name}, {width}x{height}"
            if max(width, height) > MAX_RATIO * min(width, height):
                return f"sides of at most 1:{MAX_RATIO}", f"{path.name}, {width}x{height}"
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return f"a picture that can be read as {kind}", path.name
    return None
