"""Write the folder of a new venue, and check it as the start does."""

from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from app.catalogue.toml import write_venue_file
from app.container.bots import read_venues
from app.domain.venues import Locale
from app.new_venue.kinds import KINDS, Answers, venue_values
from app.runtime.mistakes import OperatorMistake
from app.runtime.settings import Settings

HEADER = """\
# {name}. Every key, also those that are not here, is described in docs/venue.md.
# Processes read this file when they start; `python -m app check` says what is wrong with it.

"""


def make_folder(settings: Settings, answers: Answers) -> Path:
    """Make the venue's folder in `VENUES_DIR` and return it. It appears when it is whole and checked, or not at all.

    Raises `OperatorMistake` if the folder would stop the start, exists, or cannot be written.
    """
    folder = settings.venues_dir / answers["id"]
    try:
        settings.venues_dir.mkdir(parents=True, exist_ok=True)
        # The start skips names that begin with a dot, should the process be killed.
        with TemporaryDirectory(prefix=".new-", dir=settings.venues_dir) as unfinished:
            draft = Path(unfinished) / folder.name
            _write(draft, answers)
            _check(draft, folder, settings)
            # An empty folder could be replaced by another, so it must not exist.
            if folder.exists():
                raise OperatorMistake(f"{folder}: exists")
            draft.rename(folder)
    except OSError as error:
        raise OperatorMistake(f"{folder}: cannot be written: {error.strerror}") from None
    return folder


def _check(draft: Path, folder: Path, settings: Settings) -> None:
    """Check the draft as the start does. Mistakes name the files as they would be called in `folder`."""
    try:
        read_venues(settings.model_copy(update={"venues_dir": draft.parent, "venues": {}}))
    except OperatorMistake as mistake:
        raise OperatorMistake(str(mistake).replace(str(draft), str(folder))) from None


def _write(folder: Path, answers: Answers) -> None:
    folder.mkdir()
    content = HEADER.format(name=answers["name_en"]) + write_venue_file(venue_values(KINDS[answers["kind"]], answers))
    (folder / "venue.toml").write_text(content + "\n", encoding="utf-8")
    for locale in Locale:
        copyfile(Path(__file__).with_name(f"{answers['kind']}.{locale}.ftl"), folder / f"texts.{locale}.ftl")
