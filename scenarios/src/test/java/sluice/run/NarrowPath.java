package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;

import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** A host, a Linux router, and a host behind a link that takes 600 octets only. */
final class NarrowPath implements AutoCloseable {
    static final IpAddress RIGHT = IpAddress.require("198.51.100.2");
    private static final int NARROW_OCTETS = 600;

    final World world = new World(WorldOptions.DEFAULT, null);
    final SocketEdge left;
    final SocketEdge right;

    NarrowPath(TcpPair.Kind kind) {
        Host a = world.addHost("left", HostOptions.DEFAULT);
        Host r = world.addHost("router", HostOptions.DEFAULT);
        Host b = world.addHost("right", HostOptions.DEFAULT);
        a.addNic("lan", NicOptions.ethernet(0x0200_0000_0001L));
        r.addNic("lan", NicOptions.ethernet(0x0200_0000_0002L));
        r.addNic("far", new NicOptions(0x0200_0000_0003L, NARROW_OCTETS, 256, 256));
        b.addNic("lan", NicOptions.ethernet(0x0200_0000_0004L));
        var link = LinkOptions.delayed(100_000);
        world.connect("near", link, a.nics().getFirst(), r.nics().getFirst());
        world.connect("narrow", link, r.nics().get(1), b.nics().getFirst());
        var router = LinuxAssembly.on(r);
        router.addAddress("lan", IpAddress.require("192.0.2.254"), 24);
        router.addAddress("far", IpAddress.require("198.51.100.254"), 24);
        router.setForwarding(true);
        left = host(a, kind, "192.0.2.1", "192.0.2.254");
        right = host(b, kind, "198.51.100.2", "198.51.100.254");
    }

    private static SocketEdge host(Host host, TcpPair.Kind kind, String address, String gateway) {
        IpAddress own = IpAddress.require(address);
        IpAddress via = IpAddress.require(gateway);
        if (kind == TcpPair.Kind.LINUX) {
            var linux = LinuxAssembly.on(host);
            linux.addAddress("lan", own, 24);
            linux.addRoute(IpAddress.ANY4, 0, via, "lan");
            return linux.stack().sockets();
        }
        var preset = kind == TcpPair.Kind.WINDOWS_XP ? WindowsPreset.XP : WindowsPreset.WINDOWS_10;
        var windows = WindowsHost.on(host, preset);
        windows.addAddress("lan", own, 24);
        windows.addRoute(IpAddress.ANY4, 0, via, "lan");
        return windows.sockets();
    }

    @Override
    public void close() {
        assertThat(world.ledger().check()).isEmpty();
        world.close();
    }
}
