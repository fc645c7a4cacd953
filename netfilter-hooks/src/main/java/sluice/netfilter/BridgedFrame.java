package sluice.netfilter;

import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;

/**
 * What a frame that crosses a bridge keeps while the hooks of IP look at the packet in it (Linux
 * 6.x, {@code struct nf_bridge_info}). It stays with a packet that the bridge gives to its host, so
 * that rules can still ask for the port.
 */
public final class BridgedFrame {
    /** Where the packet is among the hooks of IP. */
    public enum Step {
        /** Before routing, on behalf of the bridge. */
        PRE_ROUTING,
        /** Between two ports. */
        FORWARD,
        /** Before it leaves by a port. */
        POST_ROUTING,
        /** With the bridge, or with the host. */
        NONE
    }

    private static final int HEADER_OCTETS = 14;

    private final byte[] header = new byte[HEADER_OCTETS];
    private final NetInterface in;
    private @Nullable NetInterface out;
    private Step step = Step.NONE;
    private boolean otherHost;
    private long destinationHigh;
    private long destinationLow;

    /** A frame that came in by {@code port}. */
    public BridgedFrame(NetInterface port) {
        in = port;
    }

    BridgedFrame(BridgedFrame other) {
        this(other.in);
        System.arraycopy(other.header, 0, header, 0, HEADER_OCTETS);
        out = other.out;
        step = other.step;
        otherHost = other.otherHost;
        destinationHigh = other.destinationHigh;
        destinationLow = other.destinationLow;
    }

    /** The port it came in by ({@code physindev}). */
    public NetInterface in() {
        return in;
    }

    /** The port it leaves by, once that is known ({@code physoutdev}). */
    public @Nullable NetInterface out() {
        return out;
    }

    /** Sets the port it leaves by. */
    public void setOut(NetInterface port) {
        out = port;
    }

    /** Where it is. */
    public Step step() {
        return step;
    }

    /** Sets where it is. */
    public void setStep(Step value) {
        step = value;
    }

    /** Whether it was for another station. */
    public boolean otherHost() {
        return otherHost;
    }

    /**
     * Takes the Ethernet header off, so that the packet begins with its IP header, as the hooks of
     * IP want it.
     */
    public void takeHeader(Skb skb) {
        System.arraycopy(skb.octets(), skb.linkOffset(), header, 0, HEADER_OCTETS);
        skb.packet().pull(skb.networkOffset() - skb.packet().offset());
        otherHost = skb.packetType() == PacketType.OTHERHOST;
        if (otherHost) skb.setPacketType(PacketType.HOST);
    }

    /** Puts the header in front again. */
    public void giveHeader(Skb skb) {
        int at = skb.packet().push(HEADER_OCTETS);
        System.arraycopy(header, 0, skb.octets(), at, HEADER_OCTETS);
        skb.setLinkOffset(at);
        if (otherHost) skb.setPacketType(PacketType.OTHERHOST);
    }

    /** Sends it to another station. */
    public void setStation(long mac) {
        Octets.put48(header, 0, mac);
    }

    /** It is for the host now. */
    public void toHost() {
        otherHost = false;
    }

    /** Remembers the destination. */
    public void keepDestination(long high, long low) {
        destinationHigh = high;
        destinationLow = low;
    }

    /** Whether the destination is another one by now. */
    public boolean translated(long high, long low) {
        return destinationHigh != high || destinationLow != low;
    }
}
