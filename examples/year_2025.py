#!/usr/bin/env python3
"""Loads reports of a reorganised province through the public API, for the first half of 2025 by the units of before, for the second by those of
after, and prints the year of the province as it is today.

    examples/year_2025.py --url http://127.0.0.1:8080 --token-file TOKEN

Needs a stack with the example in it (`deploy/local/up`, or load.py). Can be run again at any time: what is there stays as it is.
"""
import collections
import sys
import textwrap

from load import Loader, Refused, main, number, shorten, table

FORM, YEAR, FIRST, SECOND = "MC-HS", "2025", "2025-H1", "2025-H2"
NEW, OLD = "25@2025-07-01", ("25@2012-01-01", "26@2012-01-01", "17@2012-01-01")
COMMUNES = ("04792", "08311", "04828", "04891")  # of whole communes; as it was; with a part of one, and with the other part
LEVELS = {"province": "tỉnh", "district": "huyện", "commune": "xã"}
HOW = {"first": "số đầu năm", "last": "số cuối năm", "sum": "cộng hai kỳ"}
WHY = {"noShare": "chưa có: thiếu tỷ lệ chia", "successionUnknown": "chưa có: không rõ nơi nhập",
       "notAdditive": "không chia được", "estimated": "ước tính theo tỷ lệ chia", "confidential": "không công khai"}


class Year(Loader):
    programmes_in, plan = "reorganised/*", "mot-cua-2025"

    def units(self):
        """Units and the offices that plans name come with the other programmes."""
        if self.api.find("/v1/agencies/VN-government") is None:
            raise Refused("Load the other programmes first: examples/load.py / Hãy nạp các chương trình khác trước: examples/load.py")

    # What is asked

    def rollup(self, unit, period, **more):
        return self.api.get(f"/v1/rollups/{FORM}/{unit}/{period}", **more)

    def all_of_list(self, path, **query):
        found, cursor = [], None
        while True:
            page = self.api.get(path, **query, **({"cursor": cursor} if cursor else {}))
            found += page["items"]
            cursor = page["next"]
            if cursor is None:
                return found

    def name(self, unit):
        known = self.names = getattr(self, "names", {})
        if unit not in known:
            known[unit] = self.api.get(f"/v1/units/{unit}")["name"]
        return known[unit]

    # What is shown

    def print_report(self):
        first, second, year = self.rollup(NEW, FIRST, boundaries="current"), self.rollup(NEW, SECOND), self.rollup(NEW, YEAR)
        before = [self.rollup(unit, FIRST) for unit in OLD]
        self.show("TỔNG HỢP NĂM 2025 tỉnh Phú Thọ (sau sắp xếp), giải quyết hồ sơ tại bộ phận một cửa")
        self.show("The year 2025 of a province that was made of three on 1 July 2025")
        self.show("Số liệu tạo tự động để minh họa / generated sample figures")
        self.show_year(first, second, year)
        self.show_old_provinces(before, first)
        self.show_communes()
        self.show_completeness(before, second, year)
        self.show_sources(year)

    def show(self, text):
        print(text, file=self.out)

    def cells(self):
        """Code, name, and how the year is made of its halves."""
        indicators = self.shown.indicators
        return [(cell["code"], indicators[cell["indicator"]]["name"]["vi"], indicators[cell["indicator"]]["overPeriods"])
                for cell in self.shown.forms[FORM]["cells"]]

    def show_year(self, first, second, year):
        self.show("\n1. Cả tỉnh / The province")
        rows = [["Chỉ tiêu", "6 tháng đầu", "6 tháng cuối", "Cả năm", "Cả năm là"]]
        for code, name, over_periods in self.cells():
            rows.append([name, *(number(part["cells"][code]["sum"]) for part in (first, second, year)), HOW[over_periods]])
        rows.append(["Tỷ lệ đúng hạn", *(on_time(part["cells"]) for part in (first, second, year)), "tính lại từ tổng"])
        self.show(table(rows, right={1, 2, 3}))

    def show_old_provinces(self, before, first):
        self.show("\n2. Sáu tháng đầu năm theo tỉnh cũ / The first half by the provinces of before")
        rows = [["Chỉ tiêu", *(f"{self.name(part['unit'])} (cũ)" for part in before), "Cộng", "Theo tỉnh mới"]]
        for code, name, _ in self.cells():
            sums = [int(part["cells"][code]["sum"]) for part in before]
            rows.append([name, *map(number, sums), number(sum(sums)), number(first["cells"][code]["sum"])])
        self.show(table(rows, right=set(range(1, 6))))

    def show_communes(self):
        self.show("\n3. Một số xã, phường mới, hồ sơ tiếp nhận / Some communes of today, files received (boundaries=current)")
        rows = [["Xã, phường mới", "6 tháng đầu", "6 tháng cuối", "Cả năm", "Mức chính xác", "Lập từ"]]
        shares = []
        for code in COMMUNES:
            parts = [self.rollup(code, period, boundaries="current") for period in (FIRST, SECOND, YEAR)]
            cells = [part["cells"]["received"] for part in parts]
            rows.append([self.name(parts[2]["unit"]), *(number(cell["sum"]) for cell in cells), WHY.get(cells[2].get("status"), "đủ, chính xác"),
                         shorten(self.made_of(parts[2]["unit"]), 60)])
            shares += parts[2].get("shares", [])
        self.show(table(rows, right={1, 2, 3}))
        self.show("Nơi chỉ nhận một phần xã cũ có số của thời gian trước khi việc sắp xếp có ghi tỷ lệ phần chia; không suy đoán.")
        self.show("A commune that took in a part of one has no figures of before until the share is recorded; nothing is guessed.")
        for share in shares:
            self.show(f"Tỷ lệ: {self.name(share['from'])} → {self.name(share['to'])} {share['part']}/{share['of']} ({share['basis']})")

    def made_of(self, unit):
        pieces = self.all_of_list(f"/v1/units/{unit}/predecessors")
        pieces.sort(key=lambda piece: piece["kind"] != "partial")
        names = [("một phần " if piece["kind"] == "partial" else "") + piece["name"] for piece in pieces if piece["id"] != unit]
        return ", ".join(names) or "giữ nguyên / as it was"

    def show_completeness(self, before, second, year):
        self.show("\n4. Tình hình báo cáo / Completeness")
        rows = [["Kỳ", "Đơn vị", "Phải nộp", "Đã nộp", "Đúng hạn", "Quá hạn", "Còn thiếu"]]
        for period, parts in (("6 tháng đầu", before), ("6 tháng cuối", [second]), ("Cả năm", [year])):
            for part in parts:
                counts = part["completeness"]
                rows.append([period, self.name(part["unit"]) + (" (cũ)" if part["unit"] in OLD else ""),
                             *(counts[name] for name in ("expected", "reported", "onTime", "late")), counts["expected"] - counts["reported"]])
        self.show(table(rows, right={2, 3, 4, 5, 6}))
        missing = self.all_of_list(f"/v1/rollups/{FORM}/{NEW}/{YEAR}/missing")
        listed = "; ".join(f"{self.name(item['unit'])} ({item['period']})" for item in missing) or "không có / none"
        self.show(textwrap.fill("Chưa nộp / Missing: " + listed, 120, subsequent_indent="  "))

    def show_sources(self, year):
        self.show("\n5. Nguồn của số cả năm / Where the year comes from")
        levels = collections.Counter()
        for report in self.all_of_list(f"/v1/rollups/{FORM}/{NEW}/{YEAR}/sources", cell="received", limit=1000):
            levels[report["period"], {2: "province", 3: "district", 5: "commune"}[len(report["unitCode"])]] += 1
        for period in year["madeFrom"]:
            self.show(f"{period}: " + ", ".join(f"{levels[period, level]} báo cáo cấp {LEVELS[level]}" for level in LEVELS if levels[period, level]))
        self.show(f"Cây đơn vị ngày {year['treeDate']}, số liệu {'đầy đủ' if year['complete'] else 'còn báo cáo đang xử lý'} tính đến {year['asOf']}")
        self.show(f"Từng báo cáo: GET /v1/rollups/{FORM}/{NEW}/{YEAR}/sources?cell=received")


def on_time(cells):
    resolved, in_time = cells["resolved"]["sum"], cells["onTime"]["sum"]
    if not resolved or in_time is None:
        return "–"
    tenths = 1000 * int(in_time) // int(resolved)
    return f"{tenths // 10},{tenths % 10} %"


if __name__ == "__main__":
    sys.exit(main(Year, "Loads reports of a reorganised province for 2025 and prints its year"))
