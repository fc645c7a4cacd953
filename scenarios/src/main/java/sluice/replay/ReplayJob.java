package sluice.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import sluice.edge.IpAddress;
import sluice.packet.wire.Addresses;
import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.FileProgress;
import sluice.report.Figures;
import sluice.report.Palette;
import sluice.run.BugCheckReport;
import sluice.run.RunFiles;
import sluice.run.RunResult;
import sluice.run.StackInstaller;
import sluice.world.WorldOptions;

/** The main job from end to end: survey, plan, replay through each host, files, summary. */
public final class ReplayJob {
    private final Path capture;
    private final Map<String, StackInstaller> hosts;
    private final Optional<IpAddress> as;
    private final long packet;
    private final Path out;
    private final WorldOptions world;

    private ReplayJob(
            Path capture,
            Map<String, StackInstaller> hosts,
            Optional<IpAddress> as,
            long packet,
            Path out,
            WorldOptions world) {
        this.capture = capture;
        this.hosts = hosts;
        this.as = as;
        this.packet = packet;
        this.out = out;
        this.world = world;
    }

    /** How it came out. */
    public record Outcome(
            String text,
            String json,
            boolean balanced,
            List<Broken> broken,
            Optional<CaptureDamage> damage) {
        /** Keeps the list from changing. */
        public Outcome {
            broken = List.copyOf(broken);
        }

        /** Whether no host broke a contract. */
        public boolean contractsKept() {
            return broken.isEmpty();
        }
    }

    /**
     * The contracts that were broken on one host.
     *
     * @param folder where its files are
     */
    public record Broken(
            String host,
            Path folder,
            List<RunResult.Breach> breaches,
            List<BugCheckReport.Stopped> bugChecks) {
        /** Keeps the lists from changing. */
        public Broken {
            breaches = List.copyOf(breaches);
            bugChecks = List.copyOf(bugChecks);
        }
    }

    /** Input that cannot be replayed; the message is one line for the user. */
    public static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        private final String text;

        Unfit(String text) {
            super(text);
            this.text = text;
        }

        /** The line. */
        public String text() {
            return text;
        }
    }

    /**
     * A job.
     *
     * @param hosts the stacks by host name, in order
     * @param as the station, or empty for the one in most frames
     * @param packet number of the frame to follow, or 0
     * @param out folder for the files
     */
    public static ReplayJob of(
            Path capture,
            Map<String, StackInstaller> hosts,
            Optional<IpAddress> as,
            long packet,
            Path out,
            WorldOptions world) {
        return new ReplayJob(capture, new LinkedHashMap<>(hosts), as, packet, out, world);
    }

    /** Does it. */
    public Outcome run(Palette palette) throws IOException, Unfit {
        return run(palette, FileProgress.NONE);
    }

    /**
     * Does it.
     *
     * @param progress told how far the capture is read: twice, and once more for each stack
     */
    public Outcome run(Palette palette, FileProgress progress) throws IOException, Unfit {
        try {
            return runAll(palette, progress);
        } catch (CaptureFrames.UnfitCapture unfit) {
            throw new Unfit(String.valueOf(unfit.getMessage()));
        }
    }

    private Outcome runAll(Palette palette, FileProgress progress)
            throws IOException, CaptureFrames.UnfitCapture {
        var frames = new CaptureFrames(capture, progress);
        Survey survey = Survey.of(frames);
        List<Survey.Candidate> candidates = survey.candidates();
        if (survey.frames() == 0) {
            String why =
                    survey.damage()
                            .map(damage -> damage.describe(capture.toString()))
                            .orElse(capture + ": no frames");
            throw new CaptureFrames.UnfitCapture(why);
        }
        if (candidates.isEmpty() && as.isEmpty()) {
            throw new CaptureFrames.UnfitCapture(
                    capture + ": no IP station in it; name one with --as ADDRESS");
        }
        IpAddress station = as.orElseGet(() -> candidates.getFirst().address());
        if (survey.macOf(station).isEmpty()) {
            throw new CaptureFrames.UnfitCapture(
                    "%s: no frame of it tells the MAC of %s; stations that are there: %s"
                            .formatted(capture, station, firstNames(candidates)));
        }
        if (packet > survey.frames()) {
            throw new CaptureFrames.UnfitCapture(
                    "%s: there is no packet %s; it has %s"
                            .formatted(
                                    capture,
                                    Figures.grouped(packet),
                                    Figures.counted(survey.frames(), "packet")));
        }
        List<ReplayResult> results = new ArrayList<>();
        List<Broken> broken = new ArrayList<>();
        StationPlan plan = Planner.plan(frames, survey, station);
        ReplayHeading heading = heading(survey, plan, candidates);
        for (var host : hosts.entrySet()) {
            Path folder = hosts.size() > 1 ? out.resolve(host.getKey()) : out;
            String title =
                    "%s as %s on %s".formatted(capture.getFileName(), station, host.getKey());
            try (RunFiles files = RunFiles.in(folder, title, survey.firstEpochNanos())) {
                var replay =
                        new Replay(
                                frames, plan, host.getKey(), world, host.getValue(), packet, files);
                ReplayResult result = replay.run(survey);
                results.add(result);
                if (!result.breaches().isEmpty())
                    broken.add(
                            new Broken(
                                    host.getKey(), folder, result.breaches(), result.bugChecks()));
                files.summary(ReplayJson.text(heading, List.of(result)));
            }
        }
        boolean balanced =
                results.stream()
                        .allMatch(r ->
                                r.imbalances().isEmpty() && r.account().total() == survey.frames());
        return new Outcome(
                ReplaySummary.text(heading, results, palette),
                ReplayJson.text(heading, results),
                balanced,
                broken,
                survey.damage());
    }

    private static String firstNames(List<Survey.Candidate> candidates) {
        var names = new StringJoiner(", ");
        candidates.stream()
                .limit(5)
                .forEach(candidate -> names.add(candidate.address().toString()));
        return names.toString();
    }

    private ReplayHeading heading(
            Survey survey, StationPlan plan, List<Survey.Candidate> candidates) {
        String runnerUp =
                candidates.stream()
                        .filter(candidate -> !candidate.address().equals(plan.station))
                        .findFirst()
                        .map(candidate -> candidate.address() + " in " + candidate.frames())
                        .orElse("");
        return new ReplayHeading(
                String.valueOf(capture.getFileName()),
                survey.frames(),
                survey.durationNanos(),
                plan.station.toString(),
                survey.framesOf(plan.station),
                runnerUp,
                learned(plan),
                out.toString(),
                packet);
    }

    private static List<String> learned(StationPlan plan) {
        List<String> lines = new ArrayList<>();
        var addresses = new StringJoiner(", ");
        for (var address : plan.addresses) {
            String from =
                    address.fromNanos() > 0
                            ? " from %.3f s on, by DHCP".formatted(address.fromNanos() / 1e9)
                            : "";
            addresses.add(address.address() + "/" + address.prefixLength() + from);
        }
        lines.add(
                "station "
                        + Addresses.formatMac(plan.mac)
                        + (plan.router ? ", a router" : "")
                        + ": "
                        + addresses
                        + " ("
                        + plan.prefixSource
                        + ")");
        var routes = new StringJoiner(", ");
        for (var route : plan.routes) {
            String to =
                    route.prefixLength() == 0
                            ? "default"
                            : route.network() + "/" + route.prefixLength();
            routes.add(to + (route.farSide() ? " by its other NIC" : " via " + route.gateway()));
        }
        if (routes.length() > 0) lines.add("routes: " + routes);
        if (!plan.neighbours.isEmpty()) {
            var known = new StringJoiner(", ");
            plan.neighbours.stream()
                    .limit(5)
                    .forEach(neighbour -> known.add(neighbour.address().toString()));
            lines.add(
                    "neighbours it knew without asking in the capture: "
                            + known
                            + (plan.neighbours.size() > 5 ? ", ..." : ""));
        }
        return lines;
    }
}
