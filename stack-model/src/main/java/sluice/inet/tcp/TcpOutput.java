package sluice.inet.tcp;

/**
 * The host below one connection: where its segments go. A segment is written in place, so that its
 * octets are copied once.
 */
public interface TcpOutput {
    /**
     * Makes room for a segment.
     *
     * @param lengthOctets TCP header and data
     * @return false if there is none; the segment then counts as lost on the way
     */
    boolean begin(int lengthOctets);

    /** The array the segment is written into. */
    byte[] octets();

    /** Where in it the TCP header begins. */
    int offset();

    /** The segment is whole but for its checksum field, which is zero: send it. */
    void send(int lengthOctets);
}
