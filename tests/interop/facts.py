"""Runs the facts of a folder, those that are named or all, and ends on a line that counts them."""

import sys
import unittest


class Told(unittest.TextTestResult):
    """Tells each fact by its name alone."""

    def getDescription(self, test: unittest.TestCase) -> str:
        return test.id().removeprefix("test_")


def main() -> int:
    folder, *names = sys.argv[1:]
    sys.path.insert(0, folder)
    loader = unittest.TestLoader()
    facts = loader.loadTestsFromNames(names) if names else loader.discover(folder)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=Told).run(facts)
    failed = len({test.id() for test, _ in result.failures + result.errors})
    print(f"{result.testsRun - failed} passed, {failed} failed")
    return 1 if failed or not result.testsRun else 0


if __name__ == "__main__":
    sys.exit(main())
