package sluice.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sluice.ndis.Miniport;
import sluice.nic.LinkEnd;
import sluice.nic.Nic;
import sluice.report.Figures;
import sluice.script.NicRef;
import sluice.script.NicSpec;
import sluice.sim.Dm9000;
import sluice.sim.Dm9Nic;
import sluice.sim.Dm9Receives;
import sluice.sim.IoWidth;
import sluice.winstack.SimMiniport;
import sluice.world.Host;

/** The NICs of a scenario: made as their model says, and looked up by host and name. */
final class Devices {
    private final Map<String, LinkEnd> ends = new LinkedHashMap<>();
    private final Map<String, Dm9Nic> chips = new LinkedHashMap<>();
    private final Map<Nic, Boolean> lookaheads = new LinkedHashMap<>();

    void add(Host host, NicSpec spec) {
        String name = host.name() + "/" + spec.name();
        if (!spec.hardware().hasRegisters()) {
            ends.put(name, host.addNic(spec.name(), spec.options()));
            return;
        }
        IoWidth width = IoWidth.ofBits(spec.hardware().busBits());
        Dm9Nic nic = Dm9Nic.in(host, spec.name(), spec.options(), width);
        ends.put(name, nic.chip());
        chips.put(name, nic);
        lookaheads.put(nic, spec.hardware().lookahead());
    }

    /** The port of a virtual network. */
    void addPort(String name, LinkEnd port) {
        ends.put(name, port);
    }

    /** Whether it is there already: ports come with their hosts' systems. */
    boolean has(NicRef ref) {
        return ends.containsKey(ref.toString());
    }

    /** Where a cable is plugged in, or a frame put in. */
    LinkEnd end(NicRef ref) {
        LinkEnd end = ends.get(ref.toString());
        if (end == null) {
            throw new IllegalStateException("no NIC " + ref);
        }
        return end;
    }

    /** The miniport that a Windows host puts on a NIC. */
    Miniport miniport(Nic nic) {
        if (!(nic instanceof Dm9Nic chip)) {
            return new SimMiniport(nic, false);
        }
        return lookaheads.getOrDefault(nic, false)
                ? Dm9Receives.withLookaheads(chip)
                : Dm9Receives.withPackets(chip);
    }

    /** One of the counts of a NIC with registers. */
    long counter(NicRef ref, String name) {
        Dm9Nic nic = chips.get(ref.toString());
        return nic == null ? 0 : counter(nic, name);
    }

    private static long counter(Dm9Nic nic, String name) {
        Dm9000 chip = nic.chip();
        return switch (name) {
            case "frames" -> chip.framesStored();
            case "overflows" -> chip.overflows();
            case "io-cycles" -> chip.ioCycles();
            case "io-reads" -> chip.ioReads();
            case "io-writes" -> chip.ioWrites();
            case "data-reads" -> chip.memoryReads();
            case "data-writes" -> chip.memoryWrites();
            case "copies" -> nic.driver().tally().copies();
            case "copied-octets" -> nic.driver().tally().copiedOctets();
            case "resets" -> chip.resets();
            case "recoveries" -> nic.driver().recoveries();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** What each of them did, in words. */
    List<RunResult.Did> did() {
        List<RunResult.Did> all = new ArrayList<>();
        chips.forEach((name, nic) -> {
            int slash = name.indexOf('/');
            all.add(
                    new RunResult.Did(
                            name.substring(slash + 1), name.substring(0, slash), words(nic)));
        });
        return all;
    }

    private static String words(Dm9Nic nic) {
        Dm9000 chip = nic.chip();
        return "took "
                + Figures.counted(chip.framesStored(), "frame")
                + ", lost "
                + Figures.grouped(chip.overflows())
                + " to a full memory; "
                + Figures.counted(chip.ioCycles(), "I/O cycle")
                + ", "
                + Figures.grouped(chip.memoryReads())
                + " to read memory, "
                + Figures.grouped(chip.memoryWrites())
                + " to write it";
    }
}
