"""`python -m tests.domain.sentences`: how many phrases are understood. `--failures` lists those of the tuning set."""

import sys
from collections import Counter

from tests.domain.sentences.phrases import phrases


def main() -> None:
    for name in ("tuning", "held_out"):
        every = list(phrases(name))
        right = [each for each in every if each.is_right()]
        wrong = [each for each in every if each.is_silently_wrong()]
        languages = Counter(each.language for each in every)
        by_language = ", ".join(
            f"{language} {sum(each.language == language for each in right)}/{count}"
            for language, count in languages.items()
        )
        sys.stdout.write(f"{name}: {len(right)}/{len(every)} right, {len(right) / len(every):.1%} ({by_language})\n")
        sys.stdout.write(f"{name}: {len(wrong)} silently wrong\n")
        if name == "tuning" and "--failures" in sys.argv:
            for each in every:
                if not each.is_right():
                    mark = "!" if each.is_silently_wrong() else " "
                    sys.stdout.write(
                        f"{mark} {each.venue} {each.text}\n    {_written(each.meaning)}\n    {_written(each.heard())}\n"
                    )


def _written(meaning: dict[str, frozenset[str]]) -> str:
    return " ".join(f"{key}={'|'.join(sorted(values))}" for key, values in sorted(meaning.items()))


if __name__ == "__main__":
    main()
