package sluice.linuxstack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sluice.edge.IpAddress;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv4InterfaceAddress;
import sluice.inet.Ipv4Route;
import sluice.inet.Ipv4Routes;
import sluice.inet.NeighbourEntry;
import sluice.inet.NeighbourTable;
import sluice.inet.RouteKind;
import sluice.inet.RouteWays;
import sluice.packet.wire.Addresses;
import sluice.route.RouteRules;

/** Routes and neighbours as {@code ip} of iproute2 prints them. */
final class Tables {
    private final Net net;

    Tables(Net net) {
        this.net = net;
    }

    List<String> routes() {
        List<String> lines = new ArrayList<>();
        add(net.routing4.tables().main(), "", lines);
        add(net.routing4.tables().local(), " table local", lines);
        for (int table : net.routing4.otherTables())
            add(net.routing4.table(table), " table " + RuleWords.tableName(table), lines);
        return lines;
    }

    private void add(Ipv4Routes from, String table, List<String> lines) {
        for (Ipv4Route route : from.routes()) if (!further(route)) lines.add(line(route, table));
    }

    List<String> rules(boolean v6) {
        RouteRules rules = v6 ? net.routing6.rules() : net.routing4.rules();
        return rules.rules().stream().map(rule -> RuleWords.line(rule, v6, net.devices)).toList();
    }

    // iproute2 6.1, ip/iproute.c: print_route, print_rta_multipath.
    private String line(Ipv4Route route, String table) {
        var text = new StringBuilder();
        if (route.kind() != RouteKind.UNICAST)
            text.append(route.kind().name().toLowerCase(Locale.ROOT)).append(' ');
        if (route.prefixLength() == 0) text.append("default");
        else text.append(Ipv4Addresses.text(route.prefix()));
        if (route.prefixLength() % 32 != 0) text.append('/').append(route.prefixLength());
        RouteWays ways = route.ways();
        if (ways == null) hop(route, text);
        text.append(table);
        if (ofAnAddress(route)) text.append(" proto kernel");
        boolean direct = route.gateway() == 0 && ways == null;
        if (route.kind() == RouteKind.LOCAL) text.append(" scope host");
        else if (route.deviceIndex() != 0 && direct) text.append(" scope link");
        if (route.preferredSource() != 0)
            text.append(" src ").append(Ipv4Addresses.text(route.preferredSource()));
        if (route.metric() != 0) text.append(" metric ").append(route.metric());
        for (int i = 0; ways != null && i < ways.count(); i++) {
            text.append("\n\tnexthop");
            if (ways.way(i) instanceof Ipv4Route way) hop(way, text);
            text.append(" weight ").append(ways.weight(i));
        }
        return text.toString();
    }

    private void hop(Ipv4Route route, StringBuilder text) {
        if (route.gateway() != 0) text.append(" via ").append(Ipv4Addresses.text(route.gateway()));
        if (route.deviceIndex() != 0)
            text.append(" dev ").append(net.device(route.deviceIndex()).name());
    }

    /** Whether it is a way of a route that was printed with its first. */
    private static boolean further(Ipv4Route route) {
        RouteWays ways = route.ways();
        return ways != null && ways.way(0) != route;
    }

    /** Whether the kernel entered it by itself for an address of the device. */
    private boolean ofAnAddress(Ipv4Route route) {
        for (Ipv4InterfaceAddress each : net.routing4.addresses()) {
            if (each.deviceIndex() == route.deviceIndex()
                    && each.address() == route.preferredSource()
                    && route.gateway() == 0
                    && route.metric() == 0) return true;
        }
        return false;
    }

    List<String> neighbours() {
        List<String> lines = new ArrayList<>();
        for (NeighbourEntry each : net.arp.table().entries())
            lines.add(line(each, IpAddress.v4((int) each.low()).toString()));
        for (NeighbourEntry each : net.ndp.table().entries())
            lines.add(line(each, new IpAddress(each.high(), each.low()).toString()));
        return lines;
    }

    // iproute2 6.1, ip/ipneigh.c: print_neigh.
    private String line(NeighbourEntry entry, String address) {
        boolean known = entry.hardwareAddress() != NeighbourTable.NOT_RESOLVED;
        String mac = known ? " lladdr " + Addresses.formatMac(entry.hardwareAddress()) : "";
        return address
                + " dev "
                + net.device(entry.deviceIndex()).name()
                + mac
                + " "
                + entry.state();
    }
}
