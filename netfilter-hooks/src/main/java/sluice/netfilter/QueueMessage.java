package sluice.netfilter;

import sluice.packet.wire.OctetSequence;

/**
 * What the listener of a queue is told about a packet ({@code NFQNL_MSG_PACKET}).
 *
 * @param id its number in the queue, 1 and up; the answer names it
 * @param queue number of the queue
 * @param family of the chain
 * @param point of the chain
 * @param protocol EtherType
 * @param inName device it came in on, or empty
 * @param outName device it will leave by, or empty
 * @param mark its mark
 * @param sourceMac whom its frame came from, or 0 if it came in none
 * @param receivedNanos when it came into being or was received
 * @param lengthOctets length of the whole packet from its network header on
 * @param octets the first of them, as the copy mode says
 */
public record QueueMessage(
        long id,
        int queue,
        NfFamily family,
        HookPoint point,
        int protocol,
        String inName,
        String outName,
        int mark,
        long sourceMac,
        long receivedNanos,
        int lengthOctets,
        OctetSequence octets) {
    /** Whether {@link #octets} are fewer than the packet has ({@code NFQA_CAP_LEN} is there). */
    public boolean isTruncated() {
        return octets.lengthOctets() < lengthOctets;
    }
}
