/* Records of the reference topic for tests: a few units around the 2025 reorganisation and a small programme, held in memory. */
#ifndef TONGHOP_TESTS_REFERENCE_RECORDS_H
#define TONGHOP_TESTS_REFERENCE_RECORDS_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

#include "reference/snapshot.h"

struct test_record {
    const char *key, *value;
};

/* Closed by a row without key; of one kind the ids stand in order. */
struct test_records {
    const struct test_record *rows;
};

static inline bool test_records_each(void *context, enum reference_kind kind, record_take take, void *taker, struct fail *fail) {
    const struct test_records *records = context;
    (void)fail;
    for (const struct test_record *row = records->rows; row->key; row++) {
        enum reference_kind of;
        if (reference_kind_of_key(row->key, &of) && of == kind)
            take(taker, strchr(row->key, ':') + 1, row->value, strlen(row->value));
    }
    return true;
}

/* Of records that can all be read. */
static inline struct reference *test_reference(struct record_source source, int64_t generation) {
    struct reference *reference = reference_new();
    struct fail fail;
    uint32_t unreadable;
    assert_true(reference_build(reference, &source, generation, true, &unreadable, &fail));
    assert_int_equal(unreadable, 0);
    return reference;
}

#define TEST_UNIT(id, level, code, parent, name, from, until)                                                                                \
    {"unit:" id, "{\"unit\":\"" id "\",\"versions\":[{\"level\":\"" level "\",\"code\":\"" code "\",\"parent\":\"" parent "\",\"name\":\"" name \
                 "\",\"type\":\"x\",\"validFrom\":" from ",\"validUntil\":" until "}]}"}

#define TEST_END "\"2025-07-01\""

/* Province 01 with district 001 and two communes that became one; province 02 whose communes went to 08. */
static const struct test_record test_units[] = {
    TEST_UNIT("01@2012-01-01", "province", "01", "VN", "Hà Nội", "null", "null"),
    TEST_UNIT("001@2012-01-01", "district", "001", "01", "Ba Đình", "null", TEST_END),
    TEST_UNIT("00001@2012-01-01", "commune", "00001", "001", "Phúc Xá", "null", TEST_END),
    TEST_UNIT("00004@2012-01-01", "commune", "00004", "001", "Trúc Bạch", "null", TEST_END),
    TEST_UNIT("00004@2025-07-01", "commune", "00004", "01", "Ba Đình mới", TEST_END, "null"),
    TEST_UNIT("02@2012-01-01", "province", "02", "VN", "Hà Giang", "null", TEST_END),
    TEST_UNIT("024@2012-01-01", "district", "024", "02", "Thành phố Hà Giang", "null", TEST_END),
    TEST_UNIT("00688@2012-01-01", "commune", "00688", "024", "Quang Trung", "null", TEST_END),
    TEST_UNIT("08@2012-01-01", "province", "08", "VN", "Tuyên Quang", "null", "null"),
    TEST_UNIT("00691@2025-07-01", "commune", "00691", "08", "Hà Giang 2", TEST_END, "null"),
    {"reorganisation:nq202",
     "{\"reorganisation\":\"nq202\",\"effectiveDate\":\"2025-07-01\",\"edges\":["
     "{\"from\":\"00001@2012-01-01\",\"to\":\"00004@2025-07-01\",\"kind\":\"full\"},"
     "{\"from\":\"00004@2012-01-01\",\"to\":\"00004@2025-07-01\",\"kind\":\"full\"},"
     "{\"from\":\"00688@2012-01-01\",\"to\":\"00691@2025-07-01\",\"kind\":\"full\"}]}"},
    {"programme:prog",
     "{\"code\":\"prog\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{\"name\":{\"vi\":\"Chương trình\"},\"calendar\":\"admin15\","
     "\"zone\":\"Asia/Ho_Chi_Minh\",\"late\":{\"graceDays\":10},\"regulatedDue\":{\"workingDaysAfterCutOff\":2},"
     "\"duties\":[{\"code\":\"D1\",\"forms\":[\"FORM\"],\"reporters\":[{\"function\":\"people-committee\",\"level\":\"commune\"}],"
     "\"schedule\":[{\"period\":\"H1\",\"due\":{\"asRegulated\":true}}]}]}}"},
    {"indicator:people",
     "{\"code\":\"people\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{\"programme\":\"prog\",\"name\":{\"vi\":\"Người\"},"
     "\"unitOfMeasure\":\"person\",\"nature\":\"flow\",\"decimals\":0,\"min\":\"0\",\"overUnits\":\"sum\",\"overPeriods\":\"sum\"}}"},
    {"form:FORM",
     "{\"code\":\"FORM\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{},\"versions\":[{\"programme\":\"prog\",\"title\":{\"vi\":\"Biểu\"},"
     "\"from\":\"2023-H1\",\"levels\":[\"commune\"],\"functions\":[\"people-committee\"],\"cells\":[{\"code\":\"people\",\"indicator\":\"people\"}]}]}"},
    {"plan:2023",
     "{\"code\":\"ha-noi\",\"id\":\"0190a8f0-0000-7000-8000-000000000001\",\"state\":\"issued\",\"version\":3,\"recordedOn\":\"2023-01-01\",\"body\":"
     "{\"code\":\"ha-noi\",\"programme\":\"prog\",\"issuer\":{\"unit\":\"01\",\"agency\":\"people-committee\"},\"title\":\"Kế hoạch\",\"span\":\"2023\","
     "\"duties\":[{\"code\":\"P1\",\"forms\":[\"FORM\"],\"reporters\":[{\"function\":\"people-committee\",\"level\":\"commune\",\"within\":\"01\"}],"
     "\"schedule\":[{\"period\":\"H1\",\"due\":{\"before\":\"06-15\"}}]}]}}"},
    {0},
};

#endif
