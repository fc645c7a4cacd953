package sluice.packet.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** No octets make the dissector throw, loop, or report places outside the frame. */
class DecoderProperties {
    private static final int GUARD_OCTETS = 5;

    @Provide
    Arbitrary<Integer> linkTypes() {
        return Arbitraries.of(0, 1, 9, 12, 50, 101, 108, 113, 204, 228, 229, 276, 9999);
    }

    @Provide
    Arbitrary<byte[]> frames() {
        return Arbitraries.of(FrameSamples.ALL);
    }

    @Property
    void shouldStayInsideRandomOctets(
            @ForAll @Size(max = 120) byte[] octets,
            @ForAll("linkTypes") int linkType,
            @ForAll @IntRange(max = 1000) int missingOctets) {
        checkDecoding(octets, linkType, octets.length + missingOctets);
    }

    @Property(tries = 100)
    void shouldStayInsideEveryPrefix(
            @ForAll("frames") byte[] frame, @ForAll("linkTypes") int linkType) {
        for (int length = 0; length <= frame.length; length++) {
            checkDecoding(Arrays.copyOf(frame, length), linkType, frame.length);
            checkDecoding(Arrays.copyOf(frame, length), linkType, length);
        }
    }

    /** Changed octets of real headers reach deeper than random ones. */
    @Property
    void shouldStayInsideDamagedFrames(
            @ForAll("frames") byte[] frame,
            @ForAll @IntRange(max = 2000) int place,
            @ForAll byte first,
            @ForAll byte second) {
        byte[] damaged = frame.clone();
        damaged[place % frame.length] = first;
        damaged[(place * 7 + 3) % frame.length] = second;
        checkDecoding(damaged, LinkTypes.ETHERNET, frame.length);
    }

    @Property(tries = 50)
    void shouldTellTheSameOfAFrameAnywhereInAnArray(@ForAll("frames") byte[] frame) {
        byte[] shifted = new byte[frame.length + 9];
        System.arraycopy(frame, 0, shifted, 9, frame.length);

        assertThat(FieldTree.of(LinkTypes.ETHERNET, shifted, 9, frame.length, frame.length))
                .isEqualTo(FieldTree.of(LinkTypes.ETHERNET, frame, 0, frame.length, frame.length));
    }

    private static void checkDecoding(byte[] octets, int linkType, int wireLength) {
        byte[] placed = new byte[octets.length + GUARD_OCTETS];
        System.arraycopy(octets, 0, placed, GUARD_OCTETS, octets.length);
        FieldSink inside =
                new FieldSink() {
                    private int begin = GUARD_OCTETS;
                    private int end = placed.length;

                    @Override
                    public boolean wantsDetails() {
                        return true;
                    }

                    @Override
                    public void unpacked(byte[] unpacked, int lengthOctets) {
                        begin = 0;
                        end = lengthOctets;
                    }

                    @Override
                    public void layer(Layer layer, int offset, int lengthOctets) {
                        assertThat(lengthOctets).isNotNegative();
                        if (lengthOctets > 0) {
                            assertThat(offset).isGreaterThanOrEqualTo(begin);
                            assertThat(offset + lengthOctets).isLessThanOrEqualTo(end);
                        }
                    }

                    @Override
                    public void field(Field field, int offset, int lengthOctets, long value) {
                        assertThat(offset).isGreaterThanOrEqualTo(begin);
                        assertThat(offset + lengthOctets).isLessThanOrEqualTo(end);
                    }
                };
        Decoder.full().decode(linkType, placed, GUARD_OCTETS, octets.length, wireLength, inside);
        Decoder.basic().decode(linkType, placed, GUARD_OCTETS, octets.length, wireLength, inside);
        assertThat(FieldTree.of(linkType, placed, GUARD_OCTETS, octets.length, wireLength).layers())
                .hasSizeLessThanOrEqualTo(Walk.DEPTH_MAX);
        assertThat(
                        new SummaryLine()
                                .format(
                                        1,
                                        0,
                                        linkType,
                                        placed,
                                        GUARD_OCTETS,
                                        octets.length,
                                        wireLength))
                .isPositive();
    }
}
