package sluice.rules.nft;

import java.util.LinkedHashMap;
import java.util.Map;
import sluice.netfilter.NetInterface;
import sluice.rules.RuleHost;

/** What a ruleset asks of the host while it is read: {@code iif "eth0"} becomes a number. */
public interface NftDevices {
    /** Index of the device of this name; 0 if there is none. */
    int index(String name);

    /** Name of the device of this index; empty if there is none. */
    String name(int index);

    /** Time of the run: elements with a timeout begin to age. */
    default long nowNanos() {
        return 0;
    }

    /** Those of a host. */
    static NftDevices of(RuleHost host) {
        return new NftDevices() {
            @Override
            public int index(String name) {
                NetInterface device = host.device(name);
                return device == null ? 0 : device.index();
            }

            @Override
            public String name(int index) {
                NetInterface device = host.device(index);
                return device == null ? "" : device.name();
            }

            @Override
            public long nowNanos() {
                return host.nowNanos();
            }
        };
    }

    /** Every device exists: for looking at a ruleset without a host. */
    static NftDevices any() {
        Map<String, Integer> known = new LinkedHashMap<>(Map.of("lo", 1));
        return new NftDevices() {
            @Override
            public int index(String name) {
                return known.computeIfAbsent(name, _ -> known.size() + 1);
            }

            @Override
            public String name(int index) {
                for (var each : known.entrySet())
                    if (each.getValue() == index) return each.getKey();
                return "";
            }
        };
    }
}
