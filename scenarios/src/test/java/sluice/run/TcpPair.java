package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.edge.HostStack;
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
public final class TcpPair implements AutoCloseable {
    public static final IpAddress LEFT = IpAddress.require("192.0.2.1");
    public static final IpAddress RIGHT = IpAddress.require("192.0.2.2");
    public static final IpAddress LEFT6 = IpAddress.require("2001:db8::1");
    public static final IpAddress RIGHT6 = IpAddress.require("2001:db8::2");

    /** Which stack. */
    public enum Kind {
        LINUX,
        WINDOWS_XP,
        WINDOWS_10
    }

    public final World world;
    public final SocketEdge left;
    public final SocketEdge right;
    public final HostStack leftStack;
    public final HostStack rightStack;

    /** Joined by such a cable. */
    public TcpPair(Kind leftKind, Kind rightKind, LinkOptions link, WorldOptions options) {
        world = new World(options, null);
        Host a = world.addHost("left", HostOptions.DEFAULT);
        Host b = world.addHost("right", HostOptions.DEFAULT);
        a.addNic("lan", NicOptions.ethernet(0x0200_0000_0001L));
        b.addNic("lan", NicOptions.ethernet(0x0200_0000_0002L));
        world.connect("cable", link, a.nics().getFirst(), b.nics().getFirst());
        leftStack = stack(a, leftKind, LEFT, LEFT6);
        rightStack = stack(b, rightKind, RIGHT, RIGHT6);
        left = leftStack.sockets();
        right = rightStack.sockets();
    }

    private static HostStack stack(Host host, Kind kind, IpAddress v4, IpAddress v6) {
        if (kind == Kind.LINUX) {
            var linux = LinuxAssembly.on(host);
            linux.addAddress("lan", v4, 24);
            linux.addAddress("lan", v6, 64);
            return linux.stack();
        }
        var preset = kind == Kind.WINDOWS_XP ? WindowsPreset.XP : WindowsPreset.WINDOWS_10;
        var windows = WindowsHost.on(host, preset);
        windows.addAddress("lan", v4, 24);
        windows.addAddress("lan", v6, 64);
        return windows;
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
