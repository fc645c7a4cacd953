package sluice.run;

import java.util.List;
import java.util.Optional;
import sluice.edge.HostStack;
import sluice.packet.LedgerStats;
import sluice.packet.PlaceStats;
import sluice.report.Figures;
import sluice.script.Expectation;
import sluice.script.Scenario;
import sluice.world.World;

/**
 * What came of a run.
 *
 * @param seed the seed that was used
 * @param shuffled whether it also drew the order of what happens at one instant
 * @param endNanos virtual time at the end
 * @param lastNanos virtual time of the last step of the trace
 * @param devices what the NICs with registers did
 * @param points what the policies at interception points of Windows hosts did
 * @param costs what work costs on the hosts on which it costs time
 * @param ways of the packets that the scenario has followed
 * @param owned the sends that drivers of Windows hosts kept, if an expectation asks about them
 * @param loaded what became of drivers that steps loaded on Windows hosts
 * @param places counts of every place of the ledger
 * @param imbalances what does not balance, as sentences
 * @param breaches broken contracts, each rule with each offender once, oldest first
 * @param bugChecks Windows machines that ended, in the order of the hosts
 * @param failures programs that threw, as sentences
 * @param warnings what a reader should know beside, such as a capture that ended early
 */
public record RunResult(
        Scenario scenario,
        long seed,
        boolean shuffled,
        World.RunEnd end,
        long endNanos,
        long lastNanos,
        long events,
        List<HostResult> hosts,
        List<PartStats> parts,
        List<Did> programs,
        List<Did> traffic,
        List<Did> devices,
        List<Did> points,
        List<Did> costs,
        List<PacketWay> ways,
        List<Owned> owned,
        List<Did> loaded,
        List<Checked> expectations,
        List<PlaceStats> places,
        LedgerStats totals,
        List<String> imbalances,
        List<Starved> starved,
        List<Breach> breaches,
        List<BugCheckReport.Stopped> bugChecks,
        List<String> failures,
        List<String> warnings) {
    /** Keeps the lists from changing. */
    public RunResult {
        hosts = List.copyOf(hosts);
        parts = List.copyOf(parts);
        programs = List.copyOf(programs);
        traffic = List.copyOf(traffic);
        devices = List.copyOf(devices);
        points = List.copyOf(points);
        bugChecks = List.copyOf(bugChecks);
        costs = List.copyOf(costs);
        ways = List.copyOf(ways);
        owned = List.copyOf(owned);
        loaded = List.copyOf(loaded);
        expectations = List.copyOf(expectations);
        places = List.copyOf(places);
        imbalances = List.copyOf(imbalances);
        starved = List.copyOf(starved);
        breaches = List.copyOf(breaches);
        failures = List.copyOf(failures);
        warnings = List.copyOf(warnings);
    }

    /**
     * A host as it stood at the end.
     *
     * @param workedNanos how long its processors had worked, by its costs
     */
    public record HostResult(String name, List<Row> layers, long workedNanos) {
        /** Keeps the list from changing. */
        public HostResult {
            layers = List.copyOf(layers);
        }
    }

    /** A layer with the packets that went through it. */
    public record Row(HostStack.LayerRow layer, LayerCount count) {}

    /** What a program or sender did, in words. */
    public record Did(String name, String on, String what) {}

    /** A send that a driver kept, with all who have owned it since. */
    public record Owned(String host, long packetId, List<Owner> owners) {
        /** Keeps the list from changing. */
        public Owned {
            owners = List.copyOf(owners);
        }
    }

    /**
     * Who owns a send from some time on.
     *
     * @param who a driver, the adapter of a miniport, {@code ndis} or {@code tcpip}
     * @param what how it came to it
     */
    public record Owner(long sinceNanos, String who, String what) {}

    /**
     * An expectation held against the run.
     *
     * @param found what was there instead, or what met it
     */
    public record Checked(Expectation expectation, boolean met, String found) {}

    /**
     * A thread that was ready and did not get its processor.
     *
     * @param holder who had it instead; may be empty
     */
    public record Starved(
            String host,
            String thread,
            String cpu,
            String holder,
            long sinceNanos,
            long waitedNanos) {
        @Override
        public String toString() {
            return host
                    + ": "
                    + thread
                    + " was ready for "
                    + Figures.duration(waitedNanos)
                    + " from "
                    + Figures.duration(sinceNanos)
                    + " and did not get "
                    + cpu
                    + (holder.isEmpty() ? "" : ", which " + holder + " had");
        }
    }

    /**
     * A rule that somebody broke.
     *
     * @param text the first time in words
     * @param packetId the packet of the first time, or 0
     * @param count how often the same offender broke the same rule
     */
    public record Breach(String rule, String text, long packetId, String offender, long count) {}

    /** Whether all expectations were met and all packets accounted for, and the run ended. */
    public boolean asAsked() {
        return expectations.stream().allMatch(Checked::met)
                && imbalances.isEmpty()
                && failures.isEmpty()
                && end != World.RunEnd.BUDGET_EXHAUSTED;
    }

    /** Counts of the place of that name. */
    Optional<PlaceStats> place(String name) {
        return places.stream().filter(place -> place.name().equals(name)).findFirst();
    }
}
