package sluice.pcap.live;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sluice.bpf.BpfProgram;
import sluice.live.DeviceOpening;
import sluice.live.DeviceProblem;
import sluice.live.DeviceProblem.Kind;
import sluice.pcap.file.LinkType;

/**
 * An open interface. For one thread, but for {@link #breakLoop}: libpcap allows no two calls on a
 * handle at a time.
 *
 * <p>{@link #next} takes one frame, which can be looked at until the next call. It does not wait;
 * {@link #descriptor} tells a poll when there is something.
 */
public final class LibpcapHandle implements AutoCloseable {
    private static final int PERMISSION_DENIED = -8;
    private static final int NO_SUCH_DEVICE = -5;
    private static final int INTERFACE_NOT_UP = -9;
    private static final int PROMISC_PERMISSION_DENIED = -11;
    private static final int PACKED_FOR_MILLIS = 10;
    private static final int INSTRUCTION_OCTETS = 8;
    private static final long FLAGS_AT = 4 * ADDRESS.byteSize();
    private static final int PCAP_IF_LOOPBACK = 1;
    private static final int PCAP_IF_UP = 2;

    private final MemorySegment handle;
    private final String name;
    private final int descriptor;
    private final LinkType linkType;

    // Freed by the garbage collector: no thread can be left with memory that is gone.
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment headerPointer = arena.allocate(ADDRESS);
    private final MemorySegment octetsPointer = arena.allocate(ADDRESS);
    private final MemorySegment out = arena.allocate(LibpcapOptions.SNAP_OCTETS_MAX);
    private MemorySegment header = MemorySegment.NULL;
    private MemorySegment octets = MemorySegment.NULL;
    private volatile boolean broken;
    private boolean closed;

    private LibpcapHandle(MemorySegment handle, String name, int descriptor, LinkType linkType) {
        this.handle = handle;
        this.name = name;
        this.descriptor = descriptor;
        this.linkType = linkType;
    }

    /** What {@link #next} found. */
    public enum Next {
        /** A frame, to be looked at now. */
        FRAME,
        /** None now. */
        NOTHING,
        /** {@link #breakLoop} was called. */
        BROKEN,
        /** The interface has gone, or reading failed: {@link #error}. */
        FAILED
    }

    /** Why nothing can be opened here as far as one can see, or empty. */
    public static Optional<DeviceProblem> probe() {
        return Libpcap.problem().map(LibpcapHandle::noLibrary);
    }

    private static DeviceProblem noLibrary(String reason) {
        return reason.startsWith("libpcap")
                ? new DeviceProblem(Kind.LIBRARY, reason, "sudo apt install libpcap0.8")
                : new DeviceProblem(Kind.SYSTEM, reason, "");
    }

    /** Names of what libpcap would open for this user; empty without it. */
    public static List<String> interfaces() {
        return list().stream().map(LibpcapInterface::name).toList();
    }

    /**
     * What libpcap would open for this user, interfaces and sources of its own; empty without it.
     */
    public static List<LibpcapInterface> list() {
        List<LibpcapInterface> found = new ArrayList<>();
        if (Libpcap.problem().isPresent()) return found;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment first = arena.allocate(ADDRESS);
            MemorySegment error = arena.allocate(Libpcap.ERROR_OCTETS);
            if ((int) Libpcap.Calls.FIND_ALL.invokeExact(first, error) != 0) return found;
            MemorySegment all = first.get(ADDRESS, 0);
            MemorySegment each = all;
            while (each.address() != 0) {
                MemorySegment entry = entry(each);
                found.add(interfaceOf(entry));
                each = entry.get(ADDRESS, 0);
            }
            Libpcap.Calls.FREE_ALL.invokeExact(all);
            return found;
        } catch (Throwable e) {
            throw Libpcap.impossible(e);
        }
    }

    private static LibpcapInterface interfaceOf(MemorySegment entry) {
        int flags = entry.get(JAVA_INT, FLAGS_AT);
        return new LibpcapInterface(
                Libpcap.text(entry.get(ADDRESS, ADDRESS.byteSize())),
                Libpcap.text(entry.get(ADDRESS, 2 * ADDRESS.byteSize())),
                (flags & PCAP_IF_UP) != 0,
                (flags & PCAP_IF_LOOPBACK) != 0);
    }

    /** {@code struct pcap_if}: next, name, description, addresses, flags. */
    @SuppressWarnings("restricted")
    private static MemorySegment entry(MemorySegment pointer) {
        return pointer.reinterpret(FLAGS_AT + JAVA_INT.byteSize());
    }

    /** Opens an interface. */
    public static DeviceOpening<LibpcapHandle> open(LibpcapOptions options) {
        Optional<DeviceProblem> problem = probe();
        if (problem.isPresent()) return new DeviceOpening.Refused<>(problem.get());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(Libpcap.ERROR_OCTETS);
            MemorySegment source = arena.allocateFrom(options.name());
            var handle = (MemorySegment) Libpcap.Calls.CREATE.invokeExact(source, error);
            if (handle.address() == 0) {
                return new DeviceOpening.Refused<>(
                        new DeviceProblem(Kind.REFUSED, error.getString(0), ""));
            }
            int unused = (int) Libpcap.Calls.SET_SNAPLEN.invokeExact(handle, options.snapOctets());
            unused =
                    (int)
                            Libpcap.Calls.SET_PROMISC.invokeExact(
                                    handle, options.promiscuous() ? 1 : 0);
            unused = (int) Libpcap.Calls.SET_TIMEOUT.invokeExact(handle, PACKED_FOR_MILLIS);
            int immediate = options.immediate() ? 1 : 0;
            unused = (int) Libpcap.Calls.SET_IMMEDIATE.invokeExact(handle, immediate);
            unused = (int) Libpcap.Calls.SET_BUFFER.invokeExact(handle, options.bufferOctets());
            int status = (int) Libpcap.Calls.ACTIVATE.invokeExact(handle);
            if (status < 0) {
                DeviceProblem refused = refused(options.name(), status, handle);
                Libpcap.Calls.CLOSE.invokeExact(handle);
                return new DeviceOpening.Refused<>(refused);
            }
            unused = (int) Libpcap.Calls.SET_NONBLOCK.invokeExact(handle, 1, error);
            unused =
                    (int) Libpcap.Calls.SET_DIRECTION.invokeExact(handle, options.direction().code);
            int descriptor = (int) Libpcap.Calls.SELECTABLE.invokeExact(handle);
            int linkType = (int) Libpcap.Calls.DATALINK.invokeExact(handle);
            return new DeviceOpening.Opened<>(
                    new LibpcapHandle(handle, options.name(), descriptor, new LinkType(linkType)));
        } catch (Throwable e) {
            throw Libpcap.impossible(e);
        }
    }

    private static DeviceProblem refused(String name, int status, MemorySegment handle)
            throws Throwable {
        return switch (status) {
            case NO_SUCH_DEVICE ->
                    new DeviceProblem(
                            Kind.INTERFACE, "there is no interface named " + name, "ip link show");
            case PERMISSION_DENIED, PROMISC_PERMISSION_DENIED ->
                    new DeviceProblem(
                            Kind.PERMISSION,
                            "no permission to capture on " + name,
                            "run it as root, or give java CAP_NET_RAW");
            case INTERFACE_NOT_UP ->
                    new DeviceProblem(
                            Kind.REFUSED,
                            name + " is down",
                            "sudo ip link set dev " + name + " up");
            default -> {
                String detail =
                        Libpcap.text((MemorySegment) Libpcap.Calls.ERROR.invokeExact(handle));
                String text =
                        Libpcap.text((MemorySegment) Libpcap.Calls.STATUS_TEXT.invokeExact(status));
                yield new DeviceProblem(
                        Kind.REFUSED, name + ": " + (detail.isEmpty() ? text : detail), "");
            }
        };
    }

    /** Name of the interface. */
    public String name() {
        return name;
    }

    /** What its frames begin with. */
    public LinkType linkType() {
        return linkType;
    }

    /** A file descriptor that poll finds readable when frames wait; -1 if there is none. */
    public int descriptor() {
        return descriptor;
    }

    /**
     * Has the kernel pass only frames that {@code program} accepts.
     *
     * @return false if the library refuses the program: {@link #error}
     */
    public boolean setFilter(BpfProgram program) {
        int count = program.instructionCount();
        try (Arena scope = Arena.ofConfined()) {
            MemorySegment instructions =
                    scope.allocate((long) INSTRUCTION_OCTETS * Math.max(1, count), 8);
            for (int i = 0; i < count; i++) {
                long at = (long) INSTRUCTION_OCTETS * i;
                instructions.set(JAVA_SHORT, at, (short) program.code(i));
                instructions.set(JAVA_BYTE, at + 2, (byte) program.jt(i));
                instructions.set(JAVA_BYTE, at + 3, (byte) program.jf(i));
                instructions.set(JAVA_INT, at + 4, program.k(i));
            }
            MemorySegment filter = scope.allocate(2 * ADDRESS.byteSize(), 8);
            filter.set(JAVA_INT, 0, count);
            filter.set(ADDRESS, ADDRESS.byteSize(), instructions);
            return (int) Libpcap.Calls.SET_FILTER.invokeExact(handle, filter) == 0;
        } catch (Throwable e) {
            throw Libpcap.impossible(e);
        }
    }

    /** Takes the next frame, if one waits. */
    public Next next() {
        if (broken) {
            broken = false;
            return Next.BROKEN;
        }
        int status;
        try {
            status = (int) Libpcap.Calls.NEXT.invokeExact(handle, headerPointer, octetsPointer);
        } catch (Throwable e) {
            throw Libpcap.impossible(e);
        }
        if (status == 1) {
            look();
            return Next.FRAME;
        }
        return status == 0 ? Next.NOTHING : Next.FAILED;
    }

    /** {@code struct pcap_pkthdr}: seconds, microseconds, captured length, length on the wire. */
    @SuppressWarnings("restricted")
    private void look() {
        header = headerPointer.get(ADDRESS, 0).reinterpret(24);
        octets = octetsPointer.get(ADDRESS, 0).reinterpret(header.get(JAVA_INT, 16));
    }

    /** When the kernel saw the frame: seconds of the epoch. */
    public long seconds() {
        return header.get(JAVA_LONG, 0);
    }

    /** When the kernel saw the frame: microseconds within the second. */
    public long micros() {
        return header.get(JAVA_LONG, 8);
    }

    /** How much of the frame was taken. */
    public int capturedOctets() {
        return header.get(JAVA_INT, 16);
    }

    /** How long the frame was on the wire. */
    public int wireOctets() {
        return header.get(JAVA_INT, 20);
    }

    /** Copies the frame's first {@code lengthOctets}, at most those that were captured. */
    public void copy(byte[] into, int offset, int lengthOctets) {
        MemorySegment.copy(octets, JAVA_BYTE, 0, into, offset, lengthOctets);
    }

    /** Sends a frame as it is; false if the interface did not take it: {@link #error}. */
    public boolean inject(byte[] frame, int offset, int lengthOctets) {
        if (lengthOctets < 1 || lengthOctets > out.byteSize()) return false;
        MemorySegment.copy(frame, offset, out, JAVA_BYTE, 0, lengthOctets);
        try {
            return (int) Libpcap.Calls.INJECT.invokeExact(handle, out, (long) lengthOctets) >= 0;
        } catch (Throwable e) {
            throw Libpcap.impossible(e);
        }
    }

    /**
     * Has {@link #next} answer BROKEN once, so that a loop over it ends; from any thread. Differs
     * from pcap_breakloop(3PCAP), which a handle that does not wait may leave unseen.
     */
    public void breakLoop() {
        broken = true;
    }

    /** The counters, or empty if the interface has none. */
    public Optional<LibpcapStats> stats() {
        try (Arena scope = Arena.ofConfined()) {
            MemorySegment three = scope.allocate(3 * JAVA_INT.byteSize(), 4);
            if ((int) Libpcap.Calls.STATS.invokeExact(handle, three) != 0) return Optional.empty();
            return Optional.of(
                    new LibpcapStats(
                            Integer.toUnsignedLong(three.get(JAVA_INT, 0)),
                            Integer.toUnsignedLong(three.get(JAVA_INT, 4)),
                            Integer.toUnsignedLong(three.get(JAVA_INT, 8))));
        } catch (Throwable e) {
            throw Libpcap.impossible(e);
        }
    }

    /** What the library said about the last call that failed. */
    public String error() {
        try {
            return Libpcap.text((MemorySegment) Libpcap.Calls.ERROR.invokeExact(handle));
        } catch (Throwable e) {
            throw Libpcap.impossible(e);
        }
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        try {
            Libpcap.Calls.CLOSE.invokeExact(handle);
        } catch (Throwable e) {
            throw Libpcap.impossible(e);
        }
    }
}
