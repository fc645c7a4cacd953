package sluice.inet.tcp;

import sluice.packet.Octets;
import sluice.packet.wire.TcpOption;
import sluice.packet.wire.TcpView;

/**
 * The segment at hand: one object, filled again for each. Options with a wrong length end the list,
 * as in Linux ({@code tcp_parse_options}). One thread.
 */
final class TcpSegment {
    static final int SACK_BLOCKS_MAX = 4;
    static final int NONE = -1;

    int sourcePort;
    int destinationPort;
    int sequence;
    int acknowledgment;
    int flags;
    int window;
    int urgentPointer;
    byte[] octets = {};
    int dataOffset;
    int dataLength;

    int maximumSegmentSize;
    int windowShift;
    boolean sackPermitted;
    boolean hasTimestamps;
    int timestamp;
    int timestampEcho;
    int sackBlocks;
    final int[] sackLeft = new int[SACK_BLOCKS_MAX];
    final int[] sackRight = new int[SACK_BLOCKS_MAX];

    /** False if no TCP header stands there. */
    boolean parse(byte[] from, int offset, int length) {
        if (!TcpView.fits(from, offset, offset + length)) return false;
        octets = from;
        sourcePort = Octets.u16(from, offset);
        destinationPort = Octets.u16(from, offset + 2);
        sequence = Octets.i32(from, offset + 4);
        acknowledgment = Octets.i32(from, offset + 8);
        flags = Octets.u8(from, offset + 13);
        window = Octets.u16(from, offset + 14);
        urgentPointer = Octets.u16(from, offset + 18);
        int header = (Octets.u8(from, offset + 12) >>> 4) * 4;
        dataOffset = offset + header;
        dataLength = length - header;
        options(from, offset + TcpView.HEADER_OCTETS_MIN, offset + header);
        return true;
    }

    /** Why one that does not parse is not accepted. */
    static TcpDrop malformed() {
        return TcpDrop.HEADER;
    }

    private void options(byte[] from, int begin, int end) {
        maximumSegmentSize = NONE;
        windowShift = NONE;
        sackPermitted = false;
        hasTimestamps = false;
        sackBlocks = 0;
        int at = begin;
        while (at < end) {
            int kind = Octets.u8(from, at);
            if (kind == 0) return;
            if (kind == 1) {
                at++;
                continue;
            }
            if (at + 1 >= end) return;
            int length = Octets.u8(from, at + 1);
            if (length < 2 || at + length > end) return;
            option(from, at, kind, length);
            at += length;
        }
    }

    private void option(byte[] from, int at, int kind, int length) {
        switch (kind) {
            case TcpOption.KIND_MAXIMUM_SEGMENT_SIZE -> {
                if (length == 4 && Octets.u16(from, at + 2) > 0) {
                    maximumSegmentSize = Octets.u16(from, at + 2);
                }
            }
            case TcpOption.KIND_WINDOW_SCALE -> {
                // more than 14 is taken as 14 (RFC 7323 section 2.3)
                if (length == 3) windowShift = Math.min(14, Octets.u8(from, at + 2));
            }
            case TcpOption.KIND_SACK_PERMITTED -> sackPermitted |= length == 2;
            case TcpOption.KIND_TIMESTAMPS -> {
                if (length == 10) {
                    hasTimestamps = true;
                    timestamp = Octets.i32(from, at + 2);
                    timestampEcho = Octets.i32(from, at + 6);
                }
            }
            case TcpOption.KIND_SACK -> {
                if (length < 10 || length % 8 != 2) return;
                sackBlocks = Math.min(SACK_BLOCKS_MAX, length / 8);
                for (int i = 0; i < sackBlocks; i++) {
                    sackLeft[i] = Octets.i32(from, at + 2 + 8 * i);
                    sackRight[i] = Octets.i32(from, at + 6 + 8 * i);
                }
            }
            default -> {
                // not for this connection
            }
        }
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** What the segment occupies of the sequence space: data, SYN and FIN. */
    int occupies() {
        return dataLength + (has(TcpView.SYN) ? 1 : 0) + (has(TcpView.FIN) ? 1 : 0);
    }
}
