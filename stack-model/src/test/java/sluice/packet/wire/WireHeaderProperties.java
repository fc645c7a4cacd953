package sluice.packet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The laws every header of this package obeys. */
class WireHeaderProperties {
    private static final int GUARD_OCTETS = 3;

    @Provide
    Arbitrary<WireSamples.Sample> samples() {
        return WireSamples.all();
    }

    @Property
    void shouldReadBackWhatItWrote(
            @ForAll("samples") WireSamples.Sample sample, @ForAll @IntRange(max = 9) int offset) {
        byte[] octets = written(sample, offset);
        int limit = offset + sample.claimedOctets();

        assertThat(sample.fits().fits(octets, offset, limit)).isTrue();
        assertThat(sample.parser().parse(octets, offset, limit).map(Object.class::cast))
                .contains(sample.header());
    }

    @Property
    void shouldWriteItsLengthAndNoMore(@ForAll("samples") WireSamples.Sample sample) {
        byte[] octets = new byte[sample.headerOctets() + 2 * GUARD_OCTETS];
        Arrays.fill(octets, (byte) 0x5a);
        sample.writer().writeTo(octets, GUARD_OCTETS);

        for (int i = 0; i < GUARD_OCTETS; i++) {
            assertThat(octets[i]).isEqualTo((byte) 0x5a);
            assertThat(octets[octets.length - 1 - i]).isEqualTo((byte) 0x5a);
        }
    }

    /** An array of exactly the prefix: a read beyond it would throw. */
    @Property(tries = 300)
    void shouldRefuseEveryPrefixOfWhatItClaims(@ForAll("samples") WireSamples.Sample sample) {
        byte[] whole = written(sample, 0);
        for (int length = 0; length < sample.claimedOctets(); length++) {
            byte[] prefix = Arrays.copyOf(whole, length);
            assertThat(sample.fits().fits(prefix, 0, length)).isFalse();
            assertThat(sample.parser().parse(prefix, 0, length)).isEmpty();
        }
    }

    /**
     * Prefixes of one protocol through the parsers of all others: empty or a value, no exception.
     */
    @Property(tries = 200)
    void shouldSurvivePrefixesOfOtherProtocols(@ForAll("samples") WireSamples.Sample sample) {
        byte[] whole = written(sample, 0);
        for (int length = 0; length <= whole.length; length++) {
            byte[] prefix = Arrays.copyOf(whole, length);
            for (WireSamples.Sample other : WireSamples.PARSERS) {
                boolean fits = other.fits().fits(prefix, 0, length);
                if (other.parser().parse(prefix, 0, length).isPresent()) {
                    assertThat(fits).as(other.name()).isTrue();
                }
            }
        }
    }

    @Property
    void shouldSurviveRandomOctets(@ForAll @Size(max = 90) byte[] octets) {
        for (WireSamples.Sample parser : WireSamples.PARSERS) {
            boolean fits = parser.fits().fits(octets, 0, octets.length);
            if (parser.parser().parse(octets, 0, octets.length).isPresent()) {
                assertThat(fits).as(parser.name()).isTrue();
            }
        }
        for (int kind = 0; kind < 256; kind++) {
            long upper = Ipv6Extensions.upperLayer(octets, 0, octets.length, kind);
            if (upper != Ipv6Extensions.NONE) {
                assertThat(Ipv6Extensions.offset(upper)).isBetween(0, octets.length);
            }
        }
        OptionList.wellFormed(octets, 0, octets.length);
        assertThat(NdpOptions.find(octets, 0, octets.length, 1)).isLessThan(octets.length);
    }

    private static byte[] written(WireSamples.Sample sample, int offset) {
        byte[] octets = new byte[offset + sample.claimedOctets()];
        sample.writer().writeTo(octets, offset);
        return octets;
    }
}
