package sluice.ndis;

import sluice.packet.Packet;

/**
 * The one routine that makes one run of octets out of a chain of buffers, and its counts. Used at
 * the NIC, by captures and by whoever asks for a packet as a whole.
 */
public final class OctetJoins {
    private byte[] scratch = new byte[2048];
    private long joins;
    private long octetsJoined;

    OctetJoins() {}

    /** How often a chain of more than one run was joined. */
    public long joins() {
        return joins;
    }

    /** How many octets were moved for it. */
    public long octetsJoined() {
        return octetsJoined;
    }

    /**
     * Makes {@code packet}'s own data the octets of the chain. Buffers that already lie in the
     * packet's array one behind the other are no work and not counted.
     */
    void join(Packet packet, NdisBuffer head, int lengthOctets) {
        if (runsThrough(packet, head)) return;
        if (scratch.length < lengthOctets) scratch = new byte[Math.max(lengthOctets, 65_536)];
        int at = 0;
        for (NdisBuffer buffer = head; buffer != null; buffer = buffer.next) {
            System.arraycopy(buffer.octets, buffer.offset, scratch, at, buffer.lengthOctets);
            at += buffer.lengthOctets;
        }
        packet.trim(0);
        int fromTail = Math.min(lengthOctets, packet.tailroomOctets());
        if (fromTail < lengthOctets) packet.push(lengthOctets - fromTail);
        packet.put(fromTail);
        System.arraycopy(scratch, 0, packet.writable(), packet.offset(), lengthOctets);
        joins++;
        octetsJoined += lengthOctets;
    }

    private static boolean runsThrough(Packet packet, NdisBuffer head) {
        if (head.offset != packet.offset()) return false;
        int expected = head.offset;
        for (NdisBuffer buffer = head; buffer != null; buffer = buffer.next) {
            if (buffer.octets != packet.octets() || buffer.offset != expected) return false;
            expected += buffer.lengthOctets;
        }
        return expected == packet.limit();
    }
}
