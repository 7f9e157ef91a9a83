#!/usr/bin/env python3
"""Makes sample reports on clean water in Cần Giờ (district 787) for the first two quarters of 2023. The figures are invented: the same
at every run, nothing of them is real.

    examples/nuoc-sach/sample/generate.py > reports.ndjson
"""
import json
import sys

UNIT = "787@2012-01-01"  # its roll-ups hold every report made here
COMMUNES = ("27664", "27667", "27670", "27673", "27676", "27679", "27682")
LATE = "27682"  # sends nothing for the second quarter
NOTICE = "Số liệu tạo tự động để minh họa"


def fixed(value, decimals):
    """12345 with 2 decimals is "123.45": no figure is ever a floating point number."""
    return f"{value // 10 ** decimals}.{value % 10 ** decimals:0{decimals}d}"


def report(place, commune, quarter):
    households = 1200 + 830 * place % 3100
    values = {
        "households": households, "connected": households * (870 + 11 * place + 6 * quarter) // 1000,
        "supplied": fixed(households * (483 + 4 * place) * (95 + 5 * quarter) // 10000, 2),
        "loss": fixed(231 - 14 * place - 3 * quarter, 1), "chlorine": fixed(24 + 5 * place - 2 * quarter, 2),
    }
    return {"form": "NS-C", "unit": commune, "agency": "people-committee", "period": f"2023-Q{quarter}", "values": values,
            "narratives": {"difficulties": NOTICE + "."}}


def reports():
    for quarter in (1, 2):
        for place, commune in enumerate(COMMUNES):
            if (quarter, commune) != (2, LATE):
                yield report(place, commune, quarter)


def corrections():
    first = report(0, COMMUNES[0], 1)
    key = {name: first[name] for name in ("form", "unit", "agency", "period")}
    yield {"key": key, "reason": "Đọc lại đồng hồ tổng (" + NOTICE[0].lower() + NOTICE[1:] + ")",
           "report": {**first, "values": {**first["values"], "loss": "22.9"}}}


def awaited():
    """(form, unit, period) of obligations that are there once everything reports depend on has arrived."""
    return [("NS-C", COMMUNES[0], "2023-Q1")]


if __name__ == "__main__":
    for line in reports():
        sys.stdout.buffer.write((json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n").encode())
