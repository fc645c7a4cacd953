package sluice.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import sluice.packet.wire.Addresses;

/** Something that happens at a time of its own. */
public record StepSpec(Place place, long atNanos, Action action) {
    /** What happens. */
    public sealed interface Action {}

    /**
     * A driver comes into the stack of a NIC.
     *
     * @param above the driver that is to be just below it; empty: on top
     */
    public record InsertDriver(NicRef on, DriverSpec driver, String above) implements Action {}

    /** A driver goes. */
    public record RemoveDriver(NicRef on, String name) implements Action {}

    /** A hook is registered. */
    public record RegisterHook(String on, HookSpec hook) implements Action {}

    /** A hook is taken away. */
    public record UnregisterHook(String on, String name) implements Action {}

    /** A command of an administrator of a Linux host. */
    public record Command(String on, String words) implements Action {}

    /** A cable is pulled or put back. */
    public record LinkState(String link, boolean up) implements Action {}

    /**
     * A reset of a NIC, or of the upper edge of a driver.
     *
     * @param driver empty: the NIC itself
     */
    public record Reset(NicRef on, String driver) implements Action {}

    /**
     * A NIC is controlled: what is given changes.
     *
     * @param mac another station address
     * @param address this IPv4 address in place of those it has
     * @param rateBitsPerSecond another working rate, 0 for no limit
     */
    public record SetNic(
            NicRef on,
            Optional<Long> mac,
            Optional<Prefix> address,
            Optional<Long> rateBitsPerSecond)
            implements Action {
        @Override
        public String toString() {
            List<String> parts = new ArrayList<>();
            mac.ifPresent(value -> parts.add("mac " + Addresses.formatMac(value)));
            address.ifPresent(value -> parts.add("address " + value));
            rateBitsPerSecond.ifPresent(value -> parts.add("rate " + Units.rate(value)));
            return String.join(", ", parts);
        }
    }

    /** A policy comes in at an interception point of a Windows host. */
    public record InstallPoint(String on, PointSpec point) implements Action {}

    /** A policy is taken out. */
    public record RemovePoint(String on, String name) implements Action {}

    /** What only Windows hosts do. */
    public record Windows(String on, WindowsAction action) implements Action {}

    /** A user program decides some of the packets that wait for it: the oldest, or all. */
    public record Decide(String program, VerdictWord verdict, OptionalInt count)
            implements Action {}

    /** A user program closes its handle or dies. */
    public record Detach(String program) implements Action {}

    /** Something happens to a program of its own. */
    public sealed interface OfProgram extends Action {
        /** Its name. */
        String program();
    }

    /** An inspector starts, or starts again. */
    public record StartProgram(String program) implements OfProgram {}

    /** An inspector ends. */
    public record EndProgram(String program, InspectorSpec.End how) implements OfProgram {}

    /** The thread of a program gets another priority. */
    public record SetPriority(String program, int to) implements OfProgram {}

    /** Packets that a hook queued get their verdict: the oldest, or all. */
    public record FinishQueued(String on, String hook, VerdictWord verdict, OptionalInt count)
            implements Action {}
}
