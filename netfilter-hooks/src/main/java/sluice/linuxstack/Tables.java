package sluice.linuxstack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sluice.edge.IpAddress;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv4InterfaceAddress;
import sluice.inet.Ipv4Route;
import sluice.inet.NeighbourEntry;
import sluice.inet.NeighbourTable;
import sluice.inet.RouteKind;
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
        for (Ipv4Route route : net.routing4.tables().main().routes()) lines.add(line(route, ""));
        for (Ipv4Route route : net.routing4.tables().local().routes())
            lines.add(line(route, " table local"));
        for (int table : net.routing4.otherTables()) {
            for (Ipv4Route route : net.routing4.table(table).routes())
                lines.add(line(route, " table " + RuleWords.tableName(table)));
        }
        return lines;
    }

    List<String> rules(boolean v6) {
        RouteRules rules = v6 ? net.routing6.rules() : net.routing4.rules();
        return rules.rules().stream().map(rule -> RuleWords.line(rule, v6, net.devices)).toList();
    }

    // iproute2 6.1, ip/iproute.c: print_route.
    private String line(Ipv4Route route, String table) {
        var text = new StringBuilder();
        if (route.kind() != RouteKind.UNICAST)
            text.append(route.kind().name().toLowerCase(Locale.ROOT)).append(' ');
        if (route.prefixLength() == 0) text.append("default");
        else text.append(Ipv4Addresses.text(route.prefix()));
        if (route.prefixLength() % 32 != 0) text.append('/').append(route.prefixLength());
        if (route.gateway() != 0) text.append(" via ").append(Ipv4Addresses.text(route.gateway()));
        if (route.deviceIndex() != 0)
            text.append(" dev ").append(net.device(route.deviceIndex()).name());
        text.append(table);
        if (ofAnAddress(route)) text.append(" proto kernel");
        if (route.kind() == RouteKind.LOCAL) text.append(" scope host");
        else if (route.deviceIndex() != 0 && route.gateway() == 0) text.append(" scope link");
        if (route.preferredSource() != 0)
            text.append(" src ").append(Ipv4Addresses.text(route.preferredSource()));
        if (route.metric() != 0) text.append(" metric ").append(route.metric());
        return text.toString();
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
