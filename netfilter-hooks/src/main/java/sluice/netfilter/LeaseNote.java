package sluice.netfilter;

/**
 * Why a hook may no longer touch a descriptor or state that it was given.
 *
 * @param rule broken by whoever still does
 * @param hook who had it
 * @param packetId the packet
 * @param place where that was
 */
record LeaseNote(ContractRule rule, String hook, long packetId, String place) {}
