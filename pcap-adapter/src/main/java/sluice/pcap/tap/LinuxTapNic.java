package sluice.pcap.tap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sluice.live.DeviceOpening;
import sluice.live.DeviceProblem;
import sluice.live.DeviceProblem.Kind;
import sluice.live.IdleWait;
import sluice.live.LiveNic;
import sluice.nic.NicOptions;
import sluice.pcap.os.Errno;
import sluice.pcap.os.Interfaces;
import sluice.pcap.os.Libc;
import sluice.pcap.os.PollWait;
import sluice.world.Host;

/**
 * A NIC whose wire is a TUN or TAP device of Linux ({@code Documentation/networking/tuntap.rst}):
 * the kernel of this machine is the other station.
 *
 * <p>The shard's thread reads and writes the device itself, without waiting: one system call a
 * frame and no other thread. Use {@link #idleWait} so that the shard sleeps until a frame comes.
 *
 * <p>The interface must exist; it is attached to, not made, since a device made here would have
 * neither address nor the state "up", and would go with the process.
 */
public final class LinuxTapNic extends LiveNic implements AutoCloseable {
    private static final Path DEVICE_NODE = Path.of("/dev/net/tun");
    private static final long TUNSETIFF = 0x4004_54caL;
    private static final short IFF_TUN = 0x0001;
    private static final short IFF_TAP = 0x0002;
    private static final short IFF_NO_PI = 0x1000;
    private static final int RING_FRAMES = 256;
    private static final int FRAME_OCTETS_MAX = 65_536 + 32;

    // Freed by the garbage collector: no thread can be left with memory that is gone.
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment callState = Libc.newCallState(arena);
    private final MemorySegment in = arena.allocate(FRAME_OCTETS_MAX, 64);
    private final MemorySegment out = arena.allocate(FRAME_OCTETS_MAX, 64);
    private final @Nullable TunEdge tun;
    private final int descriptor;
    private int waitingOctets;
    private boolean closed;

    private LinuxTapNic(Host host, TapOptions options, int mtuOctets, int descriptor) {
        super(
                host,
                options.name(),
                new NicOptions(options.mac(), mtuOctets, RING_FRAMES, RING_FRAMES));
        this.descriptor = descriptor;
        this.tun = options.kind() == TapOptions.Kind.TUN ? new TunEdge(options.mac()) : null;
    }

    /** Why a device of that name cannot be attached to as far as one can see, or empty. */
    public static Optional<DeviceProblem> probe(TapOptions options) {
        Optional<String> system = Libc.problem();
        if (system.isPresent()) return problem(Kind.SYSTEM, system.get(), "");
        String name = options.name();
        if (!Interfaces.isName(name)) {
            return problem(
                    Kind.NAME,
                    "\"%s\" cannot be an interface: 1 to %d characters without space, / and :"
                            .formatted(name, Interfaces.NAME_OCTETS_MAX),
                    "");
        }
        if (!Files.exists(DEVICE_NODE))
            return problem(Kind.DEVICE_NODE, "there is no " + DEVICE_NODE, "sudo modprobe tun");
        if (!Files.isReadable(DEVICE_NODE) || !Files.isWritable(DEVICE_NODE)) {
            return problem(
                    Kind.PERMISSION,
                    "no permission to open " + DEVICE_NODE,
                    "sudo chmod 666 " + DEVICE_NODE);
        }
        if (Interfaces.find(name).isEmpty()) {
            return problem(
                    Kind.INTERFACE,
                    "there is no interface named " + name,
                    "sudo ip tuntap add dev %s mode %s user $USER".formatted(name, mode(options)));
        }
        return Optional.empty();
    }

    private static Optional<DeviceProblem> problem(Kind kind, String reason, String remedy) {
        return Optional.of(new DeviceProblem(kind, reason, remedy));
    }

    private static String mode(TapOptions options) {
        return options.kind() == TapOptions.Kind.TUN ? "tun" : "tap";
    }

    /**
     * Attaches to the device and puts the NIC into {@code host}. Its MTU is the interface's. Comes
     * before the shard starts.
     *
     * @throws IllegalArgumentException if the host's world is virtual, or has a NIC of that name
     */
    public static DeviceOpening<LinuxTapNic> open(Host host, TapOptions options) {
        Optional<DeviceProblem> problem = probe(options);
        if (problem.isPresent()) return new DeviceOpening.Refused<>(problem.get());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.newCallState(arena);
            int descriptor = Libc.open(state, DEVICE_NODE.toString(), Libc.O_RDWR_NONBLOCK_CLOEXEC);
            if (descriptor < 0) {
                return new DeviceOpening.Refused<>(
                        new DeviceProblem(
                                Kind.REFUSED, DEVICE_NODE + ": " + Libc.errno(state), ""));
            }
            MemorySegment request = Interfaces.ifreq(arena, options.name());
            short kind = options.kind() == TapOptions.Kind.TUN ? IFF_TUN : IFF_TAP;
            request.set(JAVA_SHORT_UNALIGNED, Interfaces.IFREQ_VALUE, (short) (kind | IFF_NO_PI));
            if (Libc.ioctl(state, descriptor, TUNSETIFF, request) < 0) {
                DeviceProblem refused = refused(options, Libc.errno(state));
                Libc.close(state, descriptor);
                return new DeviceOpening.Refused<>(refused);
            }
            int mtu = Interfaces.find(options.name()).map(Interfaces.State::mtuOctets).orElse(1500);
            var nic = new LinuxTapNic(host, options, mtu, descriptor);
            try {
                host.putIn(nic);
            } catch (IllegalArgumentException refusal) {
                nic.close();
                throw refusal;
            }
            return new DeviceOpening.Opened<>(nic);
        }
    }

    private static DeviceProblem refused(TapOptions options, Errno errno) {
        String name = options.name();
        return switch (errno.number()) {
            case Errno.EPERM ->
                    new DeviceProblem(
                            Kind.PERMISSION,
                            "no permission to attach to " + name + ": it is another user's",
                            "sudo ip tuntap del dev %1$s mode %2$s; sudo ip tuntap add dev %1$s mode %2$s user $USER"
                                    .formatted(name, mode(options)));
            case Errno.EBUSY ->
                    new DeviceProblem(
                            Kind.IN_USE,
                            "another program is attached to " + name,
                            "sudo grep -l iff:.%s /proc/[0-9]*/fdinfo/*".formatted(name));
            case Errno.EINVAL ->
                    new DeviceProblem(
                            Kind.REFUSED,
                            "%s is no %s device, or has several queues"
                                    .formatted(name, mode(options)),
                            "ip -d link show dev " + name);
            default -> new DeviceProblem(Kind.REFUSED, "attaching to " + name + ": " + errno, "");
        };
    }

    /** Whether the kernel's interface is switched on; if not, nothing comes or goes. */
    public boolean isUp() {
        return Interfaces.find(name()).map(Interfaces.State::up).orElse(false);
    }

    /** A shard's wait that ends when a frame comes to one of these. */
    public static IdleWait idleWait(List<LinuxTapNic> nics) {
        return new PollWait(nics.stream().mapToInt(nic -> nic.descriptor).toArray());
    }

    @Override
    protected int nextFrameOctets() {
        if (waitingOctets > 0) return waitingOctets;
        TunEdge edge = tun;
        if (edge != null && edge.answerOctets() > 0) return edge.answerOctets();
        long length = Libc.read(callState, descriptor, in);
        if (length > 0) {
            waitingOctets = (int) length + (edge == null ? 0 : TunEdge.HEADER_OCTETS);
            return waitingOctets;
        }
        if (length < 0) readFailed(Libc.errnoNumber(callState));
        return 0;
    }

    private void readFailed(int errno) {
        switch (errno) {
            case Errno.EAGAIN, Errno.EINTR, Errno.EIO -> {} // nothing there, or switched off
            default -> setGone(name() + " went away: " + new Errno(errno));
        }
    }

    @Override
    protected void copyFrame(byte[] into, int offset, int lengthOctets) {
        TunEdge edge = tun;
        if (edge == null) {
            MemorySegment.copy(in, JAVA_BYTE, 0, into, offset, lengthOctets);
        } else if (waitingOctets == 0) {
            edge.takeAnswer(into, offset);
        } else {
            int packet = offset + TunEdge.HEADER_OCTETS;
            MemorySegment.copy(
                    in, JAVA_BYTE, 0, into, packet, lengthOctets - TunEdge.HEADER_OCTETS);
            edge.putHeader(into, offset);
        }
        waitingOctets = 0;
    }

    @Override
    protected Written write(byte[] octets, int offset, int lengthOctets) {
        int skipped = 0;
        if (tun != null) {
            if (!tun.leaves(octets, offset, lengthOctets)) return Written.TAKEN;
            skipped = TunEdge.HEADER_OCTETS;
        }
        int length = lengthOctets - skipped;
        if (length < 1 || length > FRAME_OCTETS_MAX) return Written.REFUSED;
        MemorySegment.copy(octets, offset + skipped, out, JAVA_BYTE, 0, length);
        long written = Libc.write(callState, descriptor, out, length);
        if (written >= 0) return Written.TAKEN;
        int errno = Libc.errnoNumber(callState);
        return switch (errno) {
            case Errno.EAGAIN, Errno.ENOBUFS, Errno.EINTR -> Written.FULL;
            case Errno.EBADFD -> {
                setGone(name() + " went away: " + new Errno(errno));
                yield Written.REFUSED;
            }
            default -> Written.REFUSED; // switched off, or a frame that the kernel does not want
        };
    }

    /** Lets go of the device; only when no shard runs it any more. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        setGone(name() + " was closed");
        Libc.close(callState, descriptor);
    }
}
