package sluice.attach;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import sluice.packet.Checksums;
import sluice.packet.Octets;

/** Echo requests from this machine's own kernel, by a raw socket; needs no ping program. */
@SuppressWarnings("restricted")
final class KernelPing {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_RAW = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    /** Each call has its own, so that a late answer is not taken for the next call's. */
    private static final AtomicInteger IDENTIFIERS = new AtomicInteger(0x5153);

    private static final int OTHER_MESSAGES_MAX = 200;

    private static final MethodHandle SOCKET =
            call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CONNECT =
            call("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SEND =
            call("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECV =
            call("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);

    private KernelPing() {}

    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    /**
     * Sends {@code count} requests with so much payload, one after the other, each within 20 s.
     *
     * @return how many were answered with the same payload
     */
    static int ping(String address, int payloadOctets, int count) throws Throwable {
        return ping(address, payloadOctets, count, 20);
    }

    /**
     * Asks until there is an answer: a device drops what it is given until the kernel has noticed,
     * some time later, that somebody is attached (linkwatch).
     */
    static void awaitAnswer(String address) throws Throwable {
        for (int i = 0; i < 30; i++) {
            if (ping(address, 8, 1, 1) == 1) return;
        }
        throw new AssertionError(address + " does not answer");
    }

    static int ping(String address, int payloadOctets, int count, int timeoutSeconds)
            throws Throwable {
        byte[] to = InetAddress.getByName(address).getAddress();
        boolean v6 = to.length == 16;
        int socket =
                (int) SOCKET.invokeExact(v6 ? AF_INET6 : AF_INET, SOCK_RAW, v6 ? ICMPV6 : ICMP);
        if (socket < 0) throw new AssertionError("no raw socket");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timeout = arena.allocate(16, 8);
            timeout.set(JAVA_LONG, 0, timeoutSeconds);
            int _ = (int) SETSOCKOPT.invokeExact(socket, SOL_SOCKET, SO_RCVTIMEO, timeout, 16);
            MemorySegment peer = arena.allocate(28, 8);
            peer.set(JAVA_SHORT, 0, (short) (v6 ? AF_INET6 : AF_INET));
            MemorySegment.copy(to, 0, peer, JAVA_BYTE, v6 ? 8 : 4, to.length);
            if ((int) CONNECT.invokeExact(socket, peer, v6 ? 28 : 16) != 0) {
                throw new AssertionError("no route to " + address);
            }
            MemorySegment in = arena.allocate(70_000);
            int answered = 0;
            int identifier = IDENTIFIERS.getAndIncrement() & 0xffff;
            for (int i = 0; i < count; i++) {
                byte[] request = request(v6, identifier, i, payloadOctets);
                MemorySegment out = arena.allocateFrom(JAVA_BYTE, request);
                long sent = (long) SEND.invokeExact(socket, out, out.byteSize(), 0);
                if (sent == request.length && isAnswered(socket, in, v6, request)) answered++;
            }
            return answered;
        } finally {
            int _ = (int) CLOSE.invokeExact(socket);
        }
    }

    private static byte[] request(boolean v6, int identifier, int number, int payloadOctets) {
        byte[] message = new byte[8 + payloadOctets];
        for (int i = 8; i < message.length; i++) message[i] = (byte) (i * 7 + number);
        message[0] = (byte) (v6 ? 128 : 8);
        Octets.put16(message, 4, identifier);
        Octets.put16(message, 6, number);
        if (!v6)
            Octets.put16(message, 2, Checksums.finish(Checksums.sum(message, 0, message.length)));
        return message;
    }

    /** IPv4 raw sockets give the header too; both give whatever else arrives. */
    private static boolean isAnswered(int socket, MemorySegment in, boolean v6, byte[] request)
            throws Throwable {
        for (int i = 0; i < OTHER_MESSAGES_MAX; i++) {
            long length = (long) RECV.invokeExact(socket, in, in.byteSize(), 0);
            if (length < 0) return false; // time over
            byte[] got = in.asSlice(0, length).toArray(JAVA_BYTE);
            int start = v6 ? 0 : (got[0] & 0xf) * 4;
            boolean reply = got[start] == (byte) (v6 ? 129 : 0);
            if (!reply || Octets.i32(got, start + 4) != Octets.i32(request, 4)) continue;
            return java.util.Arrays.equals(got, start + 8, got.length, request, 8, request.length);
        }
        return false;
    }
}
