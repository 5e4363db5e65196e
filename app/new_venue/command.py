"""The command: its flags, and what it prints."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from app.new_venue.interview import FLAGS, Interview, flag
from app.new_venue.make_folder import make_folder
from app.runtime.misconfigurations import token_variable
from app.runtime.mistakes import EX_CONFIG, OperatorMistake
from app.runtime.settings import Settings, read_settings

DESCRIPTION = "Make the folder of a new venue from a few answers. Flags answer in advance."
EPILOG = "Exit status: 0 when the venue is made, 78 for a wrong answer, 130 after Ctrl+C; then nothing is written."
EX_INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""

INTRODUCTION = "A few questions. Enter takes the answer in brackets; Ctrl+C ends, and nothing is written.\n\n"
DONE = """
{folder} is ready. Its rules are in venue.toml, each with what it means; docs/venue.md describes all that there are.
Its texts are in texts.ru.ftl and texts.en.ftl: say them in your own words.

Try it now, without Telegram:

    {demo}

For real, get a token from @BotFather (/newbot) and add to .env, then let `python -m app check` say what is missing:

    {token}=
    {admins}=[your Telegram id]

"""


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Add a flag for each answer, and `--yes`."""
    for question in FLAGS:
        parser.add_argument(flag(question), help=question.text, metavar="ANSWER")
    parser.add_argument("--yes", action="store_true", help="ask nothing: take the defaults of what no flag answers")


def run(flags: argparse.Namespace, ask: Callable[[str], str] = input) -> int:
    """Ask, make the folder and say what to do next. Returns the exit status."""
    given = {question.name: text for question in FLAGS if (text := getattr(flags, question.name)) is not None}
    try:
        settings = read_settings()
        if not flags.yes:
            sys.stdout.write(INTRODUCTION)
        answers = Interview(settings.venues_dir, given, None if flags.yes else ask).answers()
        folder = make_folder(settings, answers)
    except OperatorMistake as mistake:
        sys.stderr.writelines(f"bronya: {line}\n" for line in str(mistake).splitlines())
        return EX_CONFIG
    except EOFError:
        sys.stderr.write("\nbronya: nobody answers: give the answers as flags, and --yes\n")
        return EX_CONFIG
    except KeyboardInterrupt:
        sys.stderr.write("\nNothing is written.\n")
        return EX_INTERRUPTED
    sys.stdout.write(_done(folder, settings))
    return 0


def _done(folder: Path, settings: Settings) -> str:
    is_elsewhere = settings.venues_dir != Settings.model_fields["venues_dir"].default
    token = token_variable(folder.name)
    return DONE.format(
        folder=folder,
        demo=f"VENUES_DIR={settings.venues_dir} make demo" if is_elsewhere else "make demo",
        token=token,
        admins=token.replace("BOT_TOKEN", "ADMIN_IDS"),
    )
