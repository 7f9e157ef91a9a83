/* Reported quantities: fixed point in 64 bits with the decimals their indicator declares. Missing is not zero. Pure. */
#ifndef TONGHOP_DOMAIN_QUANTITY_H
#define TONGHOP_DOMAIN_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

#define QUANTITY_MISSING INT64_MIN
#define QUANTITY_MAX INT64_C(999999999999999999)

enum { QUANTITY_DECIMALS_MAX = 6, QUANTITY_TEXT_SIZE = 24 };

enum quantity_read { QUANTITY_OK, QUANTITY_SYNTAX, QUANTITY_PRECISION, QUANTITY_RANGE };

/* "12", "-3", "12.50": digits, at most one minus sign and one point with digits on both sides; no exponent, no plus, no leading zeros but "0".
 * Trailing zeros behind the point do not count against the decimals ("1.00" fits 0 decimals), but three digits do: "12.000" means twelve
 * thousand where a point stands between thousands. Range: ± QUANTITY_MAX after scaling. */
enum quantity_read quantity_parse(const char *text, int decimals, int64_t *ret_quantity);
const char *quantity_format(int64_t quantity, int decimals, char text[QUANTITY_TEXT_SIZE]); /* "12.50"; exactly `decimals` digits */

/* Sums in 128 bits. False when the result leaves ± QUANTITY_MAX. */
bool quantity_total(__int128 sum, int64_t *ret_quantity);

/* numerator·100·10^scale compared with percent·denominator, as integers: < 0, 0, > 0. percent is fixed point with percent_decimals. */
int ratio_compare(int64_t numerator, int64_t denominator, int64_t percent, int percent_decimals);
/* The least k with k·100 ≥ percent·whole: the whole units a share asks for (80 % of 559 = 448). */
int64_t share_of_whole(int64_t whole, int64_t percent, int percent_decimals);
/* "61.53": numerator/denominator in percent, truncated towards zero to `decimals`; "" when denominator is 0. */
const char *percent_format(int64_t numerator, int64_t denominator, int decimals, char text[QUANTITY_TEXT_SIZE]);

#endif
