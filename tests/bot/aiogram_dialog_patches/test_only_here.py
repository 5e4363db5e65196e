"""Only the package of overrides uses inner parts of aiogram-dialog."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

PATCHES = Path("app/bot/aiogram_dialog_patches")
MODULES = [path for path in sorted(Path("app").rglob("*.py")) if path.parent != PATCHES]
PUBLIC = ("aiogram_dialog.widgets.", "aiogram_dialog.api.entities", "aiogram_dialog.api.exceptions")
"""What may be imported besides `aiogram_dialog` itself."""


def _imports_of_library(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "aiogram_dialog":
            yield str(node.module)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "aiogram_dialog")


def test_inner_parts_of_the_library_are_imported_nowhere_else() -> None:
    inner = {
        (str(path), module)
        for path in MODULES
        for module in _imports_of_library(path)
        if module != "aiogram_dialog" and not module.startswith(PUBLIC)
    }
    assert not inner


def test_no_class_overrides_a_private_method_of_the_library() -> None:
    for path in MODULES:
        if "aiogram_dialog" in path.read_text():
            assert not set(_private_overrides(import_module(".".join(path.with_suffix("").parts)))), path


def _private_overrides(module: ModuleType) -> Iterator[str]:
    for ours in vars(module).values():
        if inspect.isclass(ours) and ours.__module__ == module.__name__:
            of_library = {
                name for base in ours.__mro__ if base.__module__.startswith("aiogram_dialog") for name in vars(base)
            }
            private = {name for name, part in vars(ours).items() if name.startswith("_") and inspect.isfunction(part)}
            yield from {name for name in private & of_library if not name.endswith("__")}


def test_every_patch_has_a_contract_test() -> None:
    for patch in PATCHES.glob("[a-z]*.py"):
        contract = Path(__file__).parent / f"test_{patch.name}"
        assert "def test_contract_" in contract.read_text(), patch
