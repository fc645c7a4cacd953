package sluice.pcap.filter;

import sluice.bpf.BpfCode;

/** Gives out the words of the scratch memory. */
final class Registers {
    private final boolean[] used = new boolean[BpfCode.SCRATCH_WORDS];
    private int next;

    /** A free word; the one given out last again, if it was freed. */
    int allocate(int column) {
        for (int i = 0; i < used.length; i++) {
            if (!used[next]) {
                used[next] = true;
                return next;
            }
            next = (next + 1) % used.length;
        }
        throw new Refusal(
                column, "too complex: more than " + used.length + " numbers are needed at a time");
    }

    void free(int register) {
        used[register] = false;
    }
}
