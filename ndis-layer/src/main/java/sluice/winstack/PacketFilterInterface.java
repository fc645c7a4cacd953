package sluice.winstack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.inet.Ipv4Input;
import sluice.packet.Octets;

/**
 * The user-mode packet-filter interface of Windows 2000 and XP ({@code Pf*} of iphlpapi.dll): sets
 * of static filters, each bound to an interface of IP, with a default that the filters are
 * exceptions to. It shows no octets to anybody.
 *
 * <p>A packet goes on if every set bound to the interface it crosses lets it. Not asked about
 * packets that turn round inside the host. Source: Microsoft, "Packet Filtering Reference",
 * PfCreateInterface, PfAddFiltersToInterface, PfBindInterfaceToIndex, PfTestPacket.
 */
public final class PacketFilterInterface {
    /** What becomes of a packet ({@code PFFORWARD_ACTION}). */
    public enum Action {
        /** Let it go on. */
        FORWARD(0),
        /** Drop it. */
        DROP(1);

        private final int code;

        Action(int code) {
            this.code = code;
        }

        /** The number. */
        public int code() {
            return code;
        }
    }

    /**
     * Counts of one set ({@code PF_INTERFACE_STATS}).
     *
     * @param inDropped packets dropped on their way in
     * @param outDropped packets dropped on their way out
     * @param forwarded packets let through
     */
    public record Stats(long inDropped, long outDropped, long forwarded) {}

    private final TcpIp stack;
    private final Map<Long, FilterSet> sets = new LinkedHashMap<>();
    private FilterSet[] bound = {};
    private long handles;
    private boolean dropsFragments;

    PacketFilterInterface(TcpIp stack) {
        this.stack = stack;
    }

    private static final class FilterSet {
        final Action inbound;
        final Action outbound;
        final List<IpFilter> in = new ArrayList<>();
        final List<IpFilter> out = new ArrayList<>();
        int interfaceIndex;
        @Nullable PointDecision point;
        long inDropped;
        long outDropped;
        long forwarded;

        FilterSet(Action inbound, Action outbound) {
            this.inbound = inbound;
            this.outbound = outbound;
        }

        boolean drops(byte[] octets, int offset, int length, boolean incoming) {
            PointDecision decides = point;
            boolean drop =
                    decides != null
                            ? decides.stops(octets, offset, length, incoming)
                            : action(octets, offset, offset + length, incoming) == Action.DROP;
            if (!drop) forwarded++;
            else if (incoming) inDropped++;
            else outDropped++;
            return drop;
        }

        private Action action(byte[] octets, int offset, int limit, boolean incoming) {
            Action byDefault = incoming ? inbound : outbound;
            List<IpFilter> exceptions = incoming ? in : out;
            for (int i = 0; i < exceptions.size(); i++) {
                if (exceptions.get(i).matches(octets, offset, limit))
                    return byDefault == Action.DROP ? Action.FORWARD : Action.DROP;
            }
            return byDefault;
        }
    }

    /** A policy in the place of static filters, for {@link InterceptionPoint#PACKET_FILTER}. */
    interface PointDecision {
        boolean stops(byte[] octets, int offset, int lengthOctets, boolean incoming);
    }

    /** PfCreateInterface: a new set that is bound to nothing yet; its handle. */
    public long createInterface(Action inbound, Action outbound) {
        sets.put(++handles, new FilterSet(inbound, outbound));
        return handles;
    }

    /** PfDeleteInterface; false if there is no such handle. */
    public boolean deleteInterface(long handle) {
        boolean found = sets.remove(handle) != null;
        refresh();
        return found;
    }

    /**
     * PfAddFiltersToInterface.
     *
     * @throws IllegalArgumentException if there is no such handle
     */
    public void addFilters(long handle, List<IpFilter> inbound, List<IpFilter> outbound) {
        FilterSet set = require(handle);
        set.in.addAll(inbound);
        set.out.addAll(outbound);
    }

    /** PfRemoveFiltersFromInterface: takes equal ones away. */
    public void removeFilters(long handle, List<IpFilter> inbound, List<IpFilter> outbound) {
        FilterSet set = require(handle);
        set.in.removeAll(inbound);
        set.out.removeAll(outbound);
    }

    /**
     * PfBindInterfaceToIndex.
     *
     * @throws IllegalArgumentException if there is no such handle or NIC
     */
    public void bind(long handle, String nic) {
        NetInterface netif = stack.named(nic);
        if (netif == null)
            throw new IllegalArgumentException(stack.host.name() + " has no NIC named " + nic);
        require(handle).interfaceIndex = netif.index;
        refresh();
    }

    /** PfUnBindInterface. */
    public void unbind(long handle) {
        require(handle).interfaceIndex = 0;
        refresh();
    }

    /** PfAddGlobalFilterToInterface(GF_FRAGMENTS): drops every fragment that comes in. */
    public void dropFragments(boolean on) {
        dropsFragments = on;
    }

    /** PfGetInterfaceStatistics. */
    public Stats stats(long handle) {
        FilterSet set = require(handle);
        return new Stats(set.inDropped, set.outDropped, set.forwarded);
    }

    /**
     * PfTestPacket: what would become of an IPv4 packet; nothing is counted.
     *
     * @param incoming whether it would come in by the interface the set is bound to, or leave
     * @return DROP also for what is no IPv4 packet
     */
    public Action testPacket(long handle, byte[] packet, boolean incoming) {
        FilterSet set = require(handle);
        boolean sound = Ipv4Input.checkHeader(packet, 0, packet.length) == null;
        return sound ? set.action(packet, 0, packet.length, incoming) : Action.DROP;
    }

    /** Puts a policy on one interface, or with 0 on all; its handle. */
    long install(int interfaceIndex, PointDecision decision) {
        long handle = createInterface(Action.FORWARD, Action.FORWARD);
        FilterSet set = require(handle);
        set.point = decision;
        set.interfaceIndex = interfaceIndex == 0 ? ALL : interfaceIndex;
        refresh();
        return handle;
    }

    private static final int ALL = -1;

    private FilterSet require(long handle) {
        FilterSet set = sets.get(handle);
        if (set == null) throw new IllegalArgumentException("no packet-filter handle " + handle);
        return set;
    }

    private void refresh() {
        bound =
                sets.values().stream()
                        .filter(set -> set.interfaceIndex != 0)
                        .toArray(FilterSet[]::new);
    }

    /** Whether anything can be dropped here. */
    boolean isActive() {
        return bound.length > 0 || dropsFragments;
    }

    private boolean asked(FilterSet set, byte[] octets, int offset, int lengthOctets, boolean in) {
        stack.layerCrossed();
        try {
            return set.drops(octets, offset, lengthOctets, in);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw stack.tdiHost.threw("packet-filter", thrown);
        }
    }

    /** Whether an IPv4 packet that crosses an interface is dropped. */
    boolean drops(byte[] octets, int offset, int lengthOctets, int interfaceIndex, boolean in) {
        boolean fragment = (Octets.u16(octets, offset + 6) & 0x3fff) != 0;
        if (in && dropsFragments && fragment) return true;
        for (FilterSet set : bound) {
            boolean here = set.interfaceIndex == ALL || set.interfaceIndex == interfaceIndex;
            if (here && asked(set, octets, offset, lengthOctets, in)) return true;
        }
        return false;
    }
}
