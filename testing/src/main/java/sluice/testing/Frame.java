package sluice.testing;

import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.Place;
import sluice.packet.wire.OctetSequence;

/**
 * An Ethernet frame as a value.
 *
 * @param octets destination address to end of payload, no check sequence
 * @param says what it is, for a person who reads a failed test
 */
public record Frame(OctetSequence octets, String says) {
    /** A frame of these octets, copied. */
    public static Frame of(byte[] octets, String says) {
        return new Frame(OctetSequence.copyOf(octets), says);
    }

    /** The octets, in an array of their own. */
    public byte[] toArray() {
        byte[] copy = new byte[octets.lengthOctets()];
        for (int i = 0; i < copy.length; i++) copy[i] = (byte) octets.at(i);
        return copy;
    }

    /** A packet with these octets, made at {@code place}. */
    public Packet toPacket(PacketPool pool, Place place) {
        return pool.originate(place, toArray(), 0, octets.lengthOctets());
    }

    @Override
    public String toString() {
        return says + " (" + octets.lengthOctets() + " octets)";
    }
}
