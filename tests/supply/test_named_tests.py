"""A test that a document names is there: the file, and the function in it."""

import re

import pytest
from conftest import ROOT

NAMED = sorted({match for document in ("SECURITY.md", "docs/security.md")
                for match in re.findall(r"`(tests/[\w./-]+)(?:::(\w*))?`", (ROOT / document).read_text(encoding="utf-8"))})  # fmt: skip


@pytest.mark.parametrize("path, function", NAMED)
def test_it_is_there(path, function):
    place = ROOT / path
    assert place.exists()
    if function:
        text = place.read_text(encoding="utf-8")
        assert re.search(rf"^(?:def|static void) {function}\(", text, re.MULTILINE)


def test_each_of_the_ten_has_a_test():
    rows = re.findall(r"^\| API(\d+) .*`tests/.*\|$", (ROOT / "docs/security.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [str(number) for number in range(1, 11)]
