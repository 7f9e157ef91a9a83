import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from stack import Stack, Units  # noqa: E402


@pytest.fixture(scope="session")
def stack():
    return Stack()


@pytest.fixture(scope="session")
def units():
    return Units()
