package sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.ReaderOptions;
import sluice.pcap.file.Strictness;

/**
 * Any file that libpcap 1.10.3 opens, we open; it gives the same packets and ends the same way. The
 * first octet of an input means nothing, so that inputs of the other two targets serve.
 */
final class CapturePeerFuzz {
    private CapturePeerFuzz() {}

    static void run(byte[] input) {
        if (input.length < 2 || NativePcap.problem().isPresent()) return;
        byte[] file = Arrays.copyOfRange(input, 1, input.length);
        NativePcap.Reading theirs = NativePcap.read(file);
        CaptureReading ours = CaptureReading.of(file, ReaderOptions.of(Strictness.LIBPCAP));
        boolean opened = !ours.damage().map(CaptureDamage::atOpen).orElse(false);
        String said = ours.damage().map(damage -> damage.describe("file")).orElse("no damage");
        assertThat(opened)
                .as("opened: libpcap: %s; we: %s", theirs.error(), said)
                .isEqualTo(theirs.opened());
        List<NativePcap.Packet> packets = new ArrayList<>();
        for (CaptureReading.Seen seen : ours.packets())
            packets.add(
                    new NativePcap.Packet(
                            seen.seconds(), seen.nanos(), (int) seen.wireOctets(), seen.octets()));
        assertThat(packets)
                .as("libpcap: %s; we: %s", theirs.error(), said)
                .isEqualTo(theirs.packets());
        assertThat(ours.damage().isPresent())
                .as("damaged: libpcap: %s; we: %s", theirs.error(), said)
                .isEqualTo(theirs.damaged());
    }
}
