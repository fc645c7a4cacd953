package sluice.time;

import java.util.List;

/**
 * The interrupt line of one device, as the interrupt controller routes it: for each interrupt the
 * processor that takes it. What the service routine queues (DPC, softirq) stays on that processor;
 * so under {@link InterruptDelivery#LOWEST_PRIORITY} the work of one device wanders.
 */
public final class InterruptLine {
    private final List<Cpu> cpus;
    private final boolean spreads;
    private int last = -1;

    /** The line of a device in a machine with these processors, the first being the boot one. */
    public InterruptLine(List<Cpu> cpus, InterruptDelivery delivery) {
        this.cpus = List.copyOf(cpus);
        this.spreads = delivery != InterruptDelivery.FIXED && cpus.size() > 1;
    }

    /** Whether its interrupts go to more than one processor. */
    public boolean spreads() {
        return spreads;
    }

    /** The processor for what belongs to no interrupt in particular. */
    public Cpu first() {
        return cpus.getFirst();
    }

    /** The processor that takes an interrupt raised for {@code atNanos}, now or later. */
    public Cpu next(long atNanos) {
        if (!spreads) return first();
        int count = cpus.size();
        int best = -1;
        int bestUrgency = Integer.MAX_VALUE;
        for (int turn = 1; turn <= count; turn++) {
            int candidate = (last + turn) % count;
            int urgency = cpus.get(candidate).urgency(atNanos);
            if (urgency >= bestUrgency) continue;
            best = candidate;
            bestUrgency = urgency;
        }
        last = best;
        return cpus.get(best);
    }
}
