package sluice.run;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.capture.CaptureOptions;
import sluice.capture.NpfPreset;
import sluice.ndis.PacketFilters;
import sluice.pcap.file.LinkType;
import sluice.script.CaptureFilter;
import sluice.script.NicRef;
import sluice.script.Place;
import sluice.script.ProgramSpec;
import sluice.script.Scenario;
import sluice.sniffer.Adapter;
import sluice.sniffer.AdapterControl;
import sluice.sniffer.PacketSource;
import sluice.sniffer.SniffedPacket;
import sluice.sniffer.Sniffer;
import sluice.sniffer.SourceCounts;
import sluice.sniffer.SourceEnd;
import sluice.trace.ContractBroken;
import sluice.trace.TraceSink;
import sluice.world.World;

/**
 * A NIC of a scenario as a source: the scenario runs in virtual time, and a program on the NIC's
 * host captures by what the host has for it: the capture driver (Windows) or a packet socket
 * (Linux). Its times begin with the scenario, at 0.
 */
public final class ScenarioSource implements PacketSource {
    private static final String NAME = "sniffer";
    private static final int PRIORITY = 8; // that of the scenario's own programs
    private static final TraceSink UNSEEN = _ -> {};

    private final ScenarioWorld world;
    private final CaptureCounts capture;
    private final AdapterControl control;
    private final LinkType linkType;
    private final OptionalLong untilNanos;
    private final long durationNanos;
    private final SniffedPacket packet = new SniffedPacket();
    private @Nullable Sniffer sniffer;
    private @Nullable Throwable failure;
    private boolean full;
    private volatile boolean asked;
    private @Nullable RunResult result;

    /**
     * How a NIC is captured on.
     *
     * @param filter which packets, and how much of each
     * @param promiscuous whether the NIC is to take frames for other stations
     * @param durationNanos of the capture in virtual time; {@link Long#MAX_VALUE} for the whole run
     */
    public record Settings(CaptureFilter filter, boolean promiscuous, long durationNanos) {}

    private ScenarioSource(Scenario scenario, RunOptions options, NicRef nic, Settings with)
            throws UnfitScenario {
        this.linkType = linkType(scenario, nic);
        var watcher = new ScenarioWorld.Watcher(spec(nic, with, linkType), this::captured);
        this.world = new ScenarioWorld(scenario, options, UNSEEN, watcher);
        this.capture = world.watched().orElseThrow();
        this.control = world.nicControl(nic);
        this.untilNanos =
                options.untilNanos().isPresent() ? options.untilNanos() : scenario.untilNanos();
        this.durationNanos = with.durationNanos();
    }

    /**
     * What can be captured on: a scenario's NICs and loopback devices as {@code host/name}.
     *
     * @throws UnfitScenario if it cannot be built
     */
    public static List<Adapter> adapters(Scenario scenario, RunOptions options)
            throws UnfitScenario {
        try (var world = new ScenarioWorld(scenario, options, UNSEEN)) {
            return world.adapters();
        }
    }

    /**
     * Builds the scenario and opens one of its {@link #adapters}.
     *
     * @throws UnfitScenario if it cannot be built
     * @throws IllegalArgumentException if there is no such adapter
     */
    public static ScenarioSource open(
            Scenario scenario, RunOptions options, String adapter, Settings with)
            throws UnfitScenario {
        int slash = adapter.indexOf('/');
        if (slash < 0) throw new IllegalArgumentException("no adapter " + adapter);
        var nic =
                new NicRef(Place.START, adapter.substring(0, slash), adapter.substring(slash + 1));
        return new ScenarioSource(scenario, options, nic, with);
    }

    /** The link type of one of the {@link #adapters}. */
    public static LinkType linkType(Scenario scenario, NicRef nic) {
        return scenario.hosts().stream()
                .filter(host -> host.name().equals(nic.host()))
                .findFirst()
                .flatMap(host -> host.linkType(nic.nic()))
                .orElse(LinkType.ETHERNET);
    }

    private static ProgramSpec.Capture spec(NicRef nic, Settings with, LinkType linkType) {
        CaptureOptions usual = CaptureOptions.WPCAP;
        return new ProgramSpec.Capture(
                Place.START,
                NAME,
                nic,
                NpfPreset.NPF.name(),
                "capture",
                Optional.of(with.filter()),
                usual.kernelBufferOctets(),
                usual.userBufferOctets(),
                usual.minToCopyOctets(),
                usual.timeoutMillis(),
                with.promiscuous() ? PacketFilters.PROMISCUOUS : usual.packetFilter(),
                0,
                Optional.empty(),
                0,
                ProgramSpec.Capture.FOR_EVER,
                PRIORITY,
                0,
                Set.of(),
                "",
                linkType);
    }

    /** Called by the capturing program, on its own thread while the world waits for it. */
    private void captured(
            long timeNanos, byte[] octets, int offset, int capturedOctets, int wireOctets) {
        Sniffer to = sniffer;
        if (to == null || full || failure != null) return;
        packet.set(linkType, timeNanos, octets, offset, capturedOctets, wireOctets);
        try {
            full = !to.packet(packet);
        } catch (Throwable mine) { // not the emulated program's: it comes out of run
            failure = mine;
        }
    }

    @Override
    public SourceEnd run(Sniffer target) throws IOException {
        sniffer = target;
        World running = world.world();
        var starvation = new StarvationWatch(running);
        World.RunEnd end;
        try {
            end = ScenarioRunner.advance(running, this::lastNanos, starvation);
            if (end != World.RunEnd.BUDGET_EXHAUSTED) {
                capture.stop();
                running.runUntil(running.scheduler().nowNanos());
            }
            if (!full && !asked && durationNanos != Long.MAX_VALUE) target.idle(durationNanos);
        } catch (ContractBroken _) {
            end = World.RunEnd.CONTRACT_BROKEN; // it stands in the book
        }
        result = world.result(end, starvation.found());
        switch (failure) {
            case null -> {}
            case IOException broken -> throw broken;
            case RuntimeException broken -> throw broken;
            case Error broken -> throw broken;
            default -> throw new IllegalStateException(failure);
        }
        try {
            world.requireStepsDone();
        } catch (UnfitScenario unfit) {
            return new SourceEnd.Gone(String.valueOf(unfit.getMessage()));
        }
        if (!trouble().isEmpty()) return new SourceEnd.Gone(trouble());
        if (end == World.RunEnd.BUDGET_EXHAUSTED)
            return new SourceEnd.Gone("the scenario does not come to an end");
        return full || running.scheduler().nowNanos() >= durationNanos
                ? new SourceEnd.Limit()
                : asked ? new SourceEnd.Asked() : new SourceEnd.Over();
    }

    /** What can be set on the NIC. */
    public AdapterControl control() {
        return control;
    }

    private long lastNanos() {
        if (full || asked || failure != null) return 0;
        long end = untilNanos.orElse(ScenarioRunner.later(world.plannedNanos()));
        return Math.min(end, durationNanos);
    }

    private String trouble() {
        return capture.counter("troubles") == 0 ? "" : capture.did();
    }

    /** What came of the scenario itself; empty before {@link #run}. */
    public Optional<RunResult> result() {
        return Optional.ofNullable(result);
    }

    @Override
    public void askToEnd() {
        asked = true;
    }

    @Override
    public Optional<SourceCounts> counts() {
        return Optional.of(
                new SourceCounts(capture.counter("received"), capture.counter("dropped"), 0));
    }

    @Override
    public void close() {
        world.close();
    }
}
