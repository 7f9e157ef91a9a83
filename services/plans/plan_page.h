/* What the files that write the printable page share. */
#ifndef TONGHOP_PLANS_PLAN_PAGE_H
#define TONGHOP_PLANS_PLAN_PAGE_H

#include "plan_export.h"

/* Parts of the document that stand outside its sections but are printed in the one whose title speaks of them. */
enum page_part { PART_VIEWPOINTS, PART_PURPOSES, PART_REQUIREMENTS, PART_OBJECTIVES, PART_FUNDING, PART_BODIES, PART_DUTIES, PART_COUNT };

struct page {
    const struct exported_plan *plan;
    struct buffer *to;
    const json_t *home[PART_COUNT]; /* section; NULL: none speaks of it */
};

void page_find_homes(struct page *page);
/* Those printed in the section. */
void page_parts_in(const struct page *page, const json_t *section);
/* Those without a home: what comes before the sections, and what comes after them, under numbers that go on from `count`
 * sections; 0: without numbers. */
void page_parts_before(const struct page *page);
void page_parts_after(const struct page *page, size_t count);

void page_sections(const struct page *page);

/* "- text." with as many dashes' depth as the class says: "item" or "sub". */
void page_item(const struct page *page, const char *klass, const char *text);

#endif
