"""What a dialog remembers between two presses. It lives in Redis, so it is read as a checked value or not at all."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Generic, TypeVar

from aiogram_dialog import DialogManager
from pydantic import TypeAdapter, ValidationError

from app.domain.errors import NotFound

T = TypeVar("T")


class DialogData(Generic[T]):
    """Reads and writes the data of one dialog, which is a frozen dataclass of ids, texts, dates and instants.

    Each dialog has one of these. Fields that are unknown, missing or of another type were written by another version of
    the product: then reading raises `NotFound`, and the press is answered like that of an old button.
    """

    def __init__(self, kind: type[T]) -> None:
        if not is_dataclass(kind):
            raise TypeError(f"{kind} is no dataclass")
        self._names = frozenset(field.name for field in fields(kind))
        self._adapter = TypeAdapter(kind)

    def read(self, manager: DialogManager) -> T:
        """Return the data of the dialog that is open. Raises `NotFound`."""
        return self._load(manager.dialog_data)

    def write(self, manager: DialogManager, data: T) -> None:
        """Replace the data of the dialog that is open."""
        manager.dialog_data.clear()
        manager.dialog_data.update(self.dump(data))

    def dump(self, data: T) -> dict[str, Any]:
        """Return the data as JSON can hold it: what a dialog of this kind may be started with."""
        dumped: dict[str, Any] = self._adapter.dump_python(data, mode="json", exclude_none=True)
        return dumped

    def load(self, stored: Mapping[str, Any]) -> T:
        """Return what was stored of a dialog. Raises `NotFound`."""
        return self._load(stored)

    async def begin(self, start_data: Any, manager: DialogManager) -> None:
        """Begin the dialog with what it was started with: the dialog's `on_start`."""
        self.write(manager, self._load(start_data or {}))

    def _load(self, stored: Mapping[str, Any]) -> T:
        unknown = stored.keys() - self._names
        if unknown:
            raise NotFound(f"the dialog's data has unknown fields: {sorted(unknown)}")
        try:
            return self._adapter.validate_python(dict(stored))
        except ValidationError as error:
            raise NotFound(f"the dialog's data is not valid: {error}") from None


class PartOfDialogData(DialogData[T]):
    """Reads and writes those fields of the open dialog's data that several dialogs share, and leaves the others."""

    def read(self, manager: DialogManager) -> T:
        return self.load(manager.dialog_data)

    def load(self, stored: Mapping[str, Any]) -> T:
        """Return the shared fields of what was stored of a dialog. Raises `NotFound`."""
        return self._load({name: value for name, value in stored.items() if name in self._names})

    def write(self, manager: DialogManager, data: T) -> None:
        for name in self._names:
            manager.dialog_data.pop(name, None)
        manager.dialog_data.update(self.dump(data))


def required(value: T | None, name: str) -> T:
    """Return a value that an earlier step has chosen. Raises `NotFound` where it was not: the press is an old one."""
    if value is None:
        raise NotFound(f"nothing was chosen as {name}")
    return value
