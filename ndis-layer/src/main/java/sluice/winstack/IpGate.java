package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.packet.Packet;

/**
 * What ipfltdrv asks about each IPv4 packet that crosses an interface: the filter-hook, and if that
 * does not settle it, the static filters.
 */
final class IpGate {
    /** The answers. */
    enum Answer {
        PASS,
        HOOK_DROPS,
        FILTER_DROPS
    }

    final PacketFilterInterface filters;
    @Nullable FilterHook hook;

    private final TcpIp stack;

    IpGate(TcpIp stack) {
        this.stack = stack;
        filters = new PacketFilterInterface(stack);
    }

    boolean isOpen() {
        return hook == null && !filters.isActive();
    }

    private FilterHook.Action ask(
            FilterHook asked, byte[] octets, int at, int length, int receivedBy, int sentBy) {
        stack.layerCrossed();
        try {
            return asked.filter(octets, at, length, receivedBy, sentBy);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw stack.tdiHost.threw("filter-hook", thrown);
        }
    }

    /** Asks; an index is {@link FilterHook#NO_INTERFACE} where it does not apply. */
    Answer ask(Packet packet, int receivedBy, int sentBy) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        int length = packet.lengthOctets();
        FilterHook asked = hook;
        if (asked != null) {
            switch (ask(asked, octets, at, length, receivedBy, sentBy)) {
                case FORWARD -> {
                    return Answer.PASS;
                }
                case DROP -> {
                    return Answer.HOOK_DROPS;
                }
                case PASS -> {}
            }
        }
        if (!filters.isActive()) return Answer.PASS;
        // A packet that is passed on was asked about when it came in.
        boolean in = sentBy == FilterHook.NO_INTERFACE;
        boolean drops = filters.drops(octets, at, length, in ? receivedBy : sentBy, in);
        return drops ? Answer.FILTER_DROPS : Answer.PASS;
    }
}
