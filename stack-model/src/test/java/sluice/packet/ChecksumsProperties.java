package sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Against the sum of RFC 1071 section 4.1, word by word. */
class ChecksumsProperties {
    private static int naive(byte[] octets, int offset, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++)
            sum += (long) (octets[offset + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
        return (int) ~sum & 0xffff;
    }

    @Property
    void shouldAgreeWithTheNaiveSum(
            @ForAll @Size(max = 200) byte[] octets, @ForAll @IntRange(max = 20) int from) {
        int offset = Math.min(from, octets.length);
        int length = octets.length - offset;
        assertThat(Checksums.finish(Checksums.sum(octets, offset, length)))
                .isEqualTo(naive(octets, offset, length));
    }

    @Property
    void shouldAddUpPieces(
            @ForAll @Size(max = 200) byte[] octets, @ForAll @IntRange(max = 200) int cut) {
        int at = Math.min(cut, octets.length);
        long rest = Checksums.sum(octets, at, octets.length - at);
        long whole = Checksums.sum(octets, 0, at) + (at % 2 == 0 ? rest : Checksums.swapped(rest));
        assertThat(Checksums.finish(whole)).isEqualTo(naive(octets, 0, octets.length));
    }

    /** RFC 1624: updating is as good as summing up again, but for the two zeros. */
    @Property
    void shouldUpdateAsIfSummedUpAgain(
            @ForAll @Size(value = 40) byte[] octets,
            @ForAll @IntRange(max = 9) int word,
            @ForAll int fresh) {
        octets[36] = 1; // not all zero
        int before = naive(octets, 0, 40);
        int at = word * 4;
        if (at == 36) at = 0;
        int old32 = Octets.i32(octets, at);
        int old16 = Octets.u16(octets, at);
        byte[] changed = octets.clone();
        Octets.put16(changed, at, fresh);
        assertThat(Checksums.updated16(before, old16, fresh & 0xffff))
                .isEqualTo(naive(changed, 0, 40));
        Octets.put32(changed, at, fresh);
        assertThat(Checksums.updated32(before, old32, fresh)).isEqualTo(naive(changed, 0, 40));
    }

    @Property
    void shouldFoldAnySumToSixteenBits(@ForAll long sum) {
        long positive = sum & Long.MAX_VALUE;
        long expected = positive;
        while (expected > 0xffff) expected = (expected & 0xffff) + (expected >>> 16);
        assertThat(Checksums.fold(positive)).isEqualTo((int) expected);
    }

    @Property
    void shouldReadWhatItWrote(@ForAll long value, @ForAll @IntRange(max = 7) int at) {
        byte[] octets = new byte[16];
        Octets.put64(octets, at, value);
        assertThat(Octets.i64(octets, at)).isEqualTo(value);
        assertThat(Octets.u32(octets, at)).isEqualTo(value >>> 32);
        assertThat(Octets.u48(octets, at)).isEqualTo(value >>> 16);
        assertThat(Octets.u24(octets, at)).isEqualTo((int) (value >>> 40));
        assertThat(Octets.u16(octets, at)).isEqualTo((int) (value >>> 48));
        assertThat(Octets.u8(octets, at)).isEqualTo((int) (value >>> 56));
        Octets.put48(octets, at, value);
        assertThat(Octets.u48(octets, at)).isEqualTo(value & 0xffff_ffff_ffffL);
        Octets.put16(octets, at, (int) value);
        assertThat(Octets.u16(octets, at)).isEqualTo((int) value & 0xffff);
        Octets.put8(octets, at, (int) value);
        assertThat(Octets.u8(octets, at)).isEqualTo((int) value & 0xff);
    }
}
