package sluice.pcap.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Captures as octets, and what a reader finds in them, for the tests of this package. */
final class Files4Tests {
    private Files4Tests() {}

    /** A packet as a value. */
    record Seen(
            int interfaceId,
            boolean hasTime,
            long seconds,
            int nanos,
            List<Byte> octets,
            long wireOctets,
            List<PcapngOption> options) {}

    /** All that a reader gave. */
    record Reading(List<Seen> packets, Optional<CaptureDamage> damage) {}

    static byte[] hex(String... lines) {
        return HexFormat.of().parseHex(String.join("", lines).replace(" ", ""));
    }

    static Reading read(byte[] file, ReaderOptions options) {
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(file), options)) {
            List<Seen> packets = new ArrayList<>();
            while (reader.next()) {
                packets.add(
                        new Seen(
                                reader.interfaceId(),
                                reader.hasTime(),
                                reader.epochSeconds(),
                                reader.nanos(),
                                boxed(packet(reader)),
                                reader.wireLengthOctets(),
                                reader.options()));
            }
            return new Reading(packets, reader.damage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] packet(CaptureReader reader) {
        return Arrays.copyOfRange(
                reader.octets(), reader.offset(), reader.offset() + reader.capturedLengthOctets());
    }

    static List<Byte> boxed(byte[] octets) {
        List<Byte> list = new ArrayList<>(octets.length);
        for (byte octet : octets) {
            list.add(octet);
        }
        return list;
    }

    /** Three Ethernet packets of 4, 0 and 5 octets. */
    static final byte[] PCAP =
            hex(
                    "d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000",
                    "00f15365 40420f00 04000000 3c000000 01020304",
                    "01f15365 00000000 00000000 00000000",
                    "02f15365 07000000 05000000 05000000 0a0b0c0d0e");

    /** One interface eth0 with nanoseconds; an enhanced packet with a comment, a simple one. */
    static final byte[] PCAPNG =
            hex(
                    "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000",
                    "01000000 28000000 0100 0000 00000400",
                    "0200 0400 65746830 0900 0100 09000000 0000 0000 28000000",
                    "06000000 30000000 00000000 78b09717 2a1ae8cf 03000000 3c000000 01020300",
                    "0100 0200 68690000 0000 0000 30000000",
                    "03000000 14000000 02000000 0a0b0000 14000000");
}
