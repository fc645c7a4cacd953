package sluice.inet.tcp;

import sluice.packet.Octets;
import sluice.packet.wire.TcpOption;
import sluice.packet.wire.TcpView;

/** Writes segments in place below. One thread. */
final class SegmentWriter {
    private static final int HEADER_OCTETS = TcpView.HEADER_OCTETS_MIN;
    private static final int NOP = 1;

    private final TcpConnection connection;
    private final TcpOutput output;

    SegmentWriter(TcpConnection connection, TcpOutput output) {
        this.connection = connection;
        this.output = output;
    }

    void syn(boolean isAnswer) {
        TcpOptions options = connection.options;
        boolean linux = options.layout() == TcpProfile.Options.Layout.LINUX;
        boolean stamped = options.timestamps();
        int length = 4;
        if (stamped) length += linux && options.sack() ? 10 : 12;
        if (options.sack()) length += linux && stamped ? 2 : 4;
        if (options.scaled()) length += 4;
        if (!output.begin(HEADER_OCTETS + length)) return;
        byte[] to = output.octets();
        int at = output.offset();
        int window =
                isAnswer
                        ? connection.receiver.windowField(true)
                        : Math.min(65535, options.synWindow());
        int flags = isAnswer ? TcpView.SYN | TcpView.ACK : TcpView.SYN;
        int acknowledgment = isAnswer ? connection.receiver.nextWire() : 0;
        header(to, at, connection.sender.wire(0), acknowledgment, length, flags, window, 0);
        int next = at + HEADER_OCTETS;
        put(to, next, TcpOption.KIND_MAXIMUM_SEGMENT_SIZE, 4);
        Octets.put16(to, next + 2, options.offeredSegment());
        next += 4;
        if (linux) {
            if (options.sack()) {
                if (!stamped) next = nops(to, next, 2);
                put(to, next, TcpOption.KIND_SACK_PERMITTED, 2);
                next += 2;
            }
            if (stamped) {
                if (!options.sack()) next = nops(to, next, 2);
                next = timestamps(to, next);
            }
            if (options.scaled()) scale(to, nops(to, next, 1));
        } else {
            if (options.scaled()) next = scale(to, nops(to, next, 1));
            if (stamped) next = timestamps(to, nops(to, next, 2));
            if (options.sack()) put(to, nops(to, next, 2), TcpOption.KIND_SACK_PERMITTED, 2);
        }
        output.send(HEADER_OCTETS + length);
    }

    void data(long position, int dataLength, int flags, int urgent) {
        TcpOptions options = connection.options;
        Receiver receiver = connection.receiver;
        int length = options.timestamps() ? TcpOptions.TIMESTAMPS_OCTETS : 0;
        int blocks = options.sack() ? receiver.blocks(options.timestamps()) : 0;
        // data leaves no room for more than the path takes
        if (blocks > 0 && dataLength > 0) {
            int room = connection.segmentOctets() - dataLength;
            blocks = Math.min(blocks, Math.max(0, room - 4) / 8);
        }
        if (blocks > 0) length += 4 + 8 * blocks;
        int header = HEADER_OCTETS + length;
        if (!output.begin(header + dataLength)) return;
        byte[] to = output.octets();
        int at = output.offset();
        int window = receiver.windowField(false);
        int sequence = connection.sender.wire(position);
        header(to, at, sequence, receiver.nextWire(), length, flags, window, urgent);
        int next = at + HEADER_OCTETS;
        if (options.timestamps()) next = timestamps(to, nops(to, next, 2));
        if (blocks > 0) {
            next = nops(to, next, 2);
            put(to, next, TcpOption.KIND_SACK, 2 + 8 * blocks);
            receiver.writeBlocks(to, next + 2, blocks);
        }
        if (dataLength > 0) {
            connection.sender.buffer.copy(position, to, at + header, dataLength);
        }
        output.send(header + dataLength);
    }

    void reset(int sequence, boolean acknowledges) {
        int length = acknowledges && connection.options.timestamps() ? 12 : 0;
        if (!output.begin(HEADER_OCTETS + length)) return;
        byte[] to = output.octets();
        int at = output.offset();
        int flags = acknowledges ? TcpView.RST | TcpView.ACK : TcpView.RST;
        int acknowledgment = acknowledges ? connection.receiver.nextWire() : 0;
        // Linux, tcp_send_active_reset: made as any other segment is, with a window.
        boolean linux = connection.profile().options().layout() == TcpProfile.Options.Layout.LINUX;
        int window = acknowledges && linux ? connection.receiver.windowField(false) : 0;
        header(to, at, sequence, acknowledgment, length, flags, window, 0);
        if (length > 0) timestamps(to, nops(to, at + HEADER_OCTETS, 2));
        output.send(HEADER_OCTETS + length);
    }

    private void header(
            byte[] to,
            int at,
            int sequence,
            int acknowledgment,
            int optionOctets,
            int flags,
            int window,
            int urgent) {
        Octets.put16(to, at, connection.localPort());
        Octets.put16(to, at + 2, connection.remotePort());
        Octets.put32(to, at + 4, sequence);
        Octets.put32(to, at + 8, acknowledgment);
        Octets.put16(to, at + 12, (((HEADER_OCTETS + optionOctets) / 4) << 12) | flags);
        Octets.put16(to, at + 14, window);
        Octets.put16(to, at + 16, 0);
        Octets.put16(to, at + 18, urgent);
    }

    private static void put(byte[] to, int at, int kind, int length) {
        Octets.put8(to, at, kind);
        Octets.put8(to, at + 1, length);
    }

    private static int nops(byte[] to, int at, int count) {
        for (int i = 0; i < count; i++) Octets.put8(to, at + i, NOP);
        return at + count;
    }

    private int timestamps(byte[] to, int at) {
        put(to, at, TcpOption.KIND_TIMESTAMPS, 10);
        Octets.put32(to, at + 2, connection.options.clock(connection.now()));
        Octets.put32(to, at + 6, connection.options.recent());
        return at + 10;
    }

    private int scale(byte[] to, int at) {
        put(to, at, TcpOption.KIND_WINDOW_SCALE, 3);
        Octets.put8(to, at + 2, connection.options.offeredShift());
        return at + 3;
    }
}
