package sluice.rules;

/**
 * Packets and their octets from the IP header on ({@code nft_counter}); a statement that counts.
 */
public final class Counter implements Statement {
    private long packets;
    private long octets;

    /** Begins at zero. */
    public Counter() {}

    /** Begins where a saved ruleset says. */
    public Counter(long packets, long octets) {
        this.packets = packets;
        this.octets = octets;
    }

    /** Packets so far. */
    public long packets() {
        return packets;
    }

    /** Octets so far. */
    public long octets() {
        return octets;
    }

    /** Counts one packet. */
    public void count(long lengthOctets) {
        packets++;
        octets += lengthOctets;
    }

    /** Goes on from these numbers. */
    public void set(long newPackets, long newOctets) {
        packets = newPackets;
        octets = newOctets;
    }

    /** Back to zero. */
    public void clear() {
        packets = 0;
        octets = 0;
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        count(packet.lengthOctets());
        return RuleVerdict.NEXT;
    }

    @Override
    public boolean changes() {
        return false;
    }
}
