package sluice.ndis;

/**
 * Why a party may no longer touch a descriptor that it had.
 *
 * @param rule broken by whoever still does
 * @param why how it went out of its hands
 * @param sinceNanos when
 */
record LeaseNote(NdisRule rule, NdisWatch.Moved why, long sinceNanos) {}
