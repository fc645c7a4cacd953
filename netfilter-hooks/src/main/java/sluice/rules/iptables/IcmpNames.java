package sluice.rules.iptables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Types of ICMP and ICMPv6 by the names of iptables ({@code libxt_icmp.h}). */
final class IcmpNames {
    private static final int ANY = 0xff;
    private static final int ANY_CODE = -1;

    private static final Map<String, Type> V4 = new LinkedHashMap<>();
    private static final Map<String, Type> V6 = new LinkedHashMap<>();

    static {
        put(V4, ANY, ANY_CODE, "any");
        put(V4, 0, ANY_CODE, "echo-reply", "pong");
        put(V4, 3, ANY_CODE, "destination-unreachable");
        String[] unreachable = {
            "network-unreachable",
            "host-unreachable",
            "protocol-unreachable",
            "port-unreachable",
            "fragmentation-needed",
            "source-route-failed",
            "network-unknown",
            "host-unknown",
            "",
            "network-prohibited",
            "host-prohibited",
            "TOS-network-unreachable",
            "TOS-host-unreachable",
            "communication-prohibited",
            "host-precedence-violation",
            "precedence-cutoff"
        };
        codes(V4, 3, unreachable);
        put(V4, 4, ANY_CODE, "source-quench");
        put(V4, 5, ANY_CODE, "redirect");
        codes(
                V4,
                5,
                "network-redirect",
                "host-redirect",
                "TOS-network-redirect",
                "TOS-host-redirect");
        put(V4, 8, ANY_CODE, "echo-request", "ping");
        put(V4, 9, ANY_CODE, "router-advertisement");
        put(V4, 10, ANY_CODE, "router-solicitation");
        put(V4, 11, ANY_CODE, "time-exceeded", "ttl-exceeded");
        codes(V4, 11, "ttl-zero-during-transit", "ttl-zero-during-reassembly");
        put(V4, 12, ANY_CODE, "parameter-problem");
        codes(V4, 12, "ip-header-bad", "required-option-missing");
        put(V4, 13, ANY_CODE, "timestamp-request");
        put(V4, 14, ANY_CODE, "timestamp-reply");
        put(V4, 17, ANY_CODE, "address-mask-request");
        put(V4, 18, ANY_CODE, "address-mask-reply");

        put(V6, 1, ANY_CODE, "destination-unreachable");
        codes(
                V6,
                1,
                "no-route",
                "communication-prohibited",
                "beyond-scope",
                "address-unreachable",
                "port-unreachable",
                "failed-policy",
                "reject-route");
        put(V6, 2, ANY_CODE, "packet-too-big");
        put(V6, 3, ANY_CODE, "time-exceeded", "ttl-exceeded");
        codes(V6, 3, "ttl-zero-during-transit", "ttl-zero-during-reassembly");
        put(V6, 4, ANY_CODE, "parameter-problem");
        codes(V6, 4, "bad-header", "unknown-header-type", "unknown-option");
        put(V6, 128, ANY_CODE, "echo-request", "ping");
        put(V6, 129, ANY_CODE, "echo-reply", "pong");
        put(V6, 130, ANY_CODE, "multicast-listener-query");
        put(V6, 131, ANY_CODE, "multicast-listener-report");
        put(V6, 132, ANY_CODE, "multicast-listener-done");
        put(V6, 133, ANY_CODE, "router-solicitation");
        put(V6, 134, ANY_CODE, "router-advertisement");
        put(V6, 135, ANY_CODE, "neighbour-solicitation", "neighbor-solicitation");
        put(V6, 136, ANY_CODE, "neighbour-advertisement", "neighbor-advertisement");
        put(V6, 137, ANY_CODE, "redirect");
        put(V6, 143, ANY_CODE, "mld2-listener-report");
    }

    private IcmpNames() {}

    /** A type, and a code of it or {@link #ANY_CODE}. */
    record Type(int type, int code, boolean any) {
        boolean anyCode() {
            return code == ANY_CODE;
        }

        /** As {@code iptables-save} writes it. */
        String text() {
            if (any) return "any";
            return anyCode() ? Integer.toString(type) : type + "/" + code;
        }
    }

    private static void put(Map<String, Type> names, int type, int code, String... of) {
        for (String name : of)
            names.put(
                    name.toLowerCase(Locale.ROOT),
                    new Type(type, code, type == ANY && code == ANY_CODE));
    }

    private static void codes(Map<String, Type> names, int type, String... of) {
        for (int code = 0; code < of.length; code++)
            if (!of[code].isEmpty()) put(names, type, code, of[code]);
    }

    /** {@code 8}, {@code 3/1}, {@code echo-request}, or the beginning of one name. */
    static Type type(Given given, boolean v6) {
        String text = given.text();
        if (!text.isEmpty() && Character.isDigit(text.charAt(0))) {
            int slash = text.indexOf('/');
            int type = Values.whole(given, slash < 0 ? text : text.substring(0, slash), 0, 255);
            int code =
                    slash < 0 ? ANY_CODE : Values.whole(given, text.substring(slash + 1), 0, 255);
            return new Type(type, code, !v6 && type == ANY && slash < 0);
        }
        Map<String, Type> names = v6 ? V6 : V4;
        String wanted = text.toLowerCase(Locale.ROOT);
        Type exact = names.get(wanted);
        if (exact != null) return exact;
        List<String> starting = new ArrayList<>();
        for (String name : names.keySet())
            if (!wanted.isEmpty() && name.startsWith(wanted)) starting.add(name);
        if (starting.size() == 1)
            return names.getOrDefault(starting.getFirst(), new Type(0, 0, false));
        if (starting.isEmpty()) throw given.refused("unknown type '" + text + "'");
        throw given.refused("'" + text + "' may be " + String.join(" or ", starting));
    }
}
