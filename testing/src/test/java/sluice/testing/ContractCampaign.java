package sluice.testing;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.RandomGenerator;

/** Very many schedules on every driver of {@link Behaved}, and a table of what came of them. */
final class ContractCampaign {
    private static final int GENERATOR_SIZE = 1000;
    private static final int ALARMS_SHOWN = 5;

    private static final class Row {
        int schedules;
        long actions;
        long delivered;
        int alarms;
    }

    private final int schedules;
    private final long seed;
    private final Map<Behaved, Row> rows = new EnumMap<>(Behaved.class);
    private final List<String> alarms = new ArrayList<>();

    ContractCampaign(int schedules, long seed) {
        this.schedules = schedules;
        this.seed = seed;
    }

    void run() {
        Behaved[] all = Behaved.values();
        for (Behaved each : all) rows.put(each, new Row());
        RandomGenerator<NdisSchedule> any = NdisSchedules.any().generator(GENERATOR_SIZE, false);
        var random = new Random(seed);
        for (int i = 0; i < schedules; i++) play(all[i % all.length], any.next(random).value());
    }

    private void play(Behaved which, NdisSchedule schedule) {
        Row row = requireNonNull(rows.get(which));
        NdisPlay played = schedule.run(which.bed());
        row.schedules++;
        row.actions += schedule.actions().size();
        row.delivered += played.delivered();
        if (played.clean() && played.outOfOrder().isEmpty()) return;
        row.alarms++;
        if (alarms.size() < ALARMS_SHOWN)
            alarms.add(which + "\n" + NdisScenario.list(schedule, played) + played.outOfOrder());
    }

    /** The first few, each with its schedule. */
    List<String> alarms() {
        return alarms;
    }

    String table() {
        var text = new StringBuilder();
        text.append("seed %d, verifier strict%n".formatted(seed));
        text.append(line("driver", "schedules", "actions", "delivered", "alarms"));
        var sum = new Row();
        rows.forEach((which, row) -> {
            text.append(line(which.name().toLowerCase(Locale.ROOT), row));
            sum.schedules += row.schedules;
            sum.actions += row.actions;
            sum.delivered += row.delivered;
            sum.alarms += row.alarms;
        });
        return text.append(line("all", sum)).toString();
    }

    private static String line(String name, Row row) {
        return line(name, row.schedules, row.actions, row.delivered, row.alarms);
    }

    private static String line(Object name, Object... columns) {
        return "%-26s%10s%12s%12s%8s%n"
                .formatted(name, columns[0], columns[1], columns[2], columns[3]);
    }
}
