package sluice.pcap.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import java.util.Optional;

/**
 * System calls. Each takes a {@link #newCallState call state} of the calling thread's own, into
 * which a failed call puts its error number. To be touched only after {@link #problem} said that it
 * can be.
 */
public final class Libc {
    /** {@code open}: read, write, do not wait, not for child processes. */
    public static final int O_RDWR_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;

    /** {@code eventfd}: do not wait, not for child processes. */
    public static final int EFD_NONBLOCK_CLOEXEC = 0x800 | 0x80000;

    /** {@code poll}: something can be read. */
    public static final short POLLIN = 1;

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = call("open", 2, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = call("close", -1, JAVA_INT, JAVA_INT);
    private static final MethodHandle READ =
            call("read", -1, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle WRITE =
            call("write", -1, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle IOCTL =
            call("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    private static final MethodHandle SOCKET =
            call("socket", -1, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND =
            call("bind", -1, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            call("setsockopt", -1, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle UNSHARE = call("unshare", -1, JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENTFD = call("eventfd", -1, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle PPOLL =
            call("ppoll", -1, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);

    private Libc() {}

    /** Why the calls cannot be made here, or empty. Loads nothing where they cannot. */
    public static Optional<String> problem() {
        String system = System.getProperty("os.name", "");
        if (!system.toLowerCase(Locale.ROOT).startsWith("linux")) {
            return Optional.of("this needs Linux, not " + system);
        }
        if (!Libc.class.getModule().isNativeAccessEnabled()) {
            return Optional.of(
                    "native access is not enabled (java --enable-native-access="
                            + (Libc.class.getModule().isNamed() ? "sluice.pcap" : "ALL-UNNAMED")
                            + ")");
        }
        return Optional.empty();
    }

    @SuppressWarnings("restricted")
    private static MethodHandle call(
            String name, int firstVariadic, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        MemorySegment symbol = linker.defaultLookup().findOrThrow(name);
        FunctionDescriptor shape = FunctionDescriptor.of(result, arguments);
        Linker.Option errno = Linker.Option.captureCallState("errno");
        return firstVariadic < 0
                ? linker.downcallHandle(symbol, shape, errno)
                : linker.downcallHandle(
                        symbol, shape, errno, Linker.Option.firstVariadicArg(firstVariadic));
    }

    /** Where the calls of one thread leave their error number. */
    public static MemorySegment newCallState(Arena arena) {
        return arena.allocate(CALL_STATE);
    }

    /** Error number of the last call that failed. */
    public static Errno errno(MemorySegment callState) {
        return new Errno((int) ERRNO.get(callState, 0L));
    }

    /** Its bare number, for the data path. */
    public static int errnoNumber(MemorySegment callState) {
        return (int) ERRNO.get(callState, 0L);
    }

    /** open(2): a descriptor, or -1. */
    public static int open(MemorySegment callState, String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) OPEN.invokeExact(callState, arena.allocateFrom(path), flags);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** close(2). */
    public static int close(MemorySegment callState, int descriptor) {
        try {
            return (int) CLOSE.invokeExact(callState, descriptor);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** read(2): octets read, 0 at the end, or -1. */
    public static long read(MemorySegment callState, int descriptor, MemorySegment into) {
        try {
            return (long) READ.invokeExact(callState, descriptor, into, into.byteSize());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** write(2) of the first {@code lengthOctets}: octets written, or -1. */
    public static long write(
            MemorySegment callState, int descriptor, MemorySegment from, long lengthOctets) {
        try {
            return (long) WRITE.invokeExact(callState, descriptor, from, lengthOctets);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** ioctl(2) with an argument in memory: 0 or more, or -1. */
    public static int ioctl(
            MemorySegment callState, int descriptor, long request, MemorySegment argument) {
        try {
            return (int) IOCTL.invokeExact(callState, descriptor, request, argument);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** A datagram socket of the internet family, for questions about interfaces; or -1. */
    public static int controlSocket(MemorySegment callState) {
        int afInet = 2;
        int sockDgramCloexec = 2 | 0x80000;
        try {
            return (int) SOCKET.invokeExact(callState, afInet, sockDgramCloexec, 0);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** socket(2): a descriptor, or -1. */
    public static int socket(MemorySegment callState, int domain, int type, int protocol) {
        try {
            return (int) SOCKET.invokeExact(callState, domain, type, protocol);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** bind(2): 0, or -1. */
    public static int bind(MemorySegment callState, int descriptor, MemorySegment address) {
        try {
            return (int) BIND.invokeExact(callState, descriptor, address, (int) address.byteSize());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** setsockopt(2): 0, or -1. */
    public static int setsockopt(
            MemorySegment callState, int descriptor, int level, int option, MemorySegment value) {
        try {
            return (int)
                    SETSOCKOPT.invokeExact(
                            callState, descriptor, level, option, value, (int) value.byteSize());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** unshare(2) of the calling thread: 0, or -1. */
    public static int unshare(MemorySegment callState, int flags) {
        try {
            return (int) UNSHARE.invokeExact(callState, flags);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** eventfd(2): a descriptor, or -1. */
    public static int eventfd(MemorySegment callState) {
        try {
            return (int) EVENTFD.invokeExact(callState, 0, EFD_NONBLOCK_CLOEXEC);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** ppoll(2) without a signal mask: how many descriptors are ready, or -1. */
    public static int ppoll(
            MemorySegment callState, MemorySegment pollFds, long count, MemorySegment timeout) {
        try {
            return (int) PPOLL.invokeExact(callState, pollFds, count, timeout, MemorySegment.NULL);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Zero-ended text of at most {@code octetsMax}, the zero included. */
    static void putText(MemorySegment into, String text, int octetsMax) {
        byte[] octets = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        int length = Math.min(octets.length, octetsMax - 1);
        MemorySegment.copy(octets, 0, into, JAVA_BYTE, 0, length);
        into.set(JAVA_BYTE, length, (byte) 0);
    }

    /** The handles' own types are right, so nothing but an error of the JVM comes here. */
    private static AssertionError impossible(Throwable e) {
        return new AssertionError(e);
    }
}
