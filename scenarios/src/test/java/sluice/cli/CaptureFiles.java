package sluice.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Small captures made by hand. */
final class CaptureFiles {
    /** A UDP datagram 192.0.2.107:40000 to 192.0.2.1:53 with four octets. */
    static final byte[] FRAME =
            HexFormat.of()
                    .parseHex(
                            "020000000001020000000002"
                                    + "0800"
                                    + "45000020000100004011f66ac000026bc0000201"
                                    + "9c400035000c0000"
                                    + "01020304");

    private CaptureFiles() {}

    /**
     * A classic pcap, big-endian, Ethernet, of so many copies of the frame, a millisecond apart.
     */
    static Path pcap(Path file, int frames) throws IOException {
        return Files.write(file, pcap(frames));
    }

    static byte[] pcap(int frames) throws IOException {
        var octets = new ByteArrayOutputStream();
        var out = new DataOutputStream(octets);
        out.writeInt(0xa1b2c3d4);
        out.writeShort(2);
        out.writeShort(4);
        out.writeLong(0);
        out.writeInt(262_144);
        out.writeInt(1);
        for (int i = 0; i < frames; i++) {
            out.writeInt(1_700_000_000);
            out.writeInt(i * 1_000);
            out.writeInt(FRAME.length);
            out.writeInt(FRAME.length);
            out.write(FRAME);
        }
        return octets.toByteArray();
    }
}
