package sluice.pcap.netns;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import sluice.pcap.os.Errno;
import sluice.pcap.os.Interfaces;
import sluice.pcap.os.Libc;

/**
 * A TAP device that is made here and goes when it is closed, seen from outside of the kernel. What
 * is written arrives on the device before the call returns, and with it all that the kernel does
 * about it at once ({@code tun_get_user}, Linux 6.x).
 */
public final class TapPort implements AutoCloseable {
    private static final String NODE = "/dev/net/tun";
    private static final long TUNSETIFF = 0x4004_54caL;
    private static final short IFF_TAP = 0x0002;
    private static final short IFF_NO_PI = 0x1000;
    private static final int FRAME_OCTETS_MAX = 65_536 + 32;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment callState = Libc.newCallState(arena);
    private final MemorySegment buffer = arena.allocate(FRAME_OCTETS_MAX, 64);
    private final String name;
    private int descriptor;

    private TapPort(String name, int descriptor) {
        this.name = name;
        this.descriptor = descriptor;
    }

    /**
     * Makes a device in the calling thread's namespace.
     *
     * @throws IOException if the kernel refuses
     */
    public static TapPort create(String name) throws IOException {
        if (!Interfaces.isName(name)) throw new IOException("no name of a device: " + name);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.newCallState(arena);
            int descriptor = Libc.open(state, NODE, Libc.O_RDWR_NONBLOCK_CLOEXEC);
            if (descriptor < 0) throw new IOException(NODE + ": " + Libc.errno(state));
            MemorySegment request = Interfaces.ifreq(arena, name);
            request.set(
                    JAVA_SHORT_UNALIGNED, Interfaces.IFREQ_VALUE, (short) (IFF_TAP | IFF_NO_PI));
            if (Libc.ioctl(state, descriptor, TUNSETIFF, request) < 0) {
                Errno errno = Libc.errno(state);
                Libc.close(state, descriptor);
                throw new IOException("device " + name + " cannot be made: " + errno);
            }
            return new TapPort(name, descriptor);
        }
    }

    /** Name of the device. */
    public String name() {
        return name;
    }

    /** Lets a frame arrive on the device; what the kernel says against it, or empty. */
    public Optional<String> write(byte[] frame) {
        if (frame.length > FRAME_OCTETS_MAX) return Optional.of(new Errno(Errno.EINVAL).toString());
        MemorySegment.copy(frame, 0, buffer, JAVA_BYTE, 0, frame.length);
        long written = Libc.write(callState, descriptor, buffer, frame.length);
        return written >= 0 ? Optional.empty() : Optional.of(Libc.errno(callState).toString());
    }

    /** The next frame that has left by the device, or empty: does not wait. */
    public Optional<byte[]> read() {
        long length = Libc.read(callState, descriptor, buffer);
        if (length <= 0) return Optional.empty();
        byte[] frame = new byte[(int) length];
        MemorySegment.copy(buffer, JAVA_BYTE, 0, frame, 0, frame.length);
        return Optional.of(frame);
    }

    @Override
    public void close() {
        if (descriptor < 0) return;
        Libc.close(callState, descriptor);
        descriptor = -1;
    }
}
