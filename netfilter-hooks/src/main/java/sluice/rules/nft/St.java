package sluice.rules.nft;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.rules.SourcePlace;

/** A statement of a rule as it is written, in text or JSON. */
sealed interface St {
    /** Where it starts. */
    SourcePlace place();

    /**
     * A condition.
     *
     * @param sign {@code == != < > <= >=}, {@code !} for "none of these bits", empty for none
     */
    record Match(SourcePlace place, Ex left, String sign, Ex right) implements St {}

    /** A verdict. */
    record Decision(SourcePlace place, Ex.Verdict verdict) implements St {}

    /** {@code key vmap mapping}. */
    record VerdictMapping(SourcePlace place, Ex key, Ex mapping) implements St {}

    /** {@code counter packets 0 bytes 0}. */
    record Counting(SourcePlace place, long packets, long octets) implements St {}

    /**
     * Use of an object with a name.
     *
     * @param kind {@code counter}, {@code quota}, {@code limit}, {@code ct helper}, ...
     * @param name a word, or a map that leads to one
     */
    record ObjectUse(SourcePlace place, String kind, Ex name) implements St {}

    /**
     * {@code limit rate over 10 mbytes/second burst 5 kbytes}.
     *
     * @param rate in packets or octets
     * @param per second, minute, hour, day, week
     * @param burst -1 if none is stated
     */
    record Limiting(
            SourcePlace place, long rate, String per, long burst, boolean octets, boolean over)
            implements St {}

    /** {@code quota over 100 bytes used 5 bytes}. */
    record Quoting(SourcePlace place, long octets, boolean over, long used) implements St {}

    /** {@code log prefix "x" group 2}; -1 and null for what is not stated. */
    record Logging(
            SourcePlace place,
            @Nullable String prefix,
            String level,
            int group,
            int snapLength,
            int queueThreshold,
            List<String> flags)
            implements St {
        public Logging {
            flags = List.copyOf(flags);
        }
    }

    /**
     * {@code reject with icmp type port-unreachable}.
     *
     * @param kind empty, {@code icmp}, {@code icmpv6}, {@code icmpx}, {@code tcp reset}
     */
    record Rejecting(SourcePlace place, String kind, @Nullable Ex code) implements St {}

    /**
     * Address translation.
     *
     * @param kind snat, dnat, masquerade, redirect
     * @param family ip or ip6 if stated, else empty
     * @param netmap whether the prefix is replaced and the rest of the address stays
     */
    record Translating(
            SourcePlace place,
            String kind,
            String family,
            boolean netmap,
            @Nullable Ex address,
            @Nullable Ex port,
            List<String> flags)
            implements St {
        public Translating {
            flags = List.copyOf(flags);
        }
    }

    /** {@code dup to A device D}. */
    record Duplicating(SourcePlace place, Ex to, @Nullable Ex device) implements St {}

    /** {@code fwd to D}, {@code fwd ip to A device D}. */
    record Forwarding(SourcePlace place, Ex device, @Nullable Ex address, String family)
            implements St {}

    /** {@code tproxy ip to A:P}. */
    record Proxying(SourcePlace place, String family, @Nullable Ex address, @Nullable Ex port)
            implements St {}

    /** {@code queue flags bypass to 1-3}. */
    record Queueing(SourcePlace place, @Nullable Ex number, List<String> flags) implements St {
        public Queueing {
            flags = List.copyOf(flags);
        }
    }

    /** {@code notrack}. */
    record Untracking(SourcePlace place) implements St {}

    /** {@code meta mark set 1}, {@code ip ttl set 5}, {@code tcp option maxseg size set 1200}. */
    record Setting(SourcePlace place, Ex target, Ex value) implements St {}

    /** {@code reset tcp option sack}. */
    record ResetOption(SourcePlace place, Ex.Option option) implements St {}

    /**
     * Change of a set by a packet.
     *
     * @param operation add, update, delete
     * @param element key with timeout and statements
     * @param data of a map's element, or null
     */
    record Updating(
            SourcePlace place, String operation, String set, Ex.Elem element, @Nullable Ex data)
            implements St {}

    /** {@code meter name size 5 { key statement }}. */
    record Metering(SourcePlace place, String name, long sizeMax, Ex.Elem element) implements St {}

    /** {@code ct count over 2}. */
    record CountLimit(SourcePlace place, long connections, boolean over) implements St {}

    /** {@code flow add @f}. */
    record Offloading(SourcePlace place, String flowtable) implements St {}

    /** {@code synproxy mss 1460 wscale 7 timestamp sack-perm}. */
    record SynProxying(SourcePlace place, String options) implements St {}

    /** {@code last}: when it was used, which says nothing about the packet. */
    record LastUse(SourcePlace place, String since) implements St {}
}
