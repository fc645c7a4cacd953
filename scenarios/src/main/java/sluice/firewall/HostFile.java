package sluice.firewall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a host from what its own tools print: {@code ip -j addr}, {@code ip -j route}, {@code ip -j
 * rule} and {@code sysctl -a}, put together by {@link #RECIPE}.
 */
public final class HostFile {
    /** A line for a shell that makes such a file. */
    public static final String RECIPE =
            "echo \"{\\\"addr\\\":$(ip -j addr),\\\"route\\\":$(ip -j route show table"
                    + " all),\\\"route6\\\":$(ip -6 -j route show table all),\\\"rule\\\":$(ip -j"
                    + " rule),\\\"rule6\\\":$(ip -6 -j rule),\\\"sysctl\\\":{$(sysctl -a 2>/dev/null |"
                    + " grep -E '^net[.](ipv[46]|netfilter|bridge)[.]' | sed -E"
                    + " 's/[\\\"\\\\\\\\]//g;s/\\t/ /g;s/^([^ ]+) ="
                    + " (.*)$/\\\"\\1\\\":\\\"\\2\\\",/')\\\"\\\":\\\"\\\"}}\" > host.json";

    private static final int MTU_OCTETS = 1500;
    private static final Set<String> KERNELS = Set.of("kernel", "ra", "redirect");
    private static final Set<String> TYPES =
            Set.of("blackhole", "unreachable", "prohibit", "throw", "unicast");
    private static final Set<Integer> OWN_PRIORITIES = Set.of(0, 32_766, 32_767);

    private HostFile() {}

    /**
     * The host of a file's text.
     *
     * @throws NotationFault if it is no such file; the column is that of the JSON
     */
    public static HostDescription read(String text) throws NotationFault {
        JsonNode root;
        try {
            root = new JsonMapper().readTree(text);
        } catch (JacksonException e) {
            throw new NotationFault(
                    Math.max(1, e.getLocation().getColumnNr()),
                    "line %d: this is not JSON; make the file with: %s"
                            .formatted(e.getLocation().getLineNr(), RECIPE));
        }
        if (!root.path("addr").isArray())
            throw new NotationFault(1, "there is no \"addr\"; make the file with: " + RECIPE);
        return host(root);
    }

    private static HostDescription host(JsonNode root) {
        List<HostDescription.Device> devices = new ArrayList<>();
        for (JsonNode link : root.path("addr")) {
            String name = link.path("ifname").asString("");
            if (name.isEmpty()) continue;
            List<String> addresses = new ArrayList<>();
            for (JsonNode address : link.path("addr_info")) {
                String local = address.path("local").asString("");
                if (!local.isEmpty())
                    addresses.add(local + "/" + address.path("prefixlen").asInt(0));
            }
            boolean ethernet = link.path("link_type").asString("").equals("ether");
            String mac = ethernet ? link.path("address").asString("") : "";
            int mtu = Math.clamp(link.path("mtu").asInt(MTU_OCTETS), 68, 65_535);
            devices.add(new HostDescription.Device(name, mac, mtu, addresses));
        }
        List<String> routes = new ArrayList<>();
        for (String key : List.of("route", "route6"))
            for (JsonNode route : root.path(key)) route(route, key.endsWith("6"), routes);
        List<String> rules = new ArrayList<>();
        for (String key : List.of("rule", "rule6"))
            for (JsonNode rule : root.path(key)) rule(rule, key.endsWith("6"), rules);
        Map<String, Integer> settings = new LinkedHashMap<>();
        for (String name : root.path("sysctl").propertyNames()) {
            String value = root.path("sysctl").path(name).asString("");
            if (value.matches("-?[0-9]{1,9}")) settings.put(name, Integer.parseInt(value));
        }
        return new HostDescription(devices, routes, rules, settings, List.of());
    }

    private static void route(JsonNode route, boolean ipv6, List<String> into) {
        String type = route.path("type").asString("unicast");
        String table = route.path("table").asString("main");
        if (!TYPES.contains(type) || table.equals("local")) return;
        if (KERNELS.contains(route.path("protocol").asString(""))) return;
        var words = new StringBuilder(type.equals("unicast") ? "" : type + " ");
        String to = route.path("dst").asString("default");
        words.append(ipv6 && to.equals("default") ? "::/0" : to);
        hop(words, route);
        word(words, "src", route.path("prefsrc").asString(""));
        word(words, "metric", route.path("metric").asString(""));
        if (!table.equals("main")) word(words, "table", table);
        for (JsonNode hop : route.path("nexthops")) {
            words.append(" nexthop");
            hop(words, hop);
            word(words, "weight", hop.path("weight").asString(""));
        }
        into.add(words.toString());
    }

    private static void hop(StringBuilder words, JsonNode route) {
        String via = route.path("gateway").asString("");
        if (via.isEmpty()) via = route.path("via").path("host").asString("");
        word(words, "via", via);
        word(words, "dev", route.path("dev").asString(""));
    }

    private static void rule(JsonNode rule, boolean ipv6, List<String> into) {
        int priority = rule.path("priority").asInt(0);
        if (OWN_PRIORITIES.contains(priority)) return;
        var words = new StringBuilder(ipv6 ? "-6 " : "").append("priority ").append(priority);
        prefix(words, "from", rule, "src", "srclen");
        prefix(words, "to", rule, "dst", "dstlen");
        String mark = rule.path("fwmark").asString("");
        String mask = rule.path("fwmask").asString("");
        word(words, "fwmark", mark.isEmpty() || mask.isEmpty() ? mark : mark + "/" + mask);
        word(words, "iif", rule.path("iif").asString(""));
        word(words, "oif", rule.path("oif").asString(""));
        word(words, "tos", rule.path("tos").asString(""));
        word(words, "table", rule.path("table").asString(""));
        into.add(words.toString());
    }

    private static void prefix(
            StringBuilder words, String word, JsonNode rule, String name, String length) {
        String address = rule.path(name).asString("");
        if (address.isEmpty() || address.equals("all")) return;
        words.append(' ').append(word).append(' ').append(address);
        if (rule.has(length)) words.append('/').append(rule.path(length).asString(""));
    }

    private static void word(StringBuilder words, String word, String value) {
        if (!value.isEmpty()) words.append(' ').append(word).append(' ').append(value);
    }
}
