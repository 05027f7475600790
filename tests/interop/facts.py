"""Runs the named tests of a folder, or all. The last line counts them."""

import sys
import unittest


class TestResult(unittest.TextTestResult):
    """Prints only the name of each test."""

    def getDescription(self, test: unittest.TestCase) -> str:
        return test.id().removeprefix("test_")


def main() -> int:
    folder, *names = sys.argv[1:]
    sys.path.insert(0, folder)
    loader = unittest.TestLoader()
    facts = loader.loadTestsFromNames(names) if names else loader.discover(folder)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=TestResult).run(facts)
    failed = len({test.id() for test, _ in result.failures + result.errors})
    print(f"{result.testsRun - failed} passed, {failed} failed")
    return 1 if failed or not result.testsRun else 0


if __name__ == "__main__":
    sys.exit(main())
