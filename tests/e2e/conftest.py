import pytest

from stack import Stack, Units


@pytest.fixture(scope="session")
def stack():
    return Stack()


@pytest.fixture(scope="session")
def units():
    return Units()
