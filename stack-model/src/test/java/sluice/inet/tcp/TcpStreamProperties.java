package sluice.inet.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Whatever the way does to segments, a stream arrives whole and in order, or both learn of it. */
class TcpStreamProperties {
    private static final long SECOND = 1_000_000_000L;

    /** Longer than any profile goes on trying. */
    private static final long LONG_ENOUGH = 20_000 * SECOND;

    @Provide
    Arbitrary<TcpProfile> profiles() {
        Arbitrary<CongestionControl.Maker> controls = Arbitraries.of(Reno::new, Cubic::new);
        Arbitrary<Integer> buffers = Arbitraries.of(2_000, 20_000, 65_535, 1 << 20);
        return Arbitraries.of(TcpProfile.all())
                .flatMap(profile ->
                        controls.flatMap(control ->
                                buffers.map(octets ->
                                        profile.withCongestion(control)
                                                .withBuffers(octets, octets))));
    }

    @Property(tries = 400)
    void shouldCarryBothStreamsWholeAndInOrder(
            @ForAll("profiles") TcpProfile leftProfile,
            @ForAll("profiles") TcpProfile rightProfile,
            @ForAll @IntRange(max = 100_000) int leftOctets,
            @ForAll @IntRange(max = 100_000) int rightOctets,
            @ForAll @DoubleRange(max = 0.15) double loss,
            @ForAll @DoubleRange(max = 0.1) double duplication,
            @ForAll @DoubleRange(max = 0.2) double reordering,
            @ForAll @IntRange(max = 200) int delayMillis,
            @ForAll long seed) {
        var path =
                new TcpNetwork.Path(
                        loss, duplication, reordering, loss / 10, delayMillis * 1_000_000L, 0, 0);
        var network = new TcpNetwork(leftProfile, rightProfile, path, seed);
        var left = new StreamProgram(network, 1, 2, leftOctets, rightOctets);
        var right = new StreamProgram(network, 2, 1, rightOctets, leftOctets);
        network.right.listen(5, right);
        network.left.connect(left);
        network.keepAlive = true;
        boolean quiet = network.run(LONG_ENOUGH);
        assertThat(left.wrong).isNull();
        assertThat(right.wrong).isNull();
        assertThat(quiet).as("%s %s", network.left.connection, network.right.connection).isTrue();
        assertThat(network.left.connection().state()).isEqualTo(TcpState.CLOSED);
        assertThat(left.end).isNotNull();
        if (right.connected) assertThat(right.end).isNotNull();
        // an end that is content has sent all, and read all that the other had
        if (left.end == TcpEnd.CLOSED) {
            assertThat(left.read).isEqualTo(rightOctets);
            assertThat(right.read).isEqualTo(leftOctets);
        }
        if (right.end == TcpEnd.CLOSED) {
            assertThat(right.read).isEqualTo(leftOctets);
            assertThat(left.read).isEqualTo(rightOctets);
        }
        boolean patient =
                leftProfile.retransmission().dataRetries() > 10
                        && rightProfile.retransmission().dataRetries() > 10;
        if (patient && loss < 0.1) {
            assertThat(left.end)
                    .as("two Linux hosts do not give up so soon")
                    .isEqualTo(TcpEnd.CLOSED);
        }
    }
}
