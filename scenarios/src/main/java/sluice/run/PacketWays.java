package sluice.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.report.Figures;
import sluice.script.Scenario;
import sluice.trace.Born;
import sluice.trace.Crossed;
import sluice.trace.Ended;
import sluice.trace.Step;
import sluice.trace.StepFields;
import sluice.trace.TraceSink;

/** Follows the first packets of the traffic that a scenario names, while the trace is made. */
final class PacketWays {
    /** Follows nothing. */
    static final PacketWays NONE = new PacketWays(List.of());

    private static final int ROWS_MAX = 60;

    private final Map<String, Way> ways = new LinkedHashMap<>();
    private final Map<Long, Way> packets = new HashMap<>();
    private @Nullable Way awaited;

    PacketWays(List<Scenario.Followed> followed) {
        followed.forEach(each -> ways.put(each.traffic(), new Way(each.traffic())));
    }

    private static final class Way {
        final String traffic;
        final List<PacketWay.Row> rows = new ArrayList<>();
        final Map<Long, Down> lowest = new HashMap<>();
        String host = "";

        Way(String traffic) {
            this.traffic = traffic;
        }
    }

    /** Where a packet went down to last, and the row that says so. */
    private record Down(String place, int row) {}

    /** The traffic's sender sends now; its first packet is the next one that is born. */
    void sending(String traffic) {
        Way way = ways.get(traffic);
        awaited = way != null && way.host.isEmpty() ? way : null;
    }

    /** The sender is done. */
    void sent() {
        awaited = null;
    }

    /** The trace, read on its way to {@code next}. */
    TraceSink before(TraceSink next) {
        return ways.isEmpty() ? next : next.after(this::read);
    }

    /** What was seen, in the order in which the scenario names the traffic. */
    List<PacketWay> seen() {
        return ways.values().stream()
                .map(way -> new PacketWay(way.traffic, way.host, way.rows))
                .toList();
    }

    private void read(Step step) {
        if (step instanceof Born born) begin(born);
        Way way = packets.get(step.packetId());
        if (way == null) return;
        if (step instanceof Crossed up && !up.down()) turn(way, up);
        if (way.rows.size() < ROWS_MAX) {
            if (step instanceof Crossed down && down.down())
                way.lowest.put(step.packetId(), new Down(step.place(), way.rows.size()));
            else way.lowest.remove(step.packetId());
            way.rows.add(
                    new PacketWay.Row(
                            step.timeNanos(), place(way, step.place()), words(step), false));
        }
        if (step instanceof Ended) packets.remove(step.packetId());
    }

    private void begin(Born born) {
        Way way = packets.get(born.parentId());
        if (way != null && !born.cause().equals("copied")) return; // an answer, or a question first
        // What a cable carries has left: that its frame comes back to the driver is no turning.
        if (way != null && born.place().indexOf('/') < 0) way.lowest.remove(born.parentId());
        if (way == null && awaited != null && born.parentId() == 0) {
            way = awaited;
            way.host = born.place().substring(0, born.place().indexOf('/'));
            awaited = null;
        }
        if (way != null) packets.put(born.packetId(), way);
    }

    private static void turn(Way way, Crossed up) {
        Down down = way.lowest.get(up.packetId());
        if (down == null || !down.place().equals(up.from())) return;
        PacketWay.Row row = way.rows.get(down.row());
        way.rows.set(down.row(), new PacketWay.Row(row.timeNanos(), row.place(), row.what(), true));
    }

    private static String place(Way way, String place) {
        String own = way.host + "/";
        return place.startsWith(own) ? place.substring(own.length()) : place;
    }

    private static String words(Step step) {
        return switch (step) {
            case Born born ->
                    (born.parentId() == 0 ? "begins, " : "a copy begins, ")
                            + Figures.counted(born.lengthOctets(), "octet");
            case Crossed crossed ->
                    crossed.verb() + ", " + Figures.counted(crossed.octets().length, "octet");
            case Ended ended -> ended.kind() + ", " + ended.reason();
            default -> {
                var said = new Words(step.verb(), new StringBuilder(step.verb()));
                step.describe(said);
                yield said.text.toString();
            }
        };
    }

    /** Fields in a row, those without their name that the verb has said. */
    private record Words(String verb, StringBuilder text) implements StepFields {
        @Override
        public void text(String name, String value) {
            text.append(text.length() == verb.length() ? " " : ", ");
            if (!name.equals(verb)) text.append(name).append(' ');
            text.append(value);
        }

        @Override
        public void number(String name, long value) {
            text(name, Long.toString(value));
        }

        @Override
        public void octets(String name, byte[] value) {
            text(name, Figures.counted(value.length, "octet"));
        }
    }
}
