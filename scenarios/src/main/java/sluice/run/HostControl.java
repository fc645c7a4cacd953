package sluice.run;

import java.util.List;
import sluice.capture.NpfDriver;
import sluice.defer.DeferralSink;
import sluice.nic.Nic;
import sluice.script.DriverSpec;
import sluice.script.HookSpec;
import sluice.script.HostSpec;
import sluice.script.Place;
import sluice.script.ProgramSpec;
import sluice.script.StepSpec;
import sluice.sniffer.Adapter;

/**
 * What the steps of a scenario do to one host. What only the other kind of host has is refused with
 * a sentence that says so.
 */
interface HostControl {
    /** The stack, for addresses, routes and sockets. */
    StackAssembly assembly();

    /** Sets what a host's description says beside NICs, addresses and routes. */
    void configure(HostSpec spec) throws UnfitScenario;

    /** Puts a driver above {@code above}, or on top if that is empty. */
    void insertDriver(String nic, DriverSpec driver, String above) throws UnfitScenario;

    /** Takes a driver out; what it holds is dealt with as its system does. */
    void removeDriver(Place place, String nic, String name) throws UnfitScenario;

    /** Registers a hook at its point, for both families. */
    void registerHook(HookSpec hook) throws UnfitScenario;

    /** Takes a hook away. */
    void unregisterHook(Place place, String name) throws UnfitScenario;

    /**
     * Sets station address, IPv4 address and rate of a NIC, those that are given.
     *
     * @throws IllegalArgumentException if one of them cannot be
     */
    default void control(StepSpec.SetNic set) {
        String nic = set.on().nic();
        if (set.mac().isPresent() && !assembly().setMac(nic, set.mac().get()))
            throw new IllegalArgumentException("it keeps its station address");
        set.address()
                .ifPresent(own -> assembly().setAddress(nic, own.address().v4(), own.lengthBits()));
        if (set.rateBitsPerSecond().isEmpty()) return;
        long rate = set.rateBitsPerSecond().get();
        for (Nic each : assembly().stack().host().allNics()) {
            if (each.name().equals(nic) && each.changeRate(rate)) return;
        }
        throw new IllegalArgumentException("it has no such rate, or is on no link");
    }

    /** Resets a NIC, or the upper edge of the driver of that name. */
    void reset(Place place, String nic, String driver) throws UnfitScenario;

    /** Gives a user program the packets that the driver or hook {@code part} parks from now on. */
    Listening listen(Place place, String part, DeferralSink program) throws UnfitScenario;

    /** Where the packets of a hook wait for steps to decide, if no program does. */
    DecisionDesk desk(Place place, String hook) throws UnfitScenario;

    /** Starts a capture as this kind of host has it. */
    CaptureCounts capture(ProgramSpec.Capture spec, CapturedHandler handler) throws UnfitScenario;

    /** What the host's system has counted under that name; 0 where it counts nothing. */
    default long statistic(String name) {
        return 0;
    }

    /** What a program on this host can capture on, as the host's own list has it. */
    List<Adapter> adapters();

    /** The capture driver that sends raw frames, loaded when first asked for. */
    NpfDriver captureDriver(Place place) throws UnfitScenario;

    /** A user program's open handle. */
    interface Listening {
        /** The program is gone; the driver or queue deals with what waits. */
        void close();
    }
}
