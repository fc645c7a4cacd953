package sluice.sniffer;

import java.io.IOException;
import java.io.PrintStream;
import sluice.packet.decode.OuterFrame;
import sluice.packet.decode.SummaryLine;

/**
 * A JSON object on a line of its own for each packet: time, highest protocol, stations, addresses,
 * ports, lengths, and the words that its line of text ends with. What a packet does not have is
 * left out. Octets go into one buffer that is used again; nothing is allocated for a packet.
 */
public final class JsonLineSink implements PacketSink {
    private static final int CHUNK_OCTETS = 1 << 15;
    private static final int OBJECT_OCTETS_MAX = 2 * SummaryLine.LENGTH_MAX + 1024;
    private static final String HEX = "0123456789abcdef";

    private final PrintStream out;
    private final Runnable requireReader;
    private final SummaryLine line = new SummaryLine();
    private final byte[] chunk = new byte[CHUNK_OCTETS];
    private int used;

    /**
     * Objects to {@code out}.
     *
     * @param requireReader called after each write; ends the command if nobody reads any more
     */
    public JsonLineSink(PrintStream out, Runnable requireReader) {
        this.out = out;
        this.requireReader = requireReader;
    }

    @Override
    public void packet(SniffedPacket packet, int kept) {
        if (used > CHUNK_OCTETS - OBJECT_OCTETS_MAX) flush();
        int length =
                line.format(
                        packet.number,
                        0,
                        packet.linkType.number(),
                        packet.octets,
                        packet.offset,
                        kept,
                        packet.wireLength());
        text("{\"number\":");
        number(packet.number);
        number(",\"epochSeconds\":", packet.seconds);
        number(",\"nanos\":", packet.nanos);
        text(",\"protocol\":\"");
        text(line.protocol());
        text("\"");
        OuterFrame frame = line.outerFrame();
        if (frame.hasStations()) {
            text(frame.isIeee8023() ? ",\"frame\":\"802.3\"" : ",\"frame\":\"Ethernet II\"");
            mac(",\"sourceMac\":\"", frame.source());
            mac(",\"destinationMac\":\"", frame.destination());
        }
        if (frame.vlan() >= 0) number(",\"vlan\":", frame.vlan());
        if (line.hasAddresses()) addresses();
        if (line.sourcePort() >= 0) number(",\"sourcePort\":", line.sourcePort());
        if (line.destinationPort() >= 0) number(",\"destinationPort\":", line.destinationPort());
        number(",\"capturedLength\":", kept);
        number(",\"wireLength\":", packet.wire);
        if (length > line.wordsAt() + 1) {
            text(",\"words\":\"");
            escaped(line.wordsAt() + 1, length);
            text("\"");
        }
        text("}\n");
    }

    /** The line has them as {@code A > B}, and no address has that sign. */
    private void addresses() {
        int from = line.addressesAt();
        int end = line.addressesEnd();
        int sign = from;
        while (sign < end && line.octets()[sign] != '>') sign++;
        if (sign + 2 >= end) return; // cut off; never in a line that begins with them
        text(",\"source\":\"");
        escaped(from, sign - 1);
        text("\",\"destination\":\"");
        escaped(sign + 2, end);
        text("\"");
    }

    private void text(String ascii) {
        for (int i = 0; i < ascii.length(); i++) chunk[used++] = (byte) ascii.charAt(i);
    }

    private void escaped(int from, int end) {
        byte[] octets = line.octets();
        for (int i = from; i < end; i++) {
            if (octets[i] == '"' || octets[i] == '\\') chunk[used++] = '\\';
            chunk[used++] = octets[i];
        }
    }

    private void number(String name, long value) {
        text(name);
        number(value);
    }

    private void number(long value) {
        if (value < 0) {
            text(Long.toString(value)); // a time before 1970: rare
            return;
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) digits++;
        long rest = value;
        for (int at = used + digits - 1; at >= used; at--) {
            chunk[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        used += digits;
    }

    private void mac(String name, long address) {
        text(name);
        for (int shift = 44; shift >= 0; shift -= 4) {
            chunk[used++] = (byte) HEX.charAt((int) (address >>> shift) & 15);
            if (shift > 0 && (shift & 7) == 0) chunk[used++] = ':';
        }
        text("\"");
    }

    private void flush() {
        out.write(chunk, 0, used);
        used = 0;
        requireReader.run();
    }

    @Override
    public void idle(long epochNanos) {
        if (used == 0) return;
        flush();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (used > 0) flush();
        out.flush();
    }
}
