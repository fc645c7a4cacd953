package sluice.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import sluice.packet.Octets;

/**
 * Keys that differ in little lie in different slots. It was believed that octet by octet times 31
 * spreads addresses; of a whole net of them eight each lay in one slot.
 */
class HashIndexTest {
    private static final int COUNT = 1 << 14;
    private static final int USED_MIN = COUNT / 2;

    private static int slotsUsed(IntFunction<byte[]> keys) {
        var used = new BitSet(COUNT);
        for (int i = 0; i < COUNT; i++) {
            byte[] key = keys.apply(i);
            used.set(HashIndex.hash(key, 0, key.length) & COUNT - 1);
        }
        return used.cardinality();
    }

    private static byte[] words(int... words) {
        byte[] key = new byte[Integer.BYTES * words.length];
        for (int i = 0; i < words.length; i++) Octets.put32(key, Integer.BYTES * i, words[i]);
        return key;
    }

    @Test
    void shouldSpreadAddressesBesideEachOther() {
        assertThat(slotsUsed(i -> words(0x0a00_0000 + i))).isGreaterThan(USED_MIN);
    }

    @Test
    void shouldSpreadNets() {
        assertThat(slotsUsed(i -> words(0x0a00_0000 + (i << 8)))).isGreaterThan(USED_MIN);
    }

    @Test
    void shouldSpreadPorts() {
        assertThat(slotsUsed(i -> new byte[] {(byte) (i >>> 8), (byte) i})).isGreaterThan(USED_MIN);
    }

    @Test
    void shouldSpreadAddressesWithPorts() {
        assertThat(slotsUsed(i -> words(0x0a00_0000 + (i >>> 4), (i & 15) << 16)))
                .isGreaterThan(USED_MIN);
    }

    @Test
    void shouldSpreadIpv6Addresses() {
        assertThat(slotsUsed(i -> words(0x2001_0db8, i, 0, 1))).isGreaterThan(USED_MIN);
    }

    @Test
    void shouldSpreadNames() {
        assertThat(
                        slotsUsed(i -> {
                            byte[] name = new byte[16];
                            byte[] text =
                                    ("veth" + i)
                                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                            System.arraycopy(text, 0, name, 0, text.length);
                            return name;
                        }))
                .isGreaterThan(USED_MIN);
    }
}
