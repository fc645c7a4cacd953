package sluice.packet.decode;

import sluice.packet.Checksums;
import sluice.packet.wire.IpProtocols;

/** TCP and UDP. */
final class TransportLayers {
    private static final int BAD = 0;
    private static final int UNVERIFIED = 2;
    private static final int ABSENT = 3;
    private static final int FLAG_RST = 4;
    private static final long HASH_FACTOR = 0x9e37_79b9_7f4a_7c15L;
    private static final int OPTION_MSS = 2;
    private static final int OPTION_SACK = 5;
    private static final int OPTION_MULTIPATH = 30;

    /** From bit 8 down. */
    private static final Field[] FLAGS = {
        Field.TCP_FLAGS_AE,
        Field.TCP_FLAGS_CWR,
        Field.TCP_FLAGS_ECE,
        Field.TCP_FLAGS_URG,
        Field.TCP_FLAGS_ACK,
        Field.TCP_FLAGS_PUSH,
        Field.TCP_FLAGS_RESET,
        Field.TCP_FLAGS_SYN,
        Field.TCP_FLAGS_FIN
    };

    private final Walk walk;

    TransportLayers(Walk walk) {
        this.walk = walk;
    }

    void tcp(int at, int cap, int rep) {
        if (!walk.enter(Layer.TCP, at, cap) || !walk.has(at, 2, cap, rep)) {
            return;
        }
        if (!walk.has(at, 4, cap, rep)) {
            return;
        }
        walk.field(Field.TCP_SRCPORT, at, 2, walk.u16(at));
        walk.field(Field.TCP_DSTPORT, at + 2, 2, walk.u16(at + 2));
        if (walk.inError && cap - at < 16) {
            return; // a quote may end behind the first eight octets
        }
        if (!walk.has(at, 16, cap, rep)) {
            return;
        }
        int header = (walk.u8(at + 12) >>> 4) * 4;
        boolean known = !walk.fragmented && header <= rep - at;
        if (header < 20) {
            walk.field(Field.TCP_HDR_LEN, at + 12, 1, header);
            return;
        }
        if (known && !walk.inError) {
            walk.field(Field.TCP_LEN, at, 0, rep - at - header);
        }
        walk.field(Field.TCP_SEQ_RAW, at + 4, 4, walk.u32(at + 4));
        walk.field(Field.TCP_ACK_RAW, at + 8, 4, walk.u32(at + 8));
        walk.field(Field.TCP_HDR_LEN, at + 12, 1, header);
        walk.field(Field.TCP_FLAGS, at + 12, 2, walk.u16(at + 12) & 0xfff);
        if (walk.detailed) {
            flags(at + 12);
        }
        walk.field(Field.TCP_WINDOW, at + 14, 2, walk.u16(at + 14));
        if (!walk.has(at, 18, cap, rep)) {
            return;
        }
        int status = UNVERIFIED;
        if (!walk.fragmented && cap == rep) {
            status = valid(at, cap - at, cap - at, IpProtocols.TCP);
        }
        walk.detail(Field.TCP_CHECKSUM, at + 16, 2, walk.u16(at + 16));
        walk.field(Field.TCP_CHECKSUM_STATUS, at + 16, 0, status);
        if (!walk.has(at, 20, cap, rep)) {
            return;
        }
        walk.field(Field.TCP_URGENT_POINTER, at + 18, 2, walk.u16(at + 18));
        boolean repeats = known && !walk.inError && repeats(at, rep - at - header);
        tcpOptions(at + 20, Math.min(cap, at + header));
        if (walk.stopped || !walk.has(at, header, cap, rep)) {
            return;
        }
        boolean reset = (walk.u8(at + 13) & FLAG_RST) != 0; // it may carry a reason in words
        if (reset) {
            walk.bytes(Field.TCP_RESET_CAUSE, at + header, cap - at - header);
        } else if (!repeats && !stream(at, at + header, cap, rep)) {
            walk.data(at + header, cap);
        }
    }

    private boolean stream(int at, int payload, int cap, int rep) {
        return !walk.basic
                && !walk.inError
                && payload < cap
                && walk.application.segment(walk.u16(at), walk.u16(at + 2), payload, cap, rep);
    }

    private void flags(int at) {
        int word = walk.u16(at);
        walk.field(Field.TCP_FLAGS_RES, at, 2, word >>> 9 & 7);
        for (int bit = 0; bit < FLAGS.length; bit++) {
            walk.field(FLAGS[bit], at, 2, word >>> (8 - bit) & 1);
        }
    }

    private boolean repeats(int at, int dataOctets) {
        TcpProgress progress = walk.progress;
        if (progress == null || walk.ipVersion == 0) {
            return false;
        }
        int octets = walk.ipVersion == 4 ? 4 : 16;
        long source = hash(walk.ipSource, octets, walk.u16(at));
        long destination = hash(walk.ipDestination, octets, walk.u16(at + 2));
        return progress.repeats(
                source * HASH_FACTOR + destination,
                destination * HASH_FACTOR + source,
                walk.i32(at + 4),
                walk.i32(at + 8),
                dataOctets,
                walk.u8(at + 13),
                walk.u16(at + 14));
    }

    private long hash(int addressAt, int octets, int port) {
        long hash = port + 1L;
        for (int i = 0; i < octets; i += 4) {
            hash = (hash ^ walk.u32(addressAt + i)) * HASH_FACTOR;
            hash ^= hash >>> 31;
        }
        return hash;
    }

    private void tcpOptions(int from, int end) {
        int at = from;
        while (at < end) {
            int kind = walk.u8(at);
            walk.detail(Field.TCP_OPTION_KIND, at, 1, kind);
            if (kind == 0) {
                walk.bytes(Field.TCP_OPTIONS_PADDING, at + 1, end - at - 1);
                return;
            }
            if (kind == 1) {
                at++;
                continue;
            }
            if (end - at < 2) {
                return;
            }
            int length = walk.u8(at + 1);
            walk.detail(Field.TCP_OPTION_LEN, at + 1, 1, length);
            if (length < 2 || length > end - at) {
                walk.bytes(Field.TCP_OPTIONS_UNKNOWN, at + 2, end - at - 2);
                return;
            }
            if (kind == OPTION_SACK && length == 2) {
                walk.stop(Fault.MALFORMED, at); // it must hold a block
                return;
            }
            if (kind == OPTION_MSS && length == 4) {
                walk.field(Field.TCP_OPTIONS_MSS, at + 2, 2, walk.u16(at + 2));
            } else if (walk.detailed) {
                walk.optionFields.tcp(kind, at, length);
            }
            if (kind == OPTION_MULTIPATH && walk.basic) {
                walk.data(at, at + length);
            }
            at += length;
        }
    }

    void udp(int at, int cap, int rep) {
        if (!walk.enter(Layer.UDP, at, cap) || !walk.has(at, 4, cap, rep)) {
            return;
        }
        int source = walk.u16(at);
        int destination = walk.u16(at + 2);
        walk.field(Field.UDP_SRCPORT, at, 2, source);
        walk.field(Field.UDP_DSTPORT, at + 2, 2, destination);
        if (!walk.has(at, 6, cap, rep)) {
            return;
        }
        int length = walk.u16(at + 4);
        walk.field(Field.UDP_LENGTH, at + 4, 2, length);
        if (length == 0 && walk.ipVersion == 6) {
            length = rep - at;
        }
        if (length < 8) {
            walk.complain(at + 4);
            return;
        }
        if (!walk.has(at, 8, cap, rep)) {
            return;
        }
        if (length > rep - at && !walk.fragmented && !walk.inError) {
            walk.complain(at + 4);
        }
        int status = UNVERIFIED;
        if (walk.u16(at + 6) == 0) {
            status = walk.ipVersion == 6 ? BAD : ABSENT;
        } else if (!walk.fragmented && cap == rep && length <= rep - at) {
            status = valid(at, length, length, IpProtocols.UDP);
        }
        walk.detail(Field.UDP_CHECKSUM, at + 6, 2, walk.u16(at + 6));
        walk.field(Field.UDP_CHECKSUM_STATUS, at + 6, 0, status);
        int end = Math.min(rep, at + length);
        int capEnd = Math.min(cap, end);
        if (walk.basic || !byPort(source, destination, at + 8, capEnd, end)) {
            walk.data(at + 8, capEnd);
        }
    }

    /** Tries the lower port first, as registered numbers are low. */
    private boolean byPort(int source, int destination, int at, int cap, int rep) {
        return at < rep
                && (datagram(Math.min(source, destination), at, cap, rep)
                        || datagram(Math.max(source, destination), at, cap, rep));
    }

    /** What is quoted ends anywhere: of applications in it nothing is told. */
    private boolean datagram(int port, int at, int cap, int rep) {
        return walk.tunnel.datagram(port, at, cap, rep)
                || (!walk.inError && walk.application.datagram(port, at, cap, rep));
    }

    /** 1 if the range sums up with the pseudo header of the IP layer around, 0 if not. */
    private int valid(int at, int sumOctets, int pseudoOctets, int protocol) {
        long sum = Checksums.sum(walk.octets, at, sumOctets) + protocol + pseudoOctets;
        if (walk.ipVersion == 4) {
            sum += walk.u32(walk.ipSource) + walk.u32(walk.ipDestination);
        } else if (walk.ipVersion == 6) {
            sum += Checksums.sum(walk.octets, walk.ipSource, 16);
            sum += Checksums.sum(walk.octets, walk.ipDestination, 16);
        } else {
            return UNVERIFIED;
        }
        return Checksums.fold(sum) == 0xffff ? 1 : 0;
    }
}
