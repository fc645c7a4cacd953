package sluice.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import sluice.netfilter.NfFamily;
import sluice.packet.wire.IpProtocols;

/**
 * Connections that differ in little lie in different buckets. It was believed that the hash folds
 * its halves; it folded them twice, which is not at all: what two hosts had between them by a
 * thousand source ports lay in one bucket.
 */
class TupleKeyTest {
    private static final int COUNT = 1 << 14;

    // A random function leaves 1/e of the buckets empty.
    private static final int USED_MIN = COUNT / 2;

    private static int bucketsUsed(IntFunction<Tuple> flows) {
        var used = new BitSet(COUNT);
        for (int i = 0; i < COUNT; i++) used.set(TupleKey.hash(flows.apply(i)) & COUNT - 1);
        return used.cardinality();
    }

    private static Tuple udp(long source, long destination, int sourcePort, int destinationPort) {
        return new Tuple(
                NfFamily.IPV4,
                IpProtocols.UDP,
                0,
                source,
                0,
                destination,
                sourcePort,
                destinationPort);
    }

    @Test
    void shouldSpreadSourcePorts() {
        assertThat(bucketsUsed(i -> udp(0x0a00_0001, 0x0a00_0002, 1024 + i, 53)))
                .isGreaterThan(USED_MIN);
    }

    @Test
    void shouldSpreadDestinationPorts() {
        assertThat(bucketsUsed(i -> udp(0x0a00_0001, 0x0a00_0002, 53, 1024 + i)))
                .isGreaterThan(USED_MIN);
    }

    @Test
    void shouldSpreadSources() {
        assertThat(bucketsUsed(i -> udp(0x0a00_0000 + i, 0x0b00_0001, 9, 53)))
                .isGreaterThan(USED_MIN);
    }

    @Test
    void shouldSpreadDestinationNets() {
        assertThat(bucketsUsed(i -> udp(0x0b00_0001, 0x0a00_0001 + (i << 8), 9, 53)))
                .isGreaterThan(USED_MIN);
    }

    @Test
    void shouldSpreadIpv6Nets() {
        assertThat(
                        bucketsUsed(i ->
                                new Tuple(
                                        NfFamily.IPV6,
                                        IpProtocols.TCP,
                                        0x2001_0db8_0000_0000L + ((long) i << 8),
                                        1,
                                        0x2001_0db8_ffff_0000L,
                                        1,
                                        40_000,
                                        443)))
                .isGreaterThan(USED_MIN);
    }
}
