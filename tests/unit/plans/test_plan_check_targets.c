/* A target that can never be meant is refused where it is written, once, with everything else that is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four that it needs */
#include <cmocka.h>

#include "core/text.h"
#include "plan_check.h"
#include "reference/decode.h"

#include "../reference/records.h"

#define PROGRAMME(code, calendar)                                                                                      \
    {                                                                                                                  \
        "programme:" code, "{\"code\":\"" code "\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{\"name\":{"   \
                           "\"vi\":\"x\"},\"calendar\":\"" calendar "\"}}"                                             \
    }
#define INDICATOR(code, programme, rest)                                                                               \
    {                                                                                                                  \
        "indicator:" code,                                                                                             \
            "{\"code\":\"" code "\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{\"programme\":"              \
            "\"" programme "\",\"name\":{\"vi\":\"x\"},\"unitOfMeasure\":\"x\"," rest "}}"                             \
    }
#define CELL(code) "{\"code\":\"" code "\",\"indicator\":\"" code "\"}"
#define FORM(code, programme, levels, functions, cells)                                                                \
    {                                                                                                                  \
        "form:" code, "{\"code\":\"" code "\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{},\"versions\":[{" \
                      "\"programme\":\"" programme "\",\"title\":{\"vi\":\"x\"},\"from\":\"2022\",\"levels\":[" levels \
                      "],\"functions\":[" functions "],\"cells\":[" cells "]}]}"                                       \
    }

/* A province with a district of two communes and another district; a programme by decree 09 and one by the calendar. */
static const struct test_record records[] = {
    TEST_UNIT("01@2012-01-01", "province", "01", "VN", "Hà Nội", "null", "null"),
    TEST_UNIT("001@2012-01-01", "district", "001", "01", "Ba Đình", "null", TEST_END),
    TEST_UNIT("00001@2012-01-01", "commune", "00001", "001", "Phúc Xá", "null", TEST_END),
    TEST_UNIT("00004@2012-01-01", "commune", "00004", "001", "Trúc Bạch", "null", TEST_END),
    TEST_UNIT("002@2012-01-01", "district", "002", "01", "Hoàn Kiếm", "null", TEST_END),
    TEST_UNIT("02@2012-01-01", "province", "02", "VN", "Hà Giang", "null", TEST_END),
    PROGRAMME("civil", "calendar"),
    PROGRAMME("prog", "admin15"),
    INDICATOR("births", "civil", "\"nature\":\"flow\",\"min\":\"0\",\"overUnits\":\"sum\",\"overPeriods\":\"sum\""),
    INDICATOR("change", "prog", "\"nature\":\"flow\",\"overUnits\":\"sum\",\"overPeriods\":\"sum\""),
    INDICATOR("depth", "prog", "\"nature\":\"stock\",\"overUnits\":\"none\",\"overPeriods\":\"last\""),
    INDICATOR("people", "prog", "\"nature\":\"flow\",\"min\":\"0\",\"overUnits\":\"sum\",\"overPeriods\":\"sum\""),
    INDICATOR("rate", "prog",
              "\"nature\":\"stock\",\"decimals\":1,\"min\":\"0\",\"max\":\"100\",\"overUnits\":\"none\","
              "\"overPeriods\":\"last\""),
    INDICATOR("water", "prog",
              "\"nature\":\"flow\",\"decimals\":2,\"min\":\"0\",\"max\":\"999\",\"overUnits\":\"sum\","
              "\"overPeriods\":\"sum\""),
    INDICATOR("yes", "prog", "\"nature\":\"yesNo\",\"overUnits\":\"sum\",\"overPeriods\":\"max\""),
    FORM("CIVIL", "civil", "\"commune\"", "\"people-committee\"", CELL("births")),
    FORM("F", "prog", "\"commune\"", "\"people-committee\"",
         CELL("people") "," CELL("yes") "," CELL("rate") "," CELL("water") "," CELL("change") "," CELL("depth")),
    FORM("D", "prog", "\"district\"", "\"people-committee\"", CELL("yes")),
    FORM("BOTH", "prog", "\"district\",\"commune\"", "\"people-committee\"", CELL("yes")),
    {"form:LATER",
     "{\"code\":\"LATER\",\"version\":1,\"recordedOn\":\"2023-01-01\",\"body\":{},\"versions\":["
     "{\"programme\":\"prog\",\"title\":{\"vi\":\"x\"},\"from\":\"2024\",\"levels\":[\"commune\"],"
     "\"cells\":[" CELL("yes") "," CELL(
         "people") "]},"
                   "{\"programme\":\"prog\",\"title\":{\"vi\":\"x\"},\"from\":\"2026\",\"levels\":[\"commune\"],"
                   "\"cells\":[{\"code\":\"yes\",\"indicator\":\"yes\",\"retired\":true}," CELL("people") "," CELL(
                       "rate") "]}]}"},
    FORM("POSTS", "prog", "\"commune\"", "\"border-post\"", CELL("yes")),
    {0},
};

static struct reference *reference;

static int gather(void **state) {
    (void)state;
    struct test_records rows = {records};
    struct record_source source = {test_records_each, &rows};
    struct fail fail;
    uint32_t unreadable = 0;
    reference = reference_new();
    return reference_build(reference, &source, 1, true, &unreadable, &fail) && unreadable == 0 ? 0 : -1;
}

static int scatter(void **state) {
    (void)state;
    reference_free(reference);
    return 0;
}

struct checked {
    struct arena arena;
    struct issues issues;
};

/* As a plan comes in: decoded, and its targets checked whatever the decoder found. */
static void check_document(struct checked *checked, const char *document) {
    json_error_t error;
    json_t *body = json_loads(document, JSON_REJECT_DUPLICATES, &error);
    if (!body)
        fail_msg("%s: %s", document, error.text);
    const struct snapshot *snapshot = reference_hold(reference);
    struct plan plan = {0};
    checked->arena = (struct arena){0};
    issues_init(&checked->issues, &checked->arena);
    struct decoding decoding = {.arena = &checked->arena,
                                .issues = &checked->issues,
                                .snapshot = snapshot,
                                .date = day_of(2023, 1, 1),
                                .language = LANGUAGE_EN};
    decode_plan(&decoding, body, &plan);
    const struct plan_check check = {.arena = &checked->arena,
                                     .issues = &checked->issues,
                                     .snapshot = snapshot,
                                     .plan = &plan,
                                     .undated = plan.span.code[0] == '\0',
                                     .date = plan.span.code[0] ? plan.span.start : decoding.date,
                                     .language = LANGUAGE_EN};
    plan_check_targets(&check);
    json_decref(body);
    snapshot_release(snapshot);
}

static void check_plan_of(struct checked *checked, const char *programme, const char *span, const char *targets) {
    struct arena arena = {0};
    check_document(checked, arena_format(&arena,
                                         "{\"code\":\"a\",\"programme\":\"%s\",\"title\":\"x\",\"span\":\"%s\","
                                         "\"issuer\":{\"unit\":\"01\",\"agency\":\"people-committee\"},\"targets\":%s}",
                                         programme, span, targets));
    arena_done(&arena);
}

static void check_targets(struct checked *checked, const char *targets) {
    check_plan_of(checked, "prog", "2023..2024", targets);
}

static void expect(const struct checked *checked, const char *what, const char *said) {
    const struct issue *issue = checked->issues.first;
    const char *found = "";
    for (; issue; issue = issue->next)
        found = arena_format(checked->issues.arena, "%s%s%s %s", found, *found ? " + " : "",
                             issue_type_name(issue->type), issue->pointer);
    if (!text_equal(found, said))
        fail_msg("%s: “%s”, not “%s”", what, found, said);
}

/* The documents below are written with ' in place of ", so that they can be read. */
static const char *quoted(struct arena *arena, const char *text) {
    char *copy = arena_text(arena, text);
    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    return copy;
}

#define SHARE(percent) "'kind':'share','numerator':{'cell':'F.people'},'denominator':{'cell':'F.people'}" percent
#define UNITS(rest)                                                                                                    \
    "'kind':'share','numerator':{'units':'commune','where':" OF("yes", "eq",                                           \
                                                                "1") "},'denominator':{'units':'commune'}" rest
#define WHERE(predicate)                                                                                               \
    "'kind':'share','numerator':{'units':'commune','where':" predicate                                                 \
    "},'denominator':{'units':'commune'},'percent':'80'"
#define OF(cell, op, value) "{'cell':'F." cell "','op':'" op "','value':'" value "'}"
#define BELOW(cell, op, value) "{'cell':'F." cell "','op':'" op "','value':'" value "','at':'subtree'}"
#define AMOUNT(rest) "'kind':'amount','measure':{'cell':'F.people'}" rest
#define MEASURED(measure, rest) "'kind':'amount','measure':" measure rest
#define GROWTH(rest) "'kind':'growth','measure':{'cell':'F.people'}" rest
#define OFTEN(rest) "'kind':'frequency'" rest
#define CHANNELS "'channels':[{'name':'đài','measure':{'cell':'F.people'}}]"
#define MONTHS "'monthsCovered':{'cell':'F.people'}"
#define MEMBERS(rest) "'kind':'members','done':{'cell':'F.yes'}" rest
#define COHORT(rest) "'kind':'cohort','recurrences':{'cell':'F.people'}" rest
#define NARRATIVE(code) "{'code':'" code "','kind':'narrative'}"

struct row {
    const char *target; /* without its code */
    const char *said;   /* "type pointer", pointers below the target; "": nothing */
};

static const struct row of_time[] = {
    {SHARE(",'percent':'80','by':'2024'"), ""},
    {SHARE(",'percent':'80','by':'2023-H1'"), ""},
    {SHARE(",'percent':'80','by':'2024-12-14'"), ""}, /* the year ends on 14 December */
    {SHARE(",'percent':'80','by':'2024-12-15'"), "inconsistent by"},
    {SHARE(",'percent':'80','by':'2022-12-15'"), ""},
    {SHARE(",'percent':'80','by':'2022-12-14'"), "inconsistent by"},
    {SHARE(",'percent':'80','by':'2022'"), "inconsistent by"},
    {SHARE(",'percent':'80','by':'2025'"), "inconsistent by"},
    {SHARE(",'percent':'80','by':'2023..'"), "inconsistent by"},
    {SHARE(",'percent':'80','by':'2023-02-30'"), "badDate by"},
    {SHARE(",'percent':'80','by':'tomorrow'"), "badPeriod by"},
    {SHARE(",'percent':'80','by':'2023-M13'"), "badPeriod by"},
    {SHARE(",'percent':'80','by':7"), "wrongType by"},
    {GROWTH(",'trend':'up','baseline':{'period':'2022-H1','value':'120'}"), ""},
    {GROWTH(",'trend':'up','baseline':{'period':'2022-02-01','value':'120'}"), "badPeriod baseline/period"},
    {GROWTH(",'trend':'up','baseline':{'value':'120'}"), "required baseline/period"},
    {OFTEN("," CHANNELS ",'every':'year'"), ""},
    {OFTEN("," CHANNELS ",'every':'9M'"), "notOneOf every"},
};

static const struct row of_shares[] = {
    {SHARE(",'percent':'150'"), ""}, /* more may come than were asked */
    {SHARE(",'percent':'-1','comparator':'ge'"), "outOfBounds percent"},
    {SHARE(",'percent':'-1','comparator':'le'"), "outOfBounds percent"},
    {SHARE(",'percent':'0','comparator':'le'"), ""},
    {SHARE(",'percent':'0'"), "alwaysHolds percent"}, /* nothing stated is at least */
    {SHARE(",'percent':'0','comparator':'lt'"), "neverHolds percent"},
    {"'kind':'share','numerator':{'cell':'F.change'},'denominator':{'cell':'F.people'},'percent':'-1'", ""},
    {"'kind':'share','numerator':{'sum':[{'cell':'F.people'},{'cell':'F.yes','times':-1}]},"
     "'denominator':{'cell':'F.people'},'percent':'-1'",
     ""},
    {UNITS(",'percent':'100'"), ""},
    {UNITS(",'percent':'100','comparator':'eq'"), ""},
    {UNITS(",'percent':'100.1'"), "outOfBounds percent"},
    {UNITS(",'percent':'120','comparator':'le'"), "outOfBounds percent"},
    {UNITS(",'percent':'100','comparator':'gt'"), "neverHolds percent"},
    {UNITS(",'percent':'100','comparator':'le'"), "alwaysHolds percent"},
    {UNITS(",'percent':'101','comparator':'about'"), "notOneOf comparator"},
    {"'kind':'share','numerator':{'units':'hamlet'},'denominator':{'units':'hamlet'},'percent':'101'",
     "notOneOf numerator/units + notOneOf denominator/units"},
    {"'kind':'share','numerator':{'units':'commune'},'denominator':{'units':'commune','where':" OF(
         "yes", "eq", "1") "},'percent':'120'",
     ""},
    {UNITS(",'percent':'80.1234567'"), "tooPrecise percent"},
    {UNITS(",'percent':'080'"), "notANumber percent"},
    {"'kind':'share','numerator':{'units':'commune'},'denominator':{'number':'12'},'percent':'33.33'", ""},
    {"'kind':'share','numerator':{'units':'commune'},'denominator':{'number':0},'percent':'33'",
     "outOfBounds denominator/number"},
    {"'kind':'share','numerator':{'units':'commune'},'denominator':{'number':'-12'},'percent':'33'",
     "outOfBounds denominator/number"},
    {"'kind':'share','numerator':{'cell':'F.people'},'denominator':{'sum':[{'cell':'F.people','times':-1}]},"
     "'percent':'33'",
     "outOfBounds denominator"},
    {"'kind':'share','numerator':{'number':'4'},'denominator':{'number':'12'},'percent':'33'",
     "inconsistent numerator/number"},
    {"'kind':'share','numerator':{'units':'commune'},'denominator':{'units':'commune'},'percent':'80'",
     "alwaysHolds numerator"},
    {"'kind':'share'", "required numerator + required denominator + required percent"},
};

static const struct row of_amounts[] = {
    {AMOUNT(",'value':'10'"), ""},
    {AMOUNT(",'value':'1000000000000000'"), ""},
    {AMOUNT(",'value':'10.0'"), ""},
    {AMOUNT(",'value':'10.5'"), "tooPrecise value"},
    {AMOUNT(",'value':'-1'"), "outOfBounds value"},
    {AMOUNT(",'value':'0','comparator':'eq'"), ""},
    {AMOUNT(",'value':'0'"), "alwaysHolds value"},
    {AMOUNT(",'value':'0','comparator':'lt'"), "neverHolds value"},
    {AMOUNT(",'value':'9999999999999999999'"), "outOfBounds value"},
    {AMOUNT(",'value':'x'"), "notANumber value"},
    {AMOUNT(""), "inconsistent "},
    {AMOUNT(",'between':['40','60']"), ""},
    {AMOUNT(",'between':['0','60']"), "alwaysHolds between/0"}, /* more is exceeded, not failed */
    {AMOUNT(",'between':['60','40']"), "inconsistent between"},
    {AMOUNT(",'between':['-1','60']"), "outOfBounds between/0"},
    {AMOUNT(",'between':['1','2.5']"), "tooPrecise between/1"},
    {AMOUNT(",'between':['1']"), "tooShort between"},
    {AMOUNT(",'between':'1'"), "wrongType between"},
    {AMOUNT(",'between':['40','60'],'value':'50'"), "inconsistent value"},
    {AMOUNT(",'between':['40','60'],'comparator':'ge'"), "inconsistent comparator"},
    {MEASURED("{'cell':'F.water'}", ",'value':'3120.50'"), ""},
    {MEASURED("{'cell':'F.water'}", ",'value':'3120.505'"), "tooPrecise value"},
    {MEASURED("{'sum':[{'cell':'F.people'},{'cell':'F.water'}]}", ",'value':'0.25'"), ""},
    {MEASURED("{'sum':[{'cell':'F.water'},{'cell':'F.people'}]}", ",'value':'0.25'"), ""},
    {MEASURED("{'sum':[{'cell':'F.people'},{'cell':'F.change'}]}", ",'value':'-5'"), ""},
    {MEASURED("{'sum':[{'cell':'F.people','times':-1}]}", ",'value':'5'"), "outOfBounds value"},
    {MEASURED("{'cell':'F.rate'}", ",'value':'99.5'"), ""},
    {MEASURED("{'cell':'F.rate'}", ",'value':'101'"), "outOfBounds value"}, /* never added up */
    {MEASURED("{'cell':'F.rate'}", ",'value':'100','comparator':'gt'"), "neverHolds value"},
    {MEASURED("{'units':'commune','where':" OF("yes", "eq", "1") "}", ",'value':'2'"), ""},
    {MEASURED("{'units':'commune'}", ",'value':'2.5'"), "tooPrecise value"},
    {MEASURED("{'units':'commune','where':" OF("yes", "eq", "1") "}", ",'value':'3'"),
     "outOfBounds value"}, /* of two */
    {MEASURED("{'units':'commune'}", ",'value':'2','comparator':'gt'"), "neverHolds value"},
    {MEASURED("{'units':'commune'}", ",'value':'2','scope':{'unit':'00001'}"), "outOfBounds value"},
    {MEASURED("{'number':'5'}", ",'value':'2'"), "inconsistent measure/number"},
    {MEASURED("{'sum':[]}", ",'value':'2'"), "tooShort measure/sum"},
    {MEASURED("{'sum':[{'cell':'F.people','times':0}]}", ",'value':'2'"), "inconsistent measure/sum/0/times"},
    {MEASURED("{}", ",'value':'2'"), "required measure/cell"},
    {MEASURED("{'cell':'F.cats'}", ",'value':'-2'"), "unknownCell measure/cell"},
    {MEASURED("{'cell':'G.cats'}", ",'value':'-2'"), "unknownForm measure/cell"},
    {MEASURED("{'cell':'CIVIL.births'}", ",'value':'2'"), "inconsistent measure/cell"}, /* other days */
    {MEASURED("{'sum':[{'cell':'F.people'},{'cell':'CIVIL.births'}]}", ",'value':'2'"),
     "inconsistent measure/sum/1/cell"},
    {MEASURED("{'cell':'F.people','from':{'level':['district']}}", ",'value':'2'"), "wrongLevel measure"},
    {MEASURED("{'cell':'F.people','from':{'function':['police']}}", ",'value':'2'"), "wrongFunction measure"},
    {GROWTH(",'between':['3','5']"), ""},
    {GROWTH(",'between':['-10.5','-5']"), ""},
    {GROWTH(",'between':['-101','-5']"), "outOfBounds between/0"},
    {GROWTH(",'between':['-100','-5']"), "alwaysHolds between/0"},
    {GROWTH(",'between':['3','5'],'trend':'up'"), "inconsistent trend"},
    {GROWTH(",'trend':'sideways'"), "notOneOf trend"},
    {GROWTH(""), "inconsistent "},
};

static const struct row of_predicates[] = {
    {WHERE(OF("yes", "ge", "1")), ""},
    {WHERE(OF("yes", "eq", "0")), ""},
    {WHERE(OF("yes", "ge", "2")), "outOfBounds numerator/where/value"},
    {WHERE(OF("yes", "eq", "0.5")), "tooPrecise numerator/where/value"},
    {WHERE(OF("yes", "ge", "0")), "alwaysHolds numerator/where/value"},
    {WHERE(OF("yes", "le", "1")), "alwaysHolds numerator/where/value"},
    {WHERE(OF("yes", "gt", "1")), "neverHolds numerator/where/value"},
    {WHERE(OF("yes", "lt", "0")), "neverHolds numerator/where/value"},
    {WHERE(BELOW("yes", "ge", "3")), ""}, /* three of those below say yes */
    {WHERE(BELOW("yes", "eq", "-1")), "outOfBounds numerator/where/value"},
    {WHERE("{'cell':'POSTS.yes','op':'ge','value':'2'}"), ""}, /* two of its posts say yes */
    {WHERE(OF("rate", "ge", "80.5")), ""},
    {WHERE(OF("rate", "ge", "80.55")), "tooPrecise numerator/where/value"},
    {WHERE(OF("rate", "ge", "100.5")), "outOfBounds numerator/where/value"},
    {WHERE(OF("rate", "gt", "100")), "neverHolds numerator/where/value"},
    {WHERE(OF("depth", "le", "-5")), ""},
    {WHERE(OF("people", "ge", "0")), ""},   /* who told the figure at all */
    {WHERE(OF("water", "ge", "1500")), ""}, /* the months of a year add up */
    {WHERE(OF("yes", "about", "7")), "notOneOf numerator/where/op"},
    {WHERE("{'cell':'F.yes','op':'ge'}"), "required numerator/where/value"},
    {WHERE("{'cell':'CIVIL.births','op':'ge','value':'1'}"), "inconsistent numerator/where/cell"},
    {WHERE("{'all':[]}"), "tooShort numerator/where/all"},
    {WHERE("{'any':[]}"), "tooShort numerator/where/any"},
    {WHERE("{'atLeast':1,'of':[]}"), "tooShort numerator/where/of"},
    {WHERE("{'atLeast':2}"), "required numerator/where/of"},
    {WHERE("{'of':[" OF("yes", "eq", "1") "]}"), "required numerator/where/atLeast"},
    {WHERE("{'atLeast':2,'of':[" OF("yes", "eq", "1") "," OF("people", "ge", "1") "]}"), ""},
    {WHERE("{'atLeast':3,'of':[" OF("yes", "eq", "1") "," OF("people", "ge", "1") "]}"),
     "outOfBounds numerator/where/atLeast"},
    {WHERE("{'all':[" OF("yes", "eq", "1") ",{'any':[" OF("people", "ge", "1") "," OF("yes", "eq", "2") "]}]}"),
     "outOfBounds numerator/where/all/1/any/1/value"},
    {"'kind':'share','numerator':{'units':'district','where':" OF(
         "people", "ge", "1") "},'denominator':{'units':'district'},'percent':'80'",
     "wrongLevel numerator"},
};

static const struct row of_lists[] = {
    {OFTEN("," CHANNELS), ""},
    {OFTEN("," MONTHS), ""},
    {OFTEN("," MONTHS "," CHANNELS), "inconsistent channels"},
    {OFTEN("," MONTHS ",'atLeast':1"), "inconsistent atLeast"},
    {OFTEN("," MONTHS ",'every':'month'"), "inconsistent every"},
    {OFTEN(",'channels':[]"), "tooShort channels"},
    {OFTEN(",'channels':7"), "wrongType channels"},
    {OFTEN(",'channels':[{'name':'đài','measure':7}]"), "wrongType channels/0/measure"},
    {OFTEN(",'channels':[{'name':'đài','measure':{'cell':'CIVIL.births'}}]"), "inconsistent channels/0/measure/cell"},
    {OFTEN(""), "inconsistent "},
    {MEMBERS(",'list':[{'unit':'00001'},{'unit':'00004'}]"), ""},
    {MEMBERS(",'list':[{'unit':'00001'}],'count':1"), ""},
    {MEMBERS(",'list':[{'unit':'00001'},{'unit':'00004'}],'count':1"), "inconsistent count"},
    {MEMBERS(",'list':[{'unit':'00001'},{'unit':'00004'}],'count':3"), "inconsistent count"},
    {MEMBERS(",'list':null,'count':12"), ""},
    {MEMBERS(""), "required count"},
    {MEMBERS(",'list':[]"), "tooShort list"},
    {MEMBERS(",'list':[],'count':12"), "tooShort list"},
    {MEMBERS(",'list':7"), "wrongType list"},
    {MEMBERS(",'list':[{'unit':'00001'},{'unit':'00001'}]"), "duplicate list/1"},
    {MEMBERS(",'list':[{'unit':'00001','name':'chợ'},{'unit':'00001','name':'ga'}]"), ""},
    {MEMBERS(",'list':[{'unit':'00001','name':'chợ'},{'unit':'00001','name':'chợ'}]"), "duplicate list/1"},
    {MEMBERS(",'list':[{'unit':'99999'},{'unit':'99999'}]"), "unknownUnit list/0/unit + unknownUnit list/1/unit"},
    {MEMBERS(",'scope':{'unit':'001'},'list':[{'unit':'00001'},{'unit':'002'}]"), "inconsistent list/1/unit"},
    {"'kind':'members','done':{'cell':'D.yes'},'list':[{'unit':'001'},{'unit':'00001'}]", "wrongLevel list/1/unit"},
    {MEMBERS(",'scope':{'unit':'99'},'list':[{'unit':'00001'}]"), "unknownUnit scope/unit"},
    {MEMBERS(",'list':[{'unit':'02'}]"), ""}, /* told as outside the issuer's reach */
    {COHORT(",'size':1"), ""},
    {COHORT(",'size':0"), "outOfBounds size"},
    {COHORT(",'size':0,'allocations':[{'unit':'001','value':'5'}]"), "outOfBounds size"},
    {"'kind':'all','parts':[]", "tooShort parts"},
    {"'kind':'all'", "required parts"},
    {"'kind':'all','parts':[" NARRATIVE("P") "]", ""},
    {"'kind':'conditional','when':{'allocation':'T'},'target':{'code':'P'," AMOUNT(",'value':'-1'") "}",
     "outOfBounds target/value"},
    {"'kind':'conditional','when':{'allocation':'T'}", "required target"},
    {"'kind':'wish','by':'2023-02-30'", "notOneOf kind + badDate by"},
};

#define HALVES "{'unit':'001','value':'60'},{'unit':'002','value':'40'}"
#define SHARED(list) ",'allocations':[" list "]"

/* A commune has no districts inside it, and what they report is not its own. */
static const struct row of_scopes[] = {
    {MEASURED("{'cell':'D.yes'}", ",'value':'1','scope':{'unit':'001'}"), ""},
    {MEASURED("{'cell':'F.people'}", ",'value':'1','scope':{'unit':'00001'}"), ""},
    {MEASURED("{'cell':'D.yes'}", ",'value':'1','scope':{'unit':'00001'}"), "wrongLevel measure"},
    {MEASURED("{'sum':[{'cell':'F.people'},{'cell':'D.yes'}]}", ",'value':'1','scope':{'unit':'00001'}"),
     "wrongLevel measure/sum/1"},
    {MEASURED("{'cell':'BOTH.yes','from':{'level':['district']}}", ",'value':'1','scope':{'unit':'00001'}"),
     "wrongLevel measure"},
    {MEASURED("{'cell':'BOTH.yes'}", ",'value':'1','scope':{'unit':'00001'}"), ""},
    {MEASURED("{'units':'district'}", ",'value':'1','scope':{'unit':'00001'}"), "inconsistent measure/units"},
    {OFTEN(",'channels':[{'name':'đài','measure':{'cell':'D.yes'}}],'scope':{'unit':'00001'}"),
     "wrongLevel channels/0/measure"},
    {"'kind':'all','scope':{'unit':'00001'},'parts':[{'code':'P'," MEASURED("{'cell':'D.yes'}", ",'value':'1'") "}]",
     "wrongLevel parts/0/measure"},
};

static const struct row of_allocations[] = {
    {AMOUNT(",'value':'100'" SHARED(HALVES)), ""},
    {AMOUNT(",'value':'101'" SHARED(HALVES)), "inconsistent allocations"},
    {AMOUNT(",'value':'99','comparator':'le'" SHARED(HALVES)), "inconsistent allocations"},
    {AMOUNT(",'between':['90','99']" SHARED(HALVES)), "inconsistent allocations"},
    {AMOUNT(",'value':'3000000000000'" SHARED("{'unit':'001','value':'3000000000000'}")), ""},
    {AMOUNT(",'value':'100'" SHARED("{'unit':'001','value':'60'},{'unit':'001','value':'40'}")),
     "duplicate allocations/1/unit"},
    {AMOUNT(",'value':'100'" SHARED("{'unit':'01','value':'60'},{'unit':'001','value':'40'}")),
     "inconsistent allocations/0/unit"},
    {AMOUNT(",'value':'100'" SHARED("{'unit':'01','value':'100'}")), ""},
    {AMOUNT(
         ",'value':'100','scope':{'unit':'001'}" SHARED("{'unit':'00001','value':'60'},{'unit':'002','value':'40'}")),
     "inconsistent allocations/1/unit"},
    {AMOUNT(",'value':'100'" SHARED("{'unit':'001','value':'-60'},{'unit':'002','value':'160'}")),
     "outOfBounds allocations/0/value"},
    {AMOUNT(",'value':'100'" SHARED("{'unit':'001','value':'x'},{'unit':'002','value':'1'}")),
     "notANumber allocations/0/value"},
    {AMOUNT(",'value':'100'" SHARED("{'unit':'00','value':'60'},{'unit':'002','value':'40'}")),
     "unknownUnit allocations/0/unit"},
    {AMOUNT(",'value':'100','scope':{'unit':'99'}" SHARED(HALVES)), "unknownUnit scope/unit"},
    {AMOUNT(",'value':'100'" SHARED("{'unit':'02','value':'100'}")), ""}, /* told as outside the issuer's reach */
    {AMOUNT(",'value':'100','scope':{'unit':'02'}" SHARED(HALVES)), ""},
    {AMOUNT(",'value':'100'" SHARED("{'unit':'001','value':'60'},{'unit':'00001','value':'40'}")),
     "inconsistent allocations/1/unit"}, /* it lies in the other */
    {AMOUNT(",'value':'100'" SHARED("{'unit':'00001','value':'60'},{'unit':'00004','value':'40'}")), ""},
    {AMOUNT(",'value':'100'" SHARED("{'unit':'001','value':'60.5'},{'unit':'002','value':'39.5'}")),
     "tooPrecise allocations/0/value + tooPrecise allocations/1/value"},
    {MEASURED("{'cell':'F.water'}",
              ",'value':'100'" SHARED("{'unit':'001','value':'60.55'},{'unit':'002','value':'39.45'}")),
     ""},
    {COHORT(",'size':3" SHARED("{'unit':'001','value':'1.5'},{'unit':'002','value':'1.5'}")),
     "tooPrecise allocations/0/value + tooPrecise allocations/1/value"},
    {UNITS(",'percent':'80'" SHARED("{'unit':'001','value':'82.5'}")), ""},
    {COHORT(",'size':99" SHARED(HALVES)), "inconsistent allocations"},
    {MEMBERS(",'list':null,'count':100" SHARED(HALVES)), ""},
    {MEMBERS(",'list':null,'count':99" SHARED(HALVES)), "inconsistent allocations"},
    {UNITS(",'percent':'80'" SHARED(HALVES)), ""}, /* a rate is no sum */
    {"'kind':'narrative'" SHARED(HALVES), "inconsistent allocations"},
    {"'kind':'all','parts':[" NARRATIVE("P") "]" SHARED(HALVES), "inconsistent allocations"},
    {"'kind':'conditional','when':{'allocation':'T'},'target':{'code':'P'," AMOUNT(",'value':'101'") "}" SHARED(HALVES),
     "inconsistent allocations"},
};

static const char *below_target(struct arena *arena, const char *said) {
    const char *all = "";
    for (const char *rest = said; *rest;) {
        const char *end = strstr(rest, " + "), *place = strchr(rest, ' ') + 1;
        const char *until = end ? end : rest + strlen(rest);
        const char *type = arena_slice(arena, rest, (size_t)(place - rest));
        const char *below = arena_slice(arena, place, (size_t)(until - place));
        all = arena_format(arena, "%s%s%s/targets/0%s%s", all, *all ? " + " : "", type, *below ? "/" : "", below);
        rest = end ? end + 3 : until;
    }
    return all;
}

static void expect_rows(const struct row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct checked checked;
        struct arena arena = {0};
        check_targets(&checked, quoted(&arena, arena_format(&arena, "[{'code':'T','text':'x',%s}]", rows[i].target)));
        expect(&checked, rows[i].target, below_target(&arena, rows[i].said));
        arena_done(&checked.arena);
        arena_done(&arena);
    }
}
#define EXPECT_ROWS(rows) expect_rows(rows, sizeof(rows) / sizeof(rows)[0])

static void what_is_measured_is_reported_inside_the_scope(void **state) {
    (void)state;
    EXPECT_ROWS(of_scopes);
}

/* A cell that is retired later was reported all the same, and one that comes later is not yet. */
static void a_cell_is_on_the_form_at_some_time_of_the_plan(void **state) {
    (void)state;
    static const struct {
        const char *span, *cell, *said;
    } cases[] = {
        {"2023", "yes", "formNotInForce /targets/0/measure/cell"},
        {"2023..2024", "yes", ""},
        {"2025", "yes", ""},
        {"2025", "rate", "unknownCell /targets/0/measure/cell"},
        {"2025..2026", "yes", ""},
        {"2025..2026", "rate", ""},
        {"2026", "yes", "unknownCell /targets/0/measure/cell"},
        {"2026", "people", ""},
        {"2023..", "yes", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct checked checked;
        struct arena arena = {0};
        check_plan_of(&checked, "prog", cases[i].span,
                      arena_format(&arena,
                                   "[{\"code\":\"T\",\"kind\":\"amount\",\"value\":\"1\",\"measure\":{\"cell\":"
                                   "\"LATER.%s\"}}]",
                                   cases[i].cell));
        expect(&checked, cases[i].span, cases[i].said);
        arena_done(&checked.arena);
        arena_done(&arena);
    }
}

static void it_ends_on_a_day_of_the_plan(void **state) {
    (void)state;
    EXPECT_ROWS(of_time);
}

static void a_share_is_between_none_and_all(void **state) {
    (void)state;
    EXPECT_ROWS(of_shares);
}

static void an_amount_can_be_reached_and_missed(void **state) {
    (void)state;
    EXPECT_ROWS(of_amounts);
}

static void a_predicate_holds_for_some_and_not_for_others(void **state) {
    (void)state;
    EXPECT_ROWS(of_predicates);
}

static void a_list_has_members_each_once(void **state) {
    (void)state;
    EXPECT_ROWS(of_lists);
}

static void what_is_shared_out_makes_the_whole(void **state) {
    (void)state;
    EXPECT_ROWS(of_allocations);
}

static void expect_targets(const char *targets, const char *said) {
    struct checked checked;
    struct arena arena = {0};
    check_targets(&checked, quoted(&arena, targets));
    expect(&checked, targets, said);
    arena_done(&checked.arena);
    arena_done(&arena);
}

static void a_code_means_one_target_of_the_plan(void **state) {
    (void)state;
    expect_targets("[" NARRATIVE("A") "," NARRATIVE("A") "]", "duplicate /targets/1/code");
    expect_targets("[" NARRATIVE("A") ",{'code':'B','kind':'all','parts':[" NARRATIVE("A") "," NARRATIVE("C") "]}]",
                   "duplicate /targets/1/parts/0/code");
    expect_targets("[{'code':'A','kind':'all','parts':[" NARRATIVE("A") "]}]", "duplicate /targets/0/parts/0/code");
    expect_targets("[{'code':'A','kind':'conditional','when':{'allocation':'A'},'target':" NARRATIVE("A") "}]",
                   "duplicate /targets/0/target/code");
    expect_targets(
        "[{'code':'A','kind':'all','parts':[" NARRATIVE("P") "]},"
                                                             "{'code':'B','kind':'all','parts':[" NARRATIVE("P") "]}]",
        "duplicate /targets/1/parts/0/code");
}

static void the_target_that_it_repeats_is_another_of_the_plan(void **state) {
    (void)state;
    static const struct {
        const char *same_as, *said;
    } rows[] = {
        {"B", ""},
        {"P", ""},
        {"A", "inconsistent /targets/0/sameAs"},
        {"C", "unknownCode /targets/0/sameAs"},
        {"-", "badFormat /targets/0/sameAs"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena arena = {0};
        expect_targets(arena_format(&arena,
                                    "[{'code':'A','kind':'narrative','sameAs':'%s'},{'code':'B','kind':'all',"
                                    "'parts':[" NARRATIVE("P") "]}]",
                                    rows[i].same_as),
                       rows[i].said);
        arena_done(&arena);
    }
}

static void what_it_refers_to_is_said_as_elsewhere_in_a_plan(void **state) {
    (void)state;
    expect_targets("[{'code':'A','kind':'narrative','references':[{'number':'55/2010','date':'2010-06-17'}]}]", "");
    expect_targets("[{'code':'A','kind':'narrative','references':[{'number':'55/2010','date':'2010-06-31'},"
                   "{'colour':'red'}]}]",
                   "badDate /targets/0/references/0/date + unknownMember /targets/0/references/1/colour");
}

/* A half year has no whole year in it, a year of the calendar begins on another day. */
static void what_must_happen_in_every_period_fits_the_plan(void **state) {
    (void)state;
    static const struct {
        const char *programme, *span, *target, *said;
    } rows[] = {
        {"prog", "2023-H1", "{'code':'A'," OFTEN("," CHANNELS ",'every':'half'") "}", ""},
        {"prog", "2023-H1", "{'code':'A'," OFTEN("," CHANNELS ",'every':'year'") "}", "inconsistent /targets/0/every"},
        {"prog", "2023..", "{'code':'A'," OFTEN("," CHANNELS ",'every':'year'") "}", ""},
        {"civil", "2023", "{'code':'A','kind':'narrative','by':'2023-12-31'}", ""},
        {"prog", "2023..", "{'code':'A','kind':'narrative','by':'2050'}", ""},
        {"prog", "2023..", "{'code':'A','kind':'narrative','by':'2022'}", "inconsistent /targets/0/by"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct checked checked;
        struct arena arena = {0};
        check_plan_of(&checked, rows[i].programme, rows[i].span,
                      quoted(&arena, arena_format(&arena, "[%s]", rows[i].target)));
        expect(&checked, rows[i].target, rows[i].said);
        arena_done(&checked.arena);
        arena_done(&arena);
    }
}

/* Whatever else is missing, a target is judged as far as it can be, and nothing is said of it for want of the rest. */
static void a_plan_with_other_flaws_is_told_all_of_them_once(void **state) {
    (void)state;
    static const char *const bad =
        "[{\"code\":\"A\",\"kind\":\"share\",\"percent\":\"101\",\"by\":\"tomorrow\","
        "\"numerator\":{\"units\":\"commune\",\"where\":{\"cell\":\"F.yes\",\"op\":\"eq\",\"value\":\"1\"}},"
        "\"denominator\":{\"units\":\"commune\"},"
        "\"allocations\":[{\"unit\":\"001\",\"value\":\"1\"}]},"
        "{\"code\":\"B\",\"kind\":\"frequency\",\"by\":\"2023\",\"monthsCovered\":{\"cell\":\"F.people\"}}]";
    static const char *const said = "badPeriod /targets/0/by + outOfBounds /targets/0/percent";
    struct checked checked;
    struct arena arena = {0};
    check_plan_of(&checked, "none", "2023", bad);
    expect(&checked, "no programme", arena_format(&arena, "unknownProgramme /programme + %s", said));
    arena_done(&checked.arena);
    check_plan_of(&checked, "none", "2023",
                  "[{\"code\":\"A\",\"kind\":\"amount\",\"measure\":{\"cell\":\"CIVIL.births\"},\"value\":\"1\"}]");
    expect(&checked, "no programme, and cells", "unknownProgramme /programme");
    arena_done(&checked.arena);
    check_plan_of(&checked, "prog", "2023-13", bad);
    expect(&checked, "no span", arena_format(&arena, "badPeriod /span + %s", said));
    arena_done(&checked.arena);
    check_document(&checked, arena_format(&arena,
                                          "{\"code\":\"a\",\"programme\":\"prog\",\"title\":\"x\",\"span\":\"2023\","
                                          "\"targets\":%s}",
                                          bad));
    expect(&checked, "no issuer", arena_format(&arena, "required /issuer + %s", said));
    arena_done(&checked.arena);
    arena_done(&arena);
}

/* What was taken in before it was refused stays readable from the topic. */
static void a_plan_that_was_taken_in_is_still_read(void **state) {
    (void)state;
    static const char *const targets =
        "[{'code':'A','kind':'all','sameAs':'X','references':[7]},{'code':'B','kind':'members','list':[],"
        "'done':{'sum':[{'cell':'X.y','times':0}]}},{'code':'C','kind':'amount','measure':{'sum':[]},"
        "'comparator':'ge','between':['1','2']},{'code':'D','kind':'frequency'," CHANNELS "," MONTHS "},"
        "{'code':'E','kind':'all','parts':[{'code':'A','kind':'narrative','by':'tomorrow'}]},"
        "{'code':'F','kind':'share','percent':'080','numerator':{'units':'commune','where':{'atLeast':3,'of':[]}},"
        "'denominator':{'number':'0'}}]";
    struct arena arena = {0};
    struct issues issues;
    struct plan plan;
    const struct snapshot *snapshot = reference_hold(reference);
    issues_init(&issues, &arena);
    struct decoding decoding = {
        .arena = &arena, .issues = &issues, .snapshot = snapshot, .date = day_of(2023, 1, 1), .trusted = true};
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s}, s:o}", "code", "a", "programme", "prog", "title", "x",
                             "span", "2023", "issuer", "unit", "01", "agency", "people-committee", "targets",
                             json_loads(quoted(&arena, targets), 0, NULL));
    assert_true(decode_plan(&decoding, body, &plan));
    assert_int_equal(plan.target_count, 6);
    assert_string_equal(plan.targets[0].same_as, "X");
    assert_string_equal(plan.targets[5].percent, "080");
    json_decref(body);
    snapshot_release(snapshot);
    arena_done(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_ends_on_a_day_of_the_plan),
        cmocka_unit_test(what_is_measured_is_reported_inside_the_scope),
        cmocka_unit_test(a_cell_is_on_the_form_at_some_time_of_the_plan),
        cmocka_unit_test(a_share_is_between_none_and_all),
        cmocka_unit_test(an_amount_can_be_reached_and_missed),
        cmocka_unit_test(a_predicate_holds_for_some_and_not_for_others),
        cmocka_unit_test(a_list_has_members_each_once),
        cmocka_unit_test(what_is_shared_out_makes_the_whole),
        cmocka_unit_test(a_code_means_one_target_of_the_plan),
        cmocka_unit_test(the_target_that_it_repeats_is_another_of_the_plan),
        cmocka_unit_test(what_it_refers_to_is_said_as_elsewhere_in_a_plan),
        cmocka_unit_test(what_must_happen_in_every_period_fits_the_plan),
        cmocka_unit_test(a_plan_with_other_flaws_is_told_all_of_them_once),
        cmocka_unit_test(a_plan_that_was_taken_in_is_still_read),
    };
    return cmocka_run_group_tests(tests, gather, scatter);
}
