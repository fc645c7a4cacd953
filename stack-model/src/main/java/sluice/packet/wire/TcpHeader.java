package sluice.packet.wire;

import java.util.List;
import sluice.packet.Octets;

/**
 * A TCP header as a value, checksum left out.
 *
 * @param sourcePort 0..65535
 * @param destinationPort 0..65535
 * @param sequence 32 bits
 * @param acknowledgment 32 bits
 * @param flags twelve bits, see {@link TcpView}
 * @param window as on the wire, not scaled
 * @param urgentPointer 16 bits
 * @param options at most 40 octets; the header is filled up with zeros to a multiple of four
 */
public record TcpHeader(
        int sourcePort,
        int destinationPort,
        int sequence,
        int acknowledgment,
        int flags,
        int window,
        int urgentPointer,
        List<TcpOption> options) {
    public TcpHeader {
        Require.bits("sourcePort", 16, sourcePort);
        Require.bits("destinationPort", 16, destinationPort);
        Require.bits("flags", 12, flags);
        Require.bits("window", 16, window);
        Require.bits("urgentPointer", 16, urgentPointer);
        options = List.copyOf(options);
        Require.atMost("options", 40, optionOctets(options));
    }

    public int lengthOctets() {
        return TcpView.HEADER_OCTETS_MIN + ((optionOctets(options) + 3) & ~3);
    }

    /** Writes the header with a checksum of zero; {@link TransportChecksums} fills it. */
    public void writeTo(byte[] octets, int offset) {
        Octets.put16(octets, offset, sourcePort);
        Octets.put16(octets, offset + 2, destinationPort);
        Octets.put32(octets, offset + 4, sequence);
        Octets.put32(octets, offset + 8, acknowledgment);
        Octets.put16(octets, offset + 12, (lengthOctets() / 4) << 12 | flags);
        Octets.put16(octets, offset + 14, window);
        Octets.put16(octets, offset + 16, 0);
        Octets.put16(octets, offset + 18, urgentPointer);
        int at = offset + TcpView.HEADER_OCTETS_MIN;
        for (TcpOption option : options) {
            option.writeTo(octets, at);
            at += option.lengthOctets();
        }
        while (at < offset + lengthOctets()) {
            Octets.put8(octets, at++, OptionList.END);
        }
    }

    private static int optionOctets(List<TcpOption> options) {
        int sum = 0;
        for (TcpOption option : options) {
            sum += option.lengthOctets();
        }
        return sum;
    }
}
