package sluice.replay;

import sluice.edge.IpAddress;

/**
 * Something an application of the station sends.
 *
 * @param frame number of the (first) recorded frame it became
 * @param message UDP: header and payload; TCP: the segment; ICMP: the message
 */
record AppSend(
        long frame,
        Role role,
        IpAddress source,
        IpAddress destination,
        int sourcePort,
        int destinationPort,
        int icmpIdentifier,
        int ttl,
        int tos,
        boolean dontFragment,
        boolean toBroadcast,
        byte[] message) {
    static AppSend of(long frame, Role role, FrameFacts facts, byte[] message) {
        return new AppSend(
                frame,
                role,
                facts.source,
                facts.destination,
                facts.sourcePort,
                facts.destinationPort,
                facts.icmpIdentifier,
                facts.ttl,
                facts.tos,
                facts.dontFragment,
                facts.toGroup() && facts.source.isV4(),
                message);
    }

    boolean isV4() {
        return source.isV4();
    }
}
