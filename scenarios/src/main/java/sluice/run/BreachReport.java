package sluice.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sluice.report.Figures;
import sluice.report.JsonText;
import sluice.trace.Contracts;

/** The broken contracts of a run, for a person and for a program. */
public final class BreachReport {
    private BreachReport() {}

    /** What stands in the book: each rule with each offender once. */
    public static List<RunResult.Breach> of(Contracts book) {
        return book.tallies().stream()
                .map(tally ->
                        new RunResult.Breach(
                                tally.first().rule(),
                                String.valueOf(tally.first().getMessage()),
                                tally.first().packetId(),
                                tally.first().offender(),
                                tally.count()))
                .toList();
    }

    /**
     * A line for each, and under the first the last steps of its packet.
     *
     * @param folder where the run left its files
     */
    public static List<String> lines(List<RunResult.Breach> breaches, Path folder)
            throws IOException {
        List<String> lines = new ArrayList<>();
        for (RunResult.Breach breach : breaches) {
            long more = breach.count() - 1;
            lines.add(
                    "contract broken: "
                            + breach.text()
                            + (more == 0 ? "" : "; and " + times(more) + " more by the same"));
            if (lines.size() == 1 && breach.packetId() != 0) {
                Path trace = folder.resolve("trace.jsonl");
                lines.add("  history of packet " + breach.packetId());
                PacketHistory.of(breach.packetId(), trace)
                        .lines()
                        .forEach(step -> lines.add("    " + step));
            }
        }
        return lines;
    }

    private static String times(long count) {
        return Figures.counted(count, "time");
    }

    /** The member {@code breaches} of an object: an array with an object for each. */
    public static void write(List<RunResult.Breach> breaches, JsonText json) {
        json.name("breaches").beginArray();
        for (RunResult.Breach breach : breaches) {
            json.beginObject().member("rule", breach.rule()).member("text", breach.text());
            json.member("packet", breach.packetId()).member("offender", breach.offender());
            json.member("count", breach.count()).endObject();
        }
        json.endArray();
    }
}
