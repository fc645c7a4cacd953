package sluice.packet.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import sluice.packet.wire.IpProtocols;

/** No octets make a line throw, grow beyond its limit, or hold what is not printable ASCII. */
class SummaryLineProperties {
    private static final List<byte[]> SAMPLES =
            Stream.concat(FrameSamples.ALL.stream(), MessageSamples.ALL.stream()).toList();
    private static final int[] PORTS = {53, 67, 80, 123, 546, 5353, 6343, 9999};

    private final SummaryLine line = new SummaryLine();

    @Provide
    Arbitrary<byte[]> samples() {
        return Arbitraries.of(SAMPLES);
    }

    @Property
    void shouldHoldOfRandomOctets(@ForAll @Size(max = 200) byte[] octets) {
        check(octets, octets.length);
    }

    @Property
    void shouldHoldOfRandomMessages(
            @ForAll @IntRange(max = 7) int port, @ForAll @Size(max = 300) byte[] message) {
        check(MessageSamples.udp(40000, PORTS[port], message), 2000);
    }

    @Property
    void shouldHoldOfRandomControlMessages(
            @ForAll @IntRange(max = 255) int type, @ForAll @Size(max = 120) byte[] content) {
        byte[] message = content.clone();
        if (message.length > 0) {
            message[0] = (byte) type;
        }
        check(MessageSamples.ipv4(IpProtocols.ICMP, message), 2000);
        check(MessageSamples.ipv4(IpProtocols.IGMP, message), 2000);
        check(MessageSamples.ipv6(IpProtocols.ICMPV6, message), 2000);
    }

    @Property(tries = 60)
    void shouldHoldOfEveryPrefix(@ForAll("samples") byte[] frame) {
        for (int length = 0; length <= frame.length; length++) {
            check(Arrays.copyOf(frame, length), frame.length);
            check(Arrays.copyOf(frame, length), length);
        }
    }

    /** Changed octets of real messages reach deeper than random ones. */
    @Property
    void shouldHoldOfDamagedFrames(
            @ForAll("samples") byte[] frame,
            @ForAll @IntRange(max = 5000) int place,
            @ForAll byte first,
            @ForAll byte second,
            @ForAll byte third) {
        byte[] damaged = frame.clone();
        damaged[place % frame.length] = first;
        damaged[(place * 7 + 3) % frame.length] = second;
        damaged[(place * 11 + 5) % frame.length] = third;
        check(damaged, frame.length);
    }

    private void check(byte[] octets, int wireLength) {
        int length =
                line.format(
                        Long.MAX_VALUE,
                        Long.MIN_VALUE,
                        LinkTypes.ETHERNET,
                        octets,
                        0,
                        octets.length,
                        Math.max(wireLength, octets.length));

        assertThat(length).isBetween(1, SummaryLine.LENGTH_MAX);
        for (int i = 0; i < length; i++) {
            assertThat(line.octets()[i]).isBetween((byte) ' ', (byte) '~');
        }
    }
}
