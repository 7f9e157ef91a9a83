"""A few units on both sides of a reorganisation with a report each: whose they are, and who stands where to them."""

import uuid

from stack import waiting

WRITE, READ = "reports:read reports:write", "reports:read"
PROVINCE, OTHER_PROVINCE, DATE, PERIOD = "38", "40", "2024-12-14", "2024"
# Wards of 2024: the first went whole into the new 14758, the second was cut up between the new 14758 and 14797.
WHOLE, CUT, HEIR, OTHER_HEIR = "14755@2012-01-01", "14758@2012-01-01", "14758", "14797"
SIBLING, DISTRICT = "14761@2012-01-01", "380@2012-01-01"

wait_for = waiting(20)


class Realm:
    """A form of its own, and a report of each unit in it, made by the unit's own people."""

    def __init__(self, stack, units):
        self.stack, mark = stack, uuid.uuid4().hex[:8]
        self.form, self.indicator = f"REALM-{mark}", f"realm-{mark}"
        self.put(f"/v1/indicators/{self.indicator}", {"programme": "pcmd", "name": {"vi": "Số vụ", "en": "Cases"}, "unitOfMeasure": "vụ", "nature": "flow",
                                                      "decimals": 0, "min": "0", "overUnits": "sum", "overPeriods": "sum"})
        self.put(f"/v1/forms/{self.form}", {"programme": "pcmd", "title": {"vi": "Vụ việc"}, "from": "2020", "levels": ["province", "district", "commune"],
                                            "functions": ["people-committee"], "cells": [{"code": "cases", "indicator": self.indicator, "required": True}]})
        wait_for(lambda: stack.call("GET", f"/v1/obligations?form={self.form}").status == 200)
        self.other = units.below(OTHER_PROVINCE, DATE, "commune")[0]["unit"]
        self.reports = {unit: self.post(unit, 100 + place) for place, unit in enumerate((WHOLE, CUT, SIBLING, PROVINCE, self.other))}
        wait_for(lambda: self.total("VN") == 510)

    def put(self, path, body):
        answer = self.stack.call("PUT", path, body)
        assert answer.status in (200, 201), answer

    def entry(self, unit, cases, **more):
        return {"form": self.form, "unit": unit, "agency": "people-committee", "period": PERIOD, "values": {"cases": cases}, **more}

    def post(self, unit, cases):
        answer = self.stack.call("POST", "/v1/reports", self.entry(unit, cases), token=self.stack.token(WRITE, unit, subject="officer-" + unit))
        assert answer.status == 201, answer
        return answer.json

    def total(self, unit):
        answer = self.stack.call("GET", f"/v1/rollups/{self.form}/{unit}/{PERIOD}")
        return answer.status == 200 and answer.json["cells"]["cases"]["sum"]
