package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketStatus;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** Two hosts of either kind on one cable, 192.0.2.1 and 192.0.2.2, 2001:db8::1 and ::2. */
final class TcpPair implements AutoCloseable {
    static final IpAddress LEFT = IpAddress.require("192.0.2.1");
    static final IpAddress RIGHT = IpAddress.require("192.0.2.2");
    static final IpAddress LEFT6 = IpAddress.require("2001:db8::1");
    static final IpAddress RIGHT6 = IpAddress.require("2001:db8::2");

    enum Kind {
        LINUX,
        WINDOWS_XP,
        WINDOWS_10
    }

    final World world;
    final SocketEdge left;
    final SocketEdge right;

    TcpPair(Kind leftKind, Kind rightKind, LinkOptions link, WorldOptions options) {
        world = new World(options, null);
        Host a = world.addHost("left", HostOptions.DEFAULT);
        Host b = world.addHost("right", HostOptions.DEFAULT);
        a.addNic("lan", NicOptions.ethernet(0x0200_0000_0001L));
        b.addNic("lan", NicOptions.ethernet(0x0200_0000_0002L));
        world.connect("cable", link, a.nics().getFirst(), b.nics().getFirst());
        left = stack(a, leftKind, LEFT, LEFT6);
        right = stack(b, rightKind, RIGHT, RIGHT6);
    }

    private static SocketEdge stack(Host host, Kind kind, IpAddress v4, IpAddress v6) {
        if (kind == Kind.LINUX) {
            var linux = LinuxAssembly.on(host);
            linux.addAddress("lan", v4, 24);
            linux.addAddress("lan", v6, 64);
            return linux.stack().sockets();
        }
        var preset = kind == Kind.WINDOWS_XP ? WindowsPreset.XP : WindowsPreset.WINDOWS_10;
        var windows = WindowsHost.on(host, preset);
        windows.addAddress("lan", v4, 24);
        windows.addAddress("lan", v6, 64);
        return windows.sockets();
    }

    /** A program that writes down what it is told. */
    static class Diary implements TcpSocketHandler {
        final List<String> told = new ArrayList<>();
        @Nullable TcpSocket socket;
        long received;
        final byte[] room = new byte[16_384];

        @Override
        public void connected(TcpSocket own) {
            socket = own;
            told.add("connected");
        }

        @Override
        public void readable(TcpSocket own) {
            for (int n = own.receive(room, 0, room.length); n > 0; ) {
                got(own, n);
                n = own.receive(room, 0, room.length);
            }
        }

        void got(TcpSocket own, int octets) {
            received += octets;
        }

        @Override
        public void endOfInput(TcpSocket own) {
            told.add("end of input");
        }

        @Override
        public void ended(TcpSocket own, SocketStatus status) {
            told.add("ended " + status.name());
        }
    }

    @Override
    public void close() {
        assertThat(world.ledger().check()).isEmpty();
        assertThat(world.contracts().all()).isEmpty();
        world.close();
    }
}
