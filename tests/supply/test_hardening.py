"""What the release binaries are hardened with is read from the binaries themselves: a flag that was asked for and had no effect is seen."""

import re

from conftest import ROOT, said

COMPILED_WITH = ("-O2", "-fstack-protector-strong", "-fstack-clash-protection", "-fcf-protection=full", "-fPI")


def test_it_lies_wherever_the_kernel_puts_it(program):
    assert re.search(r"Type:\s+DYN", said("readelf", "-hW", program))
    assert re.search(r"\(FLAGS_1\)\s+Flags:.*\bPIE\b", said("readelf", "-dW", program))


def test_its_tables_are_read_only_before_it_starts(program):
    assert "GNU_RELRO" in said("readelf", "-lW", program)
    assert re.search(r"\(FLAGS(?:_1)?\)\s+(?:Flags: .*)?\b(?:BIND_)?NOW\b", said("readelf", "-dW", program))


def test_nothing_in_it_is_writable_and_executable(program):
    segments = said("readelf", "-lW", program)
    assert re.search(r"GNU_STACK\s+(?:0x\w+\s+){5}RW\s", segments)
    assert not re.search(r"LOAD\s+(?:0x\w+\s+){5}RWE", segments)


def test_calls_that_fill_buffers_are_checked(program):
    symbols = said("readelf", "-sW", "--dyn-syms", program)
    assert "__stack_chk_fail" in symbols
    checked = set(re.findall(r"__(\w+)_chk@", symbols)) - {"stack"}
    assert len(checked) >= 3, f"_FORTIFY_SOURCE left its mark on {sorted(checked)} only"


def test_jumps_land_where_they_may(program):
    """Debian 12's own start files are without it, so the mark for the whole program is missing; each function of ours has its landing place."""
    assert "endbr64" in said("objdump", "-d", "--disassemble=main", program)


def test_it_loads_libraries_from_the_system_only(program):
    dynamic = said("readelf", "-dW", program)
    assert "RPATH" not in dynamic and "RUNPATH" not in dynamic and "TEXTREL" not in dynamic


def test_the_libraries_under_the_lgpl_can_be_exchanged(program):
    """Dynamic linking is what their licence asks of us."""
    needed = re.findall(r"\(NEEDED\).*\[([^\]]+)\]", said("readelf", "-dW", program))
    assert any(name.startswith("libulfius.so") for name in needed)
    assert any(name.startswith("librhonabwy.so") for name in needed)


def test_every_file_of_ours_is_compiled_with_all_of_it(program):
    """The compiler writes its flags into the debugging information of each file."""
    dump = said("readelf", "--debug-dump=info", "--dwarf-depth=1", program)
    producers = re.findall(r"DW_AT_producer\s*:\s*(?:\(.*?\):\s*)?(GNU C.*)", dump)
    assert len(producers) > 50
    for producer in producers:
        assert not [flag for flag in COMPILED_WITH if flag not in producer], producer


def test_fortify_is_asked_for_at_its_strictest():
    """It is no flag of the compiler's that debugging information would name."""
    assert "_FORTIFY_SOURCE=3" in (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
