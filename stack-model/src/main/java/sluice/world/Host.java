package sluice.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.nic.Nic;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.DropReason;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.Place;
import sluice.time.CostTable;
import sluice.time.Cpu;
import sluice.time.InterruptLine;
import sluice.time.SeededRandom;
import sluice.time.VirtualScheduler;
import sluice.trace.Layering;

/**
 * A machine: its processors and NICs, and the place names under its own name. Its stack is put on
 * by the stack's module.
 */
public final class Host {
    private final String name;
    private final World world;
    private final HostOptions options;
    private final List<Cpu> cpus = new ArrayList<>();
    private final Cpu firstCpu;
    private final Map<String, SimNic> nics = new LinkedHashMap<>();
    private final Map<String, Nic> allNics = new LinkedHashMap<>();
    private @Nullable DropReason stoppedBy;

    Host(String name, HostOptions options, World world) {
        this.name = name;
        this.options = options;
        this.world = world;
        for (int i = 0; i < options.cpus(); i++) {
            cpus.add(
                    new Cpu(
                            name + "/cpu" + i,
                            world.scheduler(),
                            options.costs(),
                            options.quantumNanos()));
        }
        firstCpu = cpus.getFirst();
    }

    /** Name of the host, the first part of all its places' names. */
    public String name() {
        return name;
    }

    /** The run it belongs to. */
    public World world() {
        return world;
    }

    /** The run's scheduler. */
    public VirtualScheduler scheduler() {
        return world.scheduler();
    }

    /** The run's packets. */
    public PacketPool pool() {
        return world.pool();
    }

    /** What work costs here. */
    public CostTable costs() {
        return options.costs();
    }

    /** The processors. */
    public List<Cpu> cpus() {
        return cpus;
    }

    /** The first processor. */
    public Cpu cpu() {
        return firstCpu;
    }

    /** The processor whose work is running; the first while none of this machine's works. */
    public Cpu runningCpu() {
        if (cpus.size() == 1) return firstCpu;
        Cpu running = scheduler().runningCpu();
        return running != null && cpus.contains(running) ? running : firstCpu;
    }

    /** How long its processors have worked, all together. */
    public long workedNanos() {
        long all = 0;
        for (Cpu cpu : cpus) all += cpu.workedNanos();
        return all;
    }

    /**
     * Charges work to the processor that does it; nothing happens if none of this machine's does.
     */
    public void charge(long nanos) {
        if (nanos > 0) runningCpu().charge(nanos);
    }

    /** A line for the interrupt of another device. */
    private InterruptLine interruptLine() {
        return new InterruptLine(cpus, options.interrupts());
    }

    /** The place {@code host/path}. */
    public Place place(String path, Layering layering) {
        return world.ledger().place(name + "/" + path, layering);
    }

    /** The random stream of one of its components. */
    public SeededRandom random(String component) {
        return world.random(name + "/" + component);
    }

    /**
     * Puts a simulated NIC in.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public SimNic addNic(String nicName, NicOptions nicOptions) {
        var nic =
                new SimNic(
                        nicName,
                        nicOptions,
                        place("nic/" + nicName, Layering.ETHERNET),
                        pool(),
                        scheduler(),
                        interruptLine());
        putIn(nic);
        nics.put(nicName, nic);
        return nic;
    }

    /**
     * Puts in a NIC that was made elsewhere, with the place {@code host/nic/NAME}.
     *
     * @throws IllegalArgumentException if the name is taken, or if the NIC leads out of virtual
     *     time and this world does not
     */
    public void putIn(Nic nic) {
        if (nic.isLive() && !world.isLive()) {
            throw new IllegalArgumentException(
                    name + ": " + nic.name() + " is a live NIC, the world's time is virtual");
        }
        if (allNics.putIfAbsent(nic.name(), nic) != null)
            throw new IllegalArgumentException("two NICs named " + nic.name());
    }

    /**
     * Stops the machine for good. At once: none of its work begins any more. At the end of this
     * instant's work: its programs are unwound, its NICs lose their power, and every packet that it
     * holds comes to its end under {@code why}. Other machines go on.
     *
     * <p>Whoever stops it from within its own work throws {@link sluice.time.MachineStopped}
     * afterwards. A second call does nothing.
     */
    public void stop(DropReason why) {
        if (stoppedBy != null) return;
        stoppedBy = why;
        cpus.forEach(Cpu::halt);
        scheduler().schedule(0, scheduler().wire(), Host::powerOff, this);
    }

    /** Whether it has been stopped. */
    public boolean stopped() {
        return stoppedBy != null;
    }

    /** As an event of its own, for a program may be running when the machine is stopped. */
    private void powerOff() {
        cpus.forEach(Cpu::stopAll);
        allNics.values().forEach(Nic::powerOff);
        DropReason why = java.util.Objects.requireNonNull(stoppedBy);
        String mine = name + "/";
        for (Packet held : world.ledger().alive())
            if (held.owner().name().startsWith(mine)) held.end(why);
    }

    /** The simulated NICs, in the order of their making. */
    public List<SimNic> nics() {
        return List.copyOf(nics.values());
    }

    /** All NICs, in the order in which they were put in. */
    public List<Nic> allNics() {
        return List.copyOf(allNics.values());
    }
}
