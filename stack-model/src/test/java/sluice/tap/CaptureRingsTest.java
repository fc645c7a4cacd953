package sluice.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CaptureRingsTest {
    private static final byte[] DATA = new byte[2000];

    static {
        for (int i = 0; i < DATA.length; i++) DATA[i] = (byte) i;
    }

    private static boolean store(CaptureRings rings, int cpu, int captured) {
        if (!rings.fits(cpu, captured)) return false;
        rings.store(cpu, 1_000_002_345_678L, DATA, 1, captured, captured + 100);
        return true;
    }

    @Test
    void shouldLayRecordsOutAsNpfDoes() {
        var rings = new CaptureRings(1);
        rings.resize(1000);
        store(rings, 0, 5);
        store(rings, 0, 3);
        byte[] user = new byte[64];
        assertThat(rings.read(user, 0, 64)).isEqualTo(28 + 24);
        assertThat(HexFormat.of().formatHex(user, 0, 28))
                .isEqualTo(
                        "e8030000"
                                + "29090000"
                                + "05000000"
                                + "69000000"
                                + "1400"
                                + "0000"
                                + "0102030405"
                                + "000000");
        assertThat(HexFormat.of().formatHex(user, 28, 51))
                .isEqualTo(
                        "e8030000"
                                + "29090000"
                                + "03000000"
                                + "67000000"
                                + "1400"
                                + "0000"
                                + "010203");
        var cursor = new RecordCursor().over(user, 0, 52);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.timeNanos()).isEqualTo(1_000_002_345_000L);
        assertThat(cursor.wireOctets()).isEqualTo(105);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.offset()).isEqualTo(48);
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void shouldRefuseTheNewcomerWhenFullAndKeepWhatIsThere() {
        var rings = new CaptureRings(1);
        rings.resize(3 * (24 + 60));
        for (int i = 0; i < 3; i++) assertThat(store(rings, 0, 60)).isTrue();
        assertThat(store(rings, 0, 1)).isFalse();
        assertThat(rings.freeOctets(0)).isZero();
        assertThat(rings.read(new byte[1000], 0, 1000)).isEqualTo(3 * 80);
        assertThat(rings.usedOctets()).isZero();
    }

    @Test
    void shouldSkipAnEndTooShortForAHeaderAndCountItAsUsed() {
        var rings = new CaptureRings(1);
        rings.resize(100);
        store(rings, 0, 57); // ends at 81: 19 octets left, too few
        assertThat(rings.usedOctets()).isEqualTo(100);
        assertThat(store(rings, 0, 0)).isFalse();
        rings.read(new byte[200], 0, 200);
        assertThat(rings.usedOctets()).isZero();
        assertThat(store(rings, 0, 76)).isTrue();
    }

    @Test
    void shouldWrapThePacketButNotItsHeader() {
        var rings = new CaptureRings(1);
        rings.resize(100);
        store(rings, 0, 50); // 0..74; the next header ends at 98, its packet wraps
        assertThat(store(rings, 0, 2)).isTrue();
        byte[] user = new byte[200];
        rings.read(user, 0, 200);
        assertThat(store(rings, 0, 60)).isTrue();
        assertThat(rings.read(user, 0, 200)).isEqualTo(80);
        assertThat(Arrays.copyOfRange(user, 20, 80)).isEqualTo(Arrays.copyOfRange(DATA, 1, 61));
    }

    @Test
    void shouldReadAcrossCpusInTheOrderOfStoring() {
        var rings = new CaptureRings(3);
        rings.resize(3000);
        int[] cpus = {2, 0, 0, 1, 2, 1};
        for (int i = 0; i < cpus.length; i++) store(rings, cpus[i], 10 + i);
        byte[] user = new byte[1000];
        int used = rings.read(user, 0, 1000);
        var cursor = new RecordCursor().over(user, 0, used);
        for (int i = 0; i < cpus.length; i++) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.capturedOctets()).isEqualTo(10 + i);
        }
    }

    @Test
    void shouldGiveEachCpuItsPartOfTheSize() {
        var rings = new CaptureRings(4);
        rings.resize(4 * 124 + 3);
        assertThat(rings.sizeEachOctets()).isEqualTo(124);
        assertThat(store(rings, 0, 100)).isTrue();
        assertThat(store(rings, 0, 0)).isFalse();
        assertThat(store(rings, 1, 100)).isTrue();
        rings.resize(4 * 24 - 1);
        assertThat(rings.sizeEachOctets()).isZero();
        assertThat(store(rings, 0, 0)).isFalse();
    }

    @Test
    void shouldNotSplitARecordAndBlockOnOneTooLong() {
        var rings = new CaptureRings(1);
        rings.resize(10_000);
        store(rings, 0, 1000);
        store(rings, 0, 10);
        byte[] user = new byte[1019];
        assertThat(rings.read(user, 0, 1019)).isZero();
        assertThat(rings.records()).isEqualTo(2);
        assertThat(rings.nextCapturedOctets()).isEqualTo(1000);
    }

    @Test
    void shouldCutThePaddingOfTheLastRecordAtTheBuffersEnd() {
        var rings = new CaptureRings(1);
        rings.resize(1000);
        store(rings, 0, 5);
        byte[] user = new byte[25];
        assertThat(rings.read(user, 0, 25)).isEqualTo(25);
        assertThat(new RecordCursor().over(user, 0, 25).next()).isTrue();
    }

    @Test
    void shouldRefuseSizesThatCannotBe() {
        var rings = new CaptureRings(1);
        rings.resize(1000);
        store(rings, 0, 5);
        assertThat(rings.resize(-1)).isFalse();
        assertThat(rings.resize(Integer.MAX_VALUE)).isFalse();
        assertThat(rings.records()).isEqualTo(1);
    }

    @Test
    void shouldStopACursorBeforeAnythingThatIsNotWhole() {
        var rings = new CaptureRings(1);
        rings.resize(1000);
        store(rings, 0, 40);
        byte[] user = new byte[60];
        rings.read(user, 0, 60);
        for (int length = 0; length < 60; length++)
            assertThat(new RecordCursor().over(user, 0, length).next()).isFalse();
        CaptureRecord.put32(user, 8, -1);
        assertThat(new RecordCursor().over(user, 0, 60).next()).isFalse();
        CaptureRecord.put32(user, 8, Integer.MAX_VALUE);
        assertThat(new RecordCursor().over(user, 0, 60).next()).isFalse();
        CaptureRecord.put32(user, 8, 40);
        CaptureRecord.put32(user, 16, 19);
        assertThat(new RecordCursor().over(user, 0, 60).next()).isFalse();
    }
}
