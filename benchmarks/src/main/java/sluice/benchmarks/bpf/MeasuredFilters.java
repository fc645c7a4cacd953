package sluice.benchmarks.bpf;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The filters that are measured: seventeen, by name, as expressions of pcap-filter(7). */
public final class MeasuredFilters {
    private MeasuredFilters() {}

    /** Name and expression, in the order of the table. */
    public static Map<String, String> expressions() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("ip", "ip");
        all.put("tcp", "tcp");
        all.put("tcp80", "tcp port 80");
        all.put("udp53", "udp port 53");
        all.put("host", "host 10.0.0.1");
        all.put("net-not-port", "net 10.0.0.0/16 and not port 22");
        all.put(
                "synfin",
                "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 and not src and dst net 10.0.0.0/16");
        all.put(
                "httpdata",
                "tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)");
        all.put("get", "tcp[((tcp[12:1] & 0xf0) >> 2):4] = 0x47455420");
        all.put("portrange", "tcp portrange 1000-2000 or udp portrange 1000-2000");
        all.put("ip6-443", "ip6 and tcp port 443");
        all.put("vlan-ip6", "vlan and ip6");
        all.put("tcp80-vlan", "tcp port 80 or (vlan and tcp port 80)");
        all.put("greater", "greater 1000 and not broadcast");
        all.put("hosts50", join(50, i -> "host 10.0.%d.%d".formatted(i % 16, i * 5)));
        all.put("ports50", join(50, i -> "tcp dst port %d".formatted(1024 + i * 37)));
        all.put("nets200", join(200, i -> "src net 172.%d.%d.0/24".formatted(16 + i / 16, i)));
        return all;
    }

    /** A line for each: name, tab, expression. */
    static String lines() {
        return expressions().entrySet().stream()
                .map(each -> each.getKey() + '\t' + each.getValue() + '\n')
                .collect(Collectors.joining());
    }

    private static String join(int count, IntFunction<String> part) {
        return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(" or "));
    }
}
