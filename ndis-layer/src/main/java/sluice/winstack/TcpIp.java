package sluice.winstack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.inet.IpIdentification;
import sluice.ndis.Ndis;
import sluice.packet.PacketPool;
import sluice.packet.Place;
import sluice.tdi.TdiFilters;
import sluice.tdi.TdiHost;
import sluice.time.Cpu;
import sluice.time.VirtualScheduler;
import sluice.trace.Contracts;
import sluice.trace.Layering;
import sluice.world.Host;

/**
 * The parts of tcpip and what they share: places, interfaces, tables. Each part is one file; this
 * is where they find each other.
 */
final class TcpIp {
    final Host host;
    final Ndis ndis;
    final WindowsPreset preset;
    final PacketPool pool;
    final VirtualScheduler scheduler;
    final Cpu cpu;

    final Place winsock;
    final Place icmpApi;
    final Place tdi;
    final Place ip;
    final Place edgePlace;

    final TdiHost tdiHost = new Machine();
    final TdiFilters tdiFilters = new TdiFilters(tdiHost);
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
    final TdiDevices devices = new TdiDevices(tdiHost);
    final List<String> processNames = new ArrayList<>();

    NetInterface[] interfaces = {};
    boolean forwarding;
    final IpGate gate = new IpGate(this);
    final WfpEngine wfp = new WfpEngine(this);

    TcpIp(Host host, WindowsPreset preset, Ndis ndis) {
        this.host = host;
        this.ndis = ndis;
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

    /** What drivers above the wrapper share with those in it: they cost, and end the machine. */
    private final class Machine implements TdiHost {
        @Override
        public void layerCrossed() {
            TcpIp.this.layerCrossed();
        }

        @Override
        public RuntimeException threw(String driver, Throwable thrown) {
            return ndis.driverThrew(driver, thrown);
        }

        @Override
        public Contracts contracts() {
            return host.world().contracts();
        }
    }

    /** One more call into a hook or filter. */
    void layerCrossed() {
        host.charge(host.costs().layerCallNanos());
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
