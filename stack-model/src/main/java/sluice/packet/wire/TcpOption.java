package sluice.packet.wire;

import java.util.ArrayList;
import java.util.List;
import sluice.packet.Octets;

/**
 * A TCP option as a value. Options with an unexpected length are {@link Unknown}, kept as they
 * came.
 */
public sealed interface TcpOption {
    int KIND_MAXIMUM_SEGMENT_SIZE = 2;
    int KIND_WINDOW_SCALE = 3;
    int KIND_SACK_PERMITTED = 4;
    int KIND_SACK = 5;
    int KIND_TIMESTAMPS = 8;

    /** Kind, length and body together. */
    int lengthOctets();

    /** Writes kind, length and body at {@code offset}. */
    void writeTo(byte[] octets, int offset);

    /** The options between the offsets up to the end of the list or the first illegal length. */
    static List<TcpOption> parse(byte[] octets, int from, int limit) {
        List<TcpOption> options = new ArrayList<>();
        int at = from;
        while (true) {
            int length = OptionList.lengthAt(octets, at, limit);
            if (length <= 0 || Octets.u8(octets, at) == OptionList.END) {
                return options;
            }
            options.add(parseOne(octets, at, length));
            at += length;
        }
    }

    private static TcpOption parseOne(byte[] octets, int at, int length) {
        int kind = Octets.u8(octets, at);
        if (kind == OptionList.NO_OPERATION) {
            return new NoOperation();
        }
        if (kind == KIND_MAXIMUM_SEGMENT_SIZE && length == 4) {
            return new MaximumSegmentSize(Octets.u16(octets, at + 2));
        }
        if (kind == KIND_WINDOW_SCALE && length == 3) {
            return new WindowScale(Octets.u8(octets, at + 2));
        }
        if (kind == KIND_SACK_PERMITTED && length == 2) {
            return new SackPermitted();
        }
        if (kind == KIND_TIMESTAMPS && length == 10) {
            return new Timestamps(Octets.i32(octets, at + 2), Octets.i32(octets, at + 6));
        }
        if (kind == KIND_SACK && length > 2 && length % 8 == 2) {
            List<SackBlock> blocks = new ArrayList<>();
            for (int block = at + 2; block < at + length; block += 8) {
                blocks.add(new SackBlock(Octets.i32(octets, block), Octets.i32(octets, block + 4)));
            }
            return new Sack(blocks);
        }
        return new Unknown(kind, OctetSequence.copyOf(octets, at + 2, length - 2));
    }

    private static void head(byte[] octets, int offset, int kind, int length) {
        Octets.put8(octets, offset, kind);
        Octets.put8(octets, offset + 1, length);
    }

    /** One octet of filling. */
    record NoOperation() implements TcpOption {
        @Override
        public int lengthOctets() {
            return 1;
        }

        @Override
        public void writeTo(byte[] octets, int offset) {
            Octets.put8(octets, offset, OptionList.NO_OPERATION);
        }
    }

    /** Largest segment the sender takes, octets (RFC 9293 section 3.7.1). */
    record MaximumSegmentSize(int segmentOctets) implements TcpOption {
        public MaximumSegmentSize {
            Require.bits("segmentOctets", 16, segmentOctets);
        }

        @Override
        public int lengthOctets() {
            return 4;
        }

        @Override
        public void writeTo(byte[] octets, int offset) {
            head(octets, offset, KIND_MAXIMUM_SEGMENT_SIZE, 4);
            Octets.put16(octets, offset + 2, segmentOctets);
        }
    }

    /** How far to shift the window (RFC 7323 section 2). */
    record WindowScale(int shift) implements TcpOption {
        public WindowScale {
            Require.bits("shift", 8, shift);
        }

        @Override
        public int lengthOctets() {
            return 3;
        }

        @Override
        public void writeTo(byte[] octets, int offset) {
            head(octets, offset, KIND_WINDOW_SCALE, 3);
            Octets.put8(octets, offset + 2, shift);
        }
    }

    /** Selective acknowledgments are welcome (RFC 2018 section 2). */
    record SackPermitted() implements TcpOption {
        @Override
        public int lengthOctets() {
            return 2;
        }

        @Override
        public void writeTo(byte[] octets, int offset) {
            head(octets, offset, KIND_SACK_PERMITTED, 2);
        }
    }

    /** A received range of sequence numbers: first one in, first one out. */
    record SackBlock(int left, int right) {}

    /** Ranges received out of order (RFC 2018 section 3): one to four blocks. */
    record Sack(List<SackBlock> blocks) implements TcpOption {
        public Sack {
            blocks = List.copyOf(blocks);
            Require.atMost("blocks", 4, blocks.size());
        }

        @Override
        public int lengthOctets() {
            return 2 + 8 * blocks.size();
        }

        @Override
        public void writeTo(byte[] octets, int offset) {
            head(octets, offset, KIND_SACK, lengthOctets());
            int at = offset + 2;
            for (SackBlock block : blocks) {
                Octets.put32(octets, at, block.left);
                Octets.put32(octets, at + 4, block.right);
                at += 8;
            }
        }
    }

    /** Value and echo (RFC 7323 section 3). */
    record Timestamps(int value, int echoReply) implements TcpOption {
        @Override
        public int lengthOctets() {
            return 10;
        }

        @Override
        public void writeTo(byte[] octets, int offset) {
            head(octets, offset, KIND_TIMESTAMPS, 10);
            Octets.put32(octets, offset + 2, value);
            Octets.put32(octets, offset + 6, echoReply);
        }
    }

    /** Any other option. */
    record Unknown(int kind, OctetSequence body) implements TcpOption {
        public Unknown {
            Require.bits("kind", 8, kind);
            Require.atMost("body", 38, body.lengthOctets());
            if (kind <= OptionList.NO_OPERATION) {
                throw new IllegalArgumentException("kind " + kind + " has no length");
            }
        }

        @Override
        public int lengthOctets() {
            return 2 + body.lengthOctets();
        }

        @Override
        public void writeTo(byte[] octets, int offset) {
            head(octets, offset, kind, lengthOctets());
            body.writeTo(octets, offset + 2);
        }
    }
}
