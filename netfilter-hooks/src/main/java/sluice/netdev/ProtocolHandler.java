package sluice.netdev;

import sluice.netfilter.Skb;

/** Takes the packets of one EtherType, at DEFERRED level ({@code struct packet_type}). */
@FunctionalInterface
public interface ProtocolHandler {
    /**
     * Takes the packet over. It belongs to the device's place, its data begins with the Ethernet
     * header, and {@link Skb#networkOffset} says where the payload begins.
     */
    void receive(Skb skb);

    /** Ends a packet that the protocol has read and needs no more. */
    static void consume(Skb skb) {
        skb.end(NetdevEnd.PROTOCOL_RECEIVED);
    }
}
