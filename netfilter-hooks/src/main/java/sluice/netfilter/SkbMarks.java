package sluice.netfilter;

/**
 * The plain values that an {@link Skb} carries along: marks, the neighbour it goes to, and what has
 * become of it so far.
 */
public abstract sealed class SkbMarks permits Skb {
    int mark;
    int priority;
    int protocol;
    int vlanTag;
    boolean local;
    boolean redirected;
    boolean tapped;
    boolean loopCopy;
    boolean loops;
    boolean traced;
    int nextHop4;
    long nextHopHigh;
    long nextHopLow;

    SkbMarks() {}

    /** Mark for rules and routing, 32 bits. */
    public int mark() {
        return mark;
    }

    /** Sets the mark. */
    public void setMark(int value) {
        mark = value;
    }

    /** Priority for the qdisc, 0..15. */
    public int priority() {
        return priority;
    }

    /** Sets the priority. */
    public void setPriority(int value) {
        priority = value;
    }

    /** EtherType of what it carries. */
    public int protocol() {
        return protocol;
    }

    /** Sets the EtherType. */
    public void setProtocol(int value) {
        protocol = value;
    }

    /**
     * The VLAN tag beside the frame ({@code vlan_proto}, {@code vlan_tci}), as its four octets
     * would stand in it; 0 if there is none. Received: the frame's outermost, until the protocols
     * have it. To be sent: the device puts it in.
     */
    public int vlanTag() {
        return vlanTag;
    }

    /** Sets the tag beside the frame; 0 for none. */
    public void setVlanTag(int value) {
        vlanTag = value;
    }

    /** Whether this host made it. */
    public boolean local() {
        return local;
    }

    /** Says that this host made it. */
    public void setLocal(boolean value) {
        local = value;
    }

    /** Whether the sender has been told of a better way. */
    public boolean redirected() {
        return redirected;
    }

    /** Says that the sender has been told of a better way. */
    public void setRedirected(boolean value) {
        redirected = value;
    }

    /** Whether taps have seen it leave. */
    public boolean tapped() {
        return tapped;
    }

    /** Says that taps have seen it leave. */
    public void setTapped(boolean value) {
        tapped = value;
    }

    /** Whether this host gets a copy of it, being a broadcast or a joined group. */
    public boolean loops() {
        return loops;
    }

    /** Says whether this host gets a copy of it. */
    public void setLoops(boolean value) {
        loops = value;
    }

    /** Whether it is such a copy, on its way back in. */
    public boolean loopCopy() {
        return loopCopy;
    }

    /** Says that it is a copy on its way back in. */
    public void setLoopCopy(boolean value) {
        loopCopy = value;
    }

    /** Whether rules that see it say so ({@code nf_trace}). */
    public boolean traced() {
        return traced;
    }

    /** Says whether rules that see it say so. */
    public void setTraced(boolean value) {
        traced = value;
    }

    /** IPv4 neighbour it goes to. */
    public int nextHop4() {
        return nextHop4;
    }

    /** Sets the IPv4 neighbour. */
    public void setNextHop4(int address) {
        nextHop4 = address;
    }

    /** High half of the IPv6 neighbour it goes to. */
    public long nextHopHigh() {
        return nextHopHigh;
    }

    /** Low half of the IPv6 neighbour it goes to. */
    public long nextHopLow() {
        return nextHopLow;
    }

    /** Sets the IPv6 neighbour. */
    public void setNextHop6(long high, long low) {
        nextHopHigh = high;
        nextHopLow = low;
    }
}
