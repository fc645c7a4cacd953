package sluice.inet;

import sluice.packet.Octets;

/**
 * What a host does with an ARP message (RFC 826; Linux 6.x {@code arp_process}; facts recorded with
 * arp_ignore, arp_accept and arp_announce at 0), and the 28 octets of a message for Ethernet and
 * IPv4.
 */
public final class ArpRules {
    /** Length of a message for Ethernet and IPv4. */
    public static final int MESSAGE_OCTETS = 28;

    /** Operation code of a request. */
    public static final int REQUEST = 1;

    /** Operation code of a reply. */
    public static final int REPLY = 2;

    /** What the host has to do after a message. */
    public enum Action {
        /** Nothing, and nothing was learned. */
        IGNORE,
        /** Nothing; an entry was brought up to date. */
        LEARNED,
        /** Send a reply to the asker. */
        REPLY
    }

    private ArpRules() {}

    /**
     * Takes note of a message and says whether to answer. The asker of an answered request is
     * learned as STALE; gratuitous messages and replies nobody asked for change known entries only;
     * permanent entries are never changed. An asker off the subnet is answered and learned all the
     * same.
     *
     * @param targetIsLocal whether the target address is one of ours, on any interface: {@link
     *     #answers}
     * @param toUs whether the frame was addressed to our MAC, not broadcast
     */
    public static <Q> Action received(
            NeighbourTable<Q> table,
            int deviceIndex,
            int operation,
            long senderMac,
            int senderIp,
            int targetIp,
            boolean targetIsLocal,
            boolean toUs,
            long nowNanos,
            NeighbourSink<Q> sink) {
        if (operation != REQUEST && operation != REPLY) return Action.IGNORE;
        if (Ipv4Addresses.isMulticast(targetIp) || Ipv4Addresses.isLoopback(targetIp))
            return Action.IGNORE;
        if (operation == REQUEST && targetIsLocal) {
            // An address probe (RFC 5227) has no sender to be learned.
            if (senderIp != Ipv4Addresses.ANY) {
                table.learn(
                        deviceIndex,
                        0,
                        NeighbourTable.key(senderIp),
                        senderMac,
                        NeighbourState.STALE,
                        true,
                        true,
                        nowNanos,
                        sink);
            }
            return Action.REPLY;
        }
        boolean gratuitous = senderIp == targetIp;
        boolean answer = operation == REPLY && toUs && !gratuitous;
        long key = NeighbourTable.key(senderIp);
        boolean believed =
                table.learn(
                        deviceIndex,
                        0,
                        key,
                        senderMac,
                        answer ? NeighbourState.REACHABLE : NeighbourState.STALE,
                        gratuitous || !table.locked(deviceIndex, 0, key, nowNanos),
                        false,
                        nowNanos,
                        sink);
        return believed ? Action.LEARNED : Action.IGNORE;
    }

    /**
     * Whether a request for an address of this kind is answered with arp_ignore=0: any local
     * unicast address, whatever interface it is on (weak host), and an address that only a prefix
     * on {@code lo} makes local.
     */
    public static boolean answers(RouteKind kindOfTarget) {
        return kindOfTarget == RouteKind.LOCAL;
    }

    /**
     * The sender address of a request (arp_announce=0): the waiting packet's source if that is
     * local, even of another interface, else the interface's choice.
     */
    public static int senderOfRequest(
            int packetSource, boolean packetSourceIsLocal, int interfaceChoice) {
        return packetSourceIsLocal ? packetSource : interfaceChoice;
    }

    /** Writes a message; returns its length. A request's unknown target MAC is written as zero. */
    public static int write(
            byte[] octets,
            int offset,
            int operation,
            long senderMac,
            int senderIp,
            long targetMac,
            int targetIp) {
        Octets.put16(octets, offset, 1);
        Octets.put16(octets, offset + 2, 0x0800);
        Octets.put8(octets, offset + 4, 6);
        Octets.put8(octets, offset + 5, 4);
        Octets.put16(octets, offset + 6, operation);
        Octets.put48(octets, offset + 8, senderMac);
        Octets.put32(octets, offset + 14, senderIp);
        Octets.put48(octets, offset + 18, Math.max(targetMac, 0));
        Octets.put32(octets, offset + 24, targetIp);
        return MESSAGE_OCTETS;
    }
}
