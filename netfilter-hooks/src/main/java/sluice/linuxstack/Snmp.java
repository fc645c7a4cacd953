package sluice.linuxstack;

import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import sluice.inet.InetDrop;

/**
 * A host's statistics ({@code struct netns_mib}): counted where the kernel counts them. Counting
 * allocates nothing. One writer.
 */
final class Snmp {
    private static final int TYPES = 256;
    private static final int ECN_BITS = 3;
    private static final SnmpCounter[] ALL = SnmpCounter.values();

    private static final Map<Integer, String> NAMES4 =
            Map.ofEntries(
                    Map.entry(0, "EchoReps"),
                    Map.entry(3, "DestUnreachs"),
                    Map.entry(4, "SrcQuenchs"),
                    Map.entry(5, "Redirects"),
                    Map.entry(8, "Echos"),
                    Map.entry(11, "TimeExcds"),
                    Map.entry(12, "ParmProbs"),
                    Map.entry(13, "Timestamps"),
                    Map.entry(14, "TimestampReps"),
                    Map.entry(17, "AddrMasks"),
                    Map.entry(18, "AddrMaskReps"));
    private static final Map<Integer, String> NAMES6 =
            Map.ofEntries(
                    Map.entry(1, "DestUnreachs"),
                    Map.entry(2, "PktTooBigs"),
                    Map.entry(3, "TimeExcds"),
                    Map.entry(4, "ParmProblems"),
                    Map.entry(128, "Echos"),
                    Map.entry(129, "EchoReplies"),
                    Map.entry(130, "GroupMembQueries"),
                    Map.entry(131, "GroupMembResponses"),
                    Map.entry(132, "GroupMembReductions"),
                    Map.entry(133, "RouterSolicits"),
                    Map.entry(134, "RouterAdvertisements"),
                    Map.entry(135, "NeighborSolicits"),
                    Map.entry(136, "NeighborAdvertisements"),
                    Map.entry(137, "Redirects"),
                    Map.entry(143, "MLDv2Reports"));

    private final long[] values = new long[ALL.length];
    private final long[] in4 = new long[TYPES];
    private final long[] out4 = new long[TYPES];
    private final long[] in6 = new long[TYPES];
    private final long[] out6 = new long[TYPES];

    void count(SnmpCounter counter) {
        values[counter.ordinal()]++;
    }

    void icmpIn(int type) {
        in4[type]++;
    }

    /** {@code icmp_out_count}. */
    void icmpOut(int type) {
        count(SnmpCounter.ICMP_OUT_MSGS);
        out4[type]++;
    }

    void icmp6In(int type) {
        in6[type]++;
    }

    void icmp6Out(int type) {
        count(SnmpCounter.ICMP6_OUT_MSGS);
        out6[type]++;
    }

    /** A packet's two bits of ECN. */
    void ecn4(int typeOfService) {
        values[SnmpCounter.IP_IN_NO_ECT.ordinal() + (typeOfService & ECN_BITS)]++;
    }

    void ecn6(int trafficClass) {
        values[SnmpCounter.IP6_IN_NO_ECT.ordinal() + (trafficClass & ECN_BITS)]++;
    }

    /** What {@code ip_rcv_core} counts for a packet it refuses. */
    void refused4(InetDrop why, int typeOfService) {
        switch (why) {
            case IPV4_HEADER_TRUNCATED, IPV4_VERSION, IPV4_HEADER_LENGTH -> {}
            default -> ecn4(typeOfService);
        }
        if (why == InetDrop.IPV4_CHECKSUM) count(SnmpCounter.IP_IN_CSUM_ERRORS);
        if (why == InetDrop.IPV4_TRUNCATED) count(SnmpCounter.IP_IN_TRUNCATED);
        else count(SnmpCounter.IP_IN_HDR_ERRORS);
    }

    /** What {@code ip6_rcv_core} counts for a packet it refuses. */
    void refused6(InetDrop why) {
        if (why == InetDrop.IPV6_TRUNCATED) count(SnmpCounter.IP6_IN_TRUNCATED);
        else count(SnmpCounter.IP6_IN_HDR_ERRORS);
    }

    /** A datagram was given up before it was whole ({@code ip_expire}, {@code ip_frag_queue}). */
    void gatheringFailed(InetDrop why, boolean ipv6) {
        switch (why) {
            case FRAGMENT_TIMEOUT ->
                    count(ipv6 ? SnmpCounter.IP6_REASM_TIMEOUT : SnmpCounter.IP_REASM_TIMEOUT);
            case FRAGMENT_OVERLAP -> {
                if (!ipv6) count(SnmpCounter.IP_REASM_OVERLAPS);
            }
            default -> {}
        }
        count(ipv6 ? SnmpCounter.IP6_REASM_FAILS : SnmpCounter.IP_REASM_FAILS);
    }

    /** All that is not 0, by name. */
    SequencedMap<String, Long> values() {
        var map = new TreeMap<String, Long>();
        for (SnmpCounter each : ALL) put(map, each.kernelName(), values[each.ordinal()]);
        for (int type = 0; type < TYPES; type++) {
            types(map, "Icmp.In", "IcmpMsg.In", NAMES4, type, in4[type]);
            types(map, "Icmp.Out", "IcmpMsg.Out", NAMES4, type, out4[type]);
            types(map, "Icmp6In", "Icmp6In", NAMES6, type, in6[type]);
            types(map, "Icmp6Out", "Icmp6Out", NAMES6, type, out6[type]);
        }
        return map;
    }

    /** All names there are. */
    static Set<String> names() {
        var names = new TreeMap<String, Long>();
        for (SnmpCounter each : ALL) names.put(each.kernelName(), 1L);
        for (int type = 0; type < TYPES; type++) {
            types(names, "Icmp.In", "IcmpMsg.In", NAMES4, type, 1);
            types(names, "Icmp.Out", "IcmpMsg.Out", NAMES4, type, 1);
            types(names, "Icmp6In", "Icmp6In", NAMES6, type, 1);
            types(names, "Icmp6Out", "Icmp6Out", NAMES6, type, 1);
        }
        return names.keySet();
    }

    private static void types(
            Map<String, Long> map,
            String named,
            String numbered,
            Map<Integer, String> names,
            int type,
            long value) {
        String name = names.get(type);
        if (name != null) put(map, named + name, value);
        put(map, numbered + "Type" + type, value);
    }

    private static void put(Map<String, Long> map, String name, long value) {
        if (value != 0) map.put(name, value);
    }
}
