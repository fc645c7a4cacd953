package sluice.pcap.netns;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sluice.pcap.os.Errno;
import sluice.pcap.os.Libc;

/**
 * The trace of nftables as the kernel sends it (netlink group {@code NFNLGRP_NFTRACE}): one event
 * for each rule that matched a packet with {@code meta nftrace set 1}. Events are there as soon as
 * the packet is dealt with.
 */
public final class RuleTraceSocket implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    private static final int NETLINK_NETFILTER = 12;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NFNLGRP_NFTRACE = 9;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int BUFFER_OCTETS = 64 << 20;
    private static final int ENOBUFS = 105;
    private static final int HEADER_OCTETS = 20; // nlmsghdr and nfgenmsg
    private static final int NFT_MSG_TRACE = 10 << 8 | 17;
    private static final int TYPE_MASK = 0x3fff;

    // enum nft_trace_attributes
    private static final int TABLE = 1;
    private static final int CHAIN = 2;
    private static final int RULE_HANDLE = 3;
    private static final int TYPE = 4;
    private static final int VERDICT = 5;
    private static final int ID = 6;
    private static final int IIF = 10;
    private static final int OIF = 12;
    private static final int MARK = 14;
    private static final int POLICY = 16;
    private static final int VERDICT_CODE = 1;
    private static final int VERDICT_CHAIN = 2;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment callState = Libc.newCallState(arena);
    private final MemorySegment buffer = arena.allocate(65_536, 8);
    private final int descriptor;
    private boolean overrun;

    private RuleTraceSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens one in the calling thread's namespace.
     *
     * @throws IOException if the kernel refuses
     */
    public static RuleTraceSocket open() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.newCallState(arena);
            int descriptor =
                    Libc.socket(state, AF_NETLINK, SOCK_RAW_NONBLOCK_CLOEXEC, NETLINK_NETFILTER);
            if (descriptor < 0) throw new IOException("netlink: " + Libc.errno(state));
            MemorySegment address = arena.allocate(12, 4);
            address.set(JAVA_SHORT_UNALIGNED, 0, (short) AF_NETLINK);
            MemorySegment number = arena.allocate(4, 4);
            number.set(JAVA_INT_UNALIGNED, 0, BUFFER_OCTETS);
            Libc.setsockopt(state, descriptor, SOL_SOCKET, SO_RCVBUFFORCE, number);
            number.set(JAVA_INT_UNALIGNED, 0, NFNLGRP_NFTRACE);
            if (Libc.bind(state, descriptor, address) < 0
                    || Libc.setsockopt(
                                    state, descriptor, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, number)
                            < 0) {
                Errno errno = Libc.errno(state);
                Libc.close(state, descriptor);
                throw new IOException("the trace of nftables: " + errno);
            }
            return new RuleTraceSocket(descriptor);
        }
    }

    /** Whether the kernel has had to throw events away. */
    public boolean overrun() {
        return overrun;
    }

    /** The events since it was last asked; does not wait. */
    public List<RuleTraceEvent> drain() {
        List<RuleTraceEvent> events = new ArrayList<>();
        while (true) {
            long length = Libc.read(callState, descriptor, buffer);
            if (length < 0) {
                if (Libc.errnoNumber(callState) != ENOBUFS) return events;
                overrun = true;
            } else if (length == 0) {
                return events;
            } else {
                byte[] octets = new byte[(int) length];
                MemorySegment.copy(buffer, JAVA_BYTE, 0, octets, 0, octets.length);
                messages(ByteBuffer.wrap(octets), events);
            }
        }
    }

    private static void messages(ByteBuffer octets, List<RuleTraceEvent> into) {
        int at = 0;
        while (at + HEADER_OCTETS <= octets.limit()) {
            octets.order(ByteOrder.nativeOrder());
            int length = octets.getInt(at);
            int type = Short.toUnsignedInt(octets.getShort(at + 4));
            if (length < HEADER_OCTETS || at + length > octets.limit()) return;
            int family = octets.get(at + 16);
            if (type == NFT_MSG_TRACE)
                into.add(event(family, octets.slice(at + HEADER_OCTETS, length - HEADER_OCTETS)));
            at += length + 3 & ~3;
        }
    }

    private static RuleTraceEvent event(int family, ByteBuffer octets) {
        Map<Integer, ByteBuffer> values = attributes(octets);
        Map<Integer, ByteBuffer> verdict =
                values.containsKey(VERDICT) ? attributes(values.get(VERDICT)) : Map.of();
        int code =
                verdict.containsKey(VERDICT_CODE)
                        ? number(verdict, VERDICT_CODE)
                        : number(values, POLICY);
        return new RuleTraceEvent(
                number(values, ID),
                family,
                text(values, TABLE),
                text(values, CHAIN),
                RuleTraceEvent.Type.of(number(values, TYPE)),
                values.containsKey(RULE_HANDLE) ? values.get(RULE_HANDLE).getLong(0) : 0,
                code,
                text(verdict, VERDICT_CHAIN),
                Integer.toUnsignedLong(number(values, MARK)),
                number(values, IIF),
                number(values, OIF));
    }

    /** Attributes by type; their numbers are in network order. */
    private static Map<Integer, ByteBuffer> attributes(ByteBuffer octets) {
        Map<Integer, ByteBuffer> found = new HashMap<>();
        int at = 0;
        while (at + 4 <= octets.limit()) {
            octets.order(ByteOrder.nativeOrder());
            int length = Short.toUnsignedInt(octets.getShort(at));
            int type = octets.getShort(at + 2) & TYPE_MASK;
            if (length < 4 || at + length > octets.limit()) break;
            found.put(type, octets.slice(at + 4, length - 4)); // network order by default
            at += length + 3 & ~3;
        }
        return found;
    }

    private static int number(Map<Integer, ByteBuffer> values, int type) {
        ByteBuffer value = values.get(type);
        return value == null || value.limit() < 4 ? 0 : value.getInt(0);
    }

    private static String text(Map<Integer, ByteBuffer> values, int type) {
        ByteBuffer value = values.get(type);
        if (value == null) return "";
        byte[] octets = new byte[value.limit()];
        value.get(0, octets);
        int end = 0;
        while (end < octets.length && octets[end] != 0) end++;
        return new String(octets, 0, end, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        Libc.close(callState, descriptor);
    }
}
