package sluice.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The rings beside a plain list of what was stored. */
class CaptureRingsProperties {
    private record Stored(int cpu, int mark, int captured) {}

    /**
     * Records come out as they went in, in order, whole; a refusal is a lack of room and nothing
     * else; a resize loses exactly what was in.
     */
    @Property
    void shouldReadWhatWasStoredInOrder(
            @ForAll @IntRange(min = 1, max = 4) int cpus,
            @ForAll @IntRange(min = 0, max = 600) int size,
            @ForAll @Size(max = 200) int[] steps) {
        var rings = new CaptureRings(cpus);
        rings.resize(size * cpus);
        Deque<Stored> model = new ArrayDeque<>();
        byte[] packet = new byte[700];
        byte[] user = new byte[900];
        int mark = 0;
        for (int step : steps) {
            int argument = (step >>> 3) & 0x3ff;
            switch (step & 7) {
                case 0, 1 -> {
                    int length = 20 + argument % 800;
                    int used = rings.read(user, 3, length);
                    readAll(model, user, used, length);
                }
                case 2 -> {
                    if (argument > 40) continue;
                    size = argument * 15;
                    rings.resize(size * cpus);
                    model.clear();
                }
                default -> {
                    int cpu = (step >>> 16 & 0xff) % cpus;
                    int captured = argument % 200;
                    java.util.Arrays.fill(packet, (byte) ++mark);
                    int inModel = modelUsed(model, cpu);
                    if (rings.fits(cpu, captured)) {
                        rings.store(cpu, mark * 1000L, packet, 7, captured, 2000);
                        model.addLast(new Stored(cpu, mark, captured));
                        assertThat(inModel + 24 + captured).isLessThanOrEqualTo(size);
                    } else {
                        assertThat(captured + 24)
                                .as("no room, but for an end too short for a header")
                                .isGreaterThan(Math.max(0, size - inModel - 23));
                    }
                }
            }
            for (int cpu = 0; cpu < cpus; cpu++) {
                int skipped = rings.usedOctets(cpu) - modelUsed(model, cpu);
                assertThat(skipped).isBetween(0, 23);
            }
            assertThat(rings.records()).isEqualTo(model.size());
        }
        readAll(model, user, rings.read(user, 3, 890), 890);
    }

    private static int modelUsed(Deque<Stored> model, int cpu) {
        return model.stream()
                .filter(stored -> stored.cpu() == cpu)
                .mapToInt(stored -> stored.captured() + 24)
                .sum();
    }

    private static void readAll(Deque<Stored> model, byte[] user, int used, int room) {
        var cursor = new RecordCursor().over(user, 3, used);
        while (cursor.next()) {
            Stored expected = model.removeFirst();
            assertThat(cursor.capturedOctets()).isEqualTo(expected.captured());
            assertThat(cursor.timeNanos()).isEqualTo(expected.mark() * 1000L);
            assertThat(cursor.wireOctets()).isEqualTo(2000);
            for (int i = 0; i < expected.captured(); i++)
                assertThat(user[cursor.offset() + i]).isEqualTo((byte) expected.mark());
        }
        Stored next = model.peekFirst();
        if (next != null) assertThat(next.captured() + 20).isGreaterThan(room - used);
    }
}
