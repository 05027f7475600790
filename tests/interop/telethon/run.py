"""Runs the facts and ends on a line that counts them."""

import sys
import unittest
from pathlib import Path

HERE = str(Path(__file__).resolve().parent)


class Told(unittest.TextTestResult):
    """Tells each fact by its name alone."""

    def getDescription(self, test: unittest.TestCase) -> str:
        return test.id().removeprefix("test_")


def main() -> int:
    sys.path.insert(0, HERE)
    loader = unittest.TestLoader()
    names = sys.argv[1:]
    facts = loader.loadTestsFromNames(names) if names else loader.discover(HERE)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=Told).run(facts)
    failed = len({test.id() for test, _ in result.failures + result.errors})
    print(f"{result.testsRun - failed} passed, {failed} failed")
    return 1 if failed or not result.testsRun else 0


if __name__ == "__main__":
    sys.exit(main())
