"""End a dialog whose message belongs to something else from now on."""

from aiogram_dialog import DialogManager


async def leave_message(manager: DialogManager) -> None:
    """Close what is open in the chat, and leave its message as it is, with its buttons.

    aiogram-dialog remembers the message, and would delete it, or take its buttons off, with its next window.
    """
    forget_message(manager)
    await manager.reset_stack(remove_keyboard=False)


def forget_message(manager: DialogManager) -> None:
    """The dialog that is open has no message."""
    manager.current_stack().last_message_id = None
