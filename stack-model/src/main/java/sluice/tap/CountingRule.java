package sluice.tap;

/** Which frames a capture counts as received. */
public enum CountingRule {
    /** All that reach the tap: WinPcap. */
    BEFORE_FILTER,
    /** Those that pass the filter: Npcap, Linux packet sockets. */
    AFTER_FILTER
}
