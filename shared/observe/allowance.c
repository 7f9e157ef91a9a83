/* Counting in whole seconds; a line at the border of two may count in either. */
#include "observe/allowance.h"

bool allowance_take(struct allowance *allowance, uint32_t most, int64_t now_us, uint32_t *ret_refused_before) {
    int64_t second = now_us / 1000000;
    int64_t counted = atomic_load_explicit(&allowance->second, memory_order_relaxed);
    *ret_refused_before = 0;
    bool first = second != counted && atomic_compare_exchange_strong(&allowance->second, &counted, second);
    if (first) {
        uint32_t taken = atomic_exchange(&allowance->taken, 0);
        *ret_refused_before = taken > most ? taken - most : 0;
    }
    return atomic_fetch_add_explicit(&allowance->taken, 1, memory_order_relaxed) < most;
}
