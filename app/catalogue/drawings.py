"""Look into a floor plan. The Mini App puts it into its page, so it may draw and do nothing else."""

import re
from pathlib import Path
from xml.parsers import expat

MAX_BYTES = 1024 * 1024
SVG = "http://www.w3.org/2000/svg"
SEPARATOR = " "
"""Between a namespace and a name, as expat tells them."""

AN_SVG = "an SVG without <!DOCTYPE>"
ELEMENTS = frozenset(
    {
        "circle",
        "clipPath",
        "defs",
        "desc",
        "ellipse",
        "g",
        "image",
        "line",
        "linearGradient",
        "marker",
        "mask",
        "path",
        "pattern",
        "polygon",
        "polyline",
        "radialGradient",
        "rect",
        "stop",
        "svg",
        "symbol",
        "text",
        "textPath",
        "title",
        "tspan",
        "use",
    }
)
"""All that may be in a floor plan."""
_EMBEDDED = re.compile(r"#.*|data:image/(?:png|jpeg|webp);base64,.*", re.DOTALL)
_URL = re.compile(r"url\(\s*['\"]?(?!#)", re.IGNORECASE)


class Drawing:
    """What is in an SVG file: the ids of its resources in their order, and the mistakes."""

    def __init__(self) -> None:
        self.resources: list[str] = []
        self.mistakes: dict[tuple[str, str], None] = {}
        """Expected and found, each once, in their order."""
        self._has_root = False

    def element(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(SEPARATOR)
        if not self._has_root and local != "svg":
            self.refuse(AN_SVG, f"<{local}>")
        self._has_root = True
        if namespace not in {"", SVG} or local not in ELEMENTS:
            self.refuse("elements that draw (docs/floor-plan.md)", f"<{local}>")
        for full_name, value in attributes.items():
            self._attribute(full_name.rpartition(SEPARATOR)[2], value)
        if resource_id := attributes.get("data-resource"):
            self.resources.append(resource_id)

    def _attribute(self, name: str, value: str) -> None:
        if name.lower().startswith("on"):
            self.refuse("no scripts", f"{name}={value}")
        if (name == "href" and not _EMBEDDED.fullmatch(value)) or _URL.search(value):
            self.refuse("no reference to another file", f"{name}={value}")

    def comment(self, text: str) -> None:
        # Browsers end such a comment early when they read the drawing as a part of a page.
        if text.startswith((">", "->")) or "--!" in text:
            self.refuse("comments without > at the beginning and without --!", f"<!--{text}-->")

    def document_type(self, name: str, *_: object) -> None:
        # It could define entities, which may be endless.
        raise expat.ExpatError(f"<!DOCTYPE {name}>")

    def instruction(self, name: str, _: str) -> None:
        self.refuse("no reference to another file", f"<?{name}?>")

    def refuse(self, expected: str, got: str) -> None:
        self.mistakes[expected, got] = None


def read_drawing(path: Path) -> Drawing:
    """Read an SVG file. Raises `OSError`."""
    drawing = Drawing()
    if (size := path.stat().st_size) > MAX_BYTES:
        drawing.refuse(f"an SVG of at most {MAX_BYTES // 1024**2} MB", f"{size} bytes")
        return drawing
    parser = expat.ParserCreate(namespace_separator=SEPARATOR)
    parser.StartElementHandler = drawing.element
    parser.CommentHandler = drawing.comment
    parser.StartDoctypeDeclHandler = drawing.document_type
    parser.ProcessingInstructionHandler = drawing.instruction
    try:
        parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        drawing.refuse(AN_SVG, str(error))
    return drawing
