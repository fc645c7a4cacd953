package sluice.winstack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.inet.IpIdentification;
import sluice.packet.PacketPool;
import sluice.packet.Place;
import sluice.tdi.TdiFilters;
import sluice.time.Cpu;
import sluice.time.VirtualScheduler;
import sluice.trace.Layering;
import sluice.world.Host;

/**
 * The parts of tcpip and what they share: places, interfaces, tables. Each part is one file; this
 * is where they find each other.
 */
final class TcpIp {
    final Host host;
    final WindowsPreset preset;
    final PacketPool pool;
    final VirtualScheduler scheduler;
    final Cpu cpu;

    final Place winsock;
    final Place icmpApi;
    final Place tdi;
    final Place ip;
    final Place edgePlace;

    final TdiFilters tdiFilters = new TdiFilters();
    final IpIdentification identification;
    final Addresses addresses = new Addresses();
    final LinkEdge link;
    final Neighbours neighbours;
    final Ip4 ip4;
    final Icmp4 icmp4;
    final Ip6 ip6;
    final Icmp6 icmp6;
    final Transports transports;
    final RawSockets rawSockets;
    final WinsockCatalogue catalogue = new WinsockCatalogue();
    final TdiDevices devices = new TdiDevices();
    final List<String> processNames = new ArrayList<>();

    NetInterface[] interfaces = {};
    boolean forwarding;
    final IpGate gate = new IpGate(this);
    final WfpEngine wfp = new WfpEngine();

    TcpIp(Host host, WindowsPreset preset) {
        this.host = host;
        this.preset = preset;
        this.pool = host.pool();
        this.scheduler = host.scheduler();
        this.cpu = host.cpu();
        this.winsock = host.place("winsock", Layering.PAYLOAD);
        this.icmpApi = host.place("icmp", Layering.PAYLOAD);
        this.tdi = host.place("tdi", Layering.PAYLOAD);
        this.ip = host.place("ip", Layering.IP);
        this.edgePlace = host.place("ndis/tcpip", Layering.ETHERNET);
        this.identification =
                IpIdentification.counting((int) host.random("tcpip/identification").below(1 << 16));
        this.neighbours = new Neighbours(this);
        this.link = new LinkEdge(this);
        this.icmp4 = new Icmp4(this);
        this.ip4 = new Ip4(this);
        this.icmp6 = new Icmp6(this);
        this.ip6 = new Ip6(this);
        this.transports = new Transports(this);
        this.rawSockets = new RawSockets(this);
    }

    long now() {
        return scheduler.nowNanos();
    }

    /** Name of the process of that number. */
    String processName(int id) {
        int index = id / 4 - 1;
        return index >= 0 && index < processNames.size() ? processNames.get(index) : "";
    }

    @Nullable NetInterface named(String name) {
        for (NetInterface netif : interfaces) if (netif.name().equals(name)) return netif;
        return null;
    }

    List<String> interfaceNames() {
        List<String> names = new ArrayList<>();
        for (NetInterface netif : interfaces) names.add(netif.name());
        return names;
    }
}
