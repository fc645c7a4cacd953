package sluice.time;

/**
 * To which processor a machine's interrupt controller hands the interrupt of a device (Intel
 * 82093AA I/O APIC, redirection table, "Delivery Mode").
 */
public enum InterruptDelivery {
    /** All to the first processor: delivery mode 000, one destination. */
    FIXED("fixed"),
    /**
     * Each to the processor that does the least urgent work, in turn among equals: delivery mode
     * 001. What a processor does counts by its level, as Windows keeps the IRQL in the task
     * priority register; a thread counts as little as idling. Source: Intel, Software Developer's
     * Manual volume 3A, "Lowest Priority Delivery Mode"; the turn among equals is the rotating
     * arbitration priority of the P6 family's bus.
     */
    LOWEST_PRIORITY("lowest-priority");

    private final String word;

    InterruptDelivery(String word) {
        this.word = word;
    }

    /** Its name in a scenario. */
    public String word() {
        return word;
    }
}
