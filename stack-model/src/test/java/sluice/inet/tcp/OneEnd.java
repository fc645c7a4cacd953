package sluice.inet.tcp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;
import sluice.packet.wire.TcpHeader;
import sluice.packet.wire.TcpOption;

/** A host without a network: what it sends is kept, what it gets is written by hand. */
final class OneEnd implements TcpOutput, TcpHandler {
    static final int PORT = 80;
    static final int PEER_PORT = 40_000;
    static final int OWN = 1_000_000;
    static final TcpOrigin ORIGIN = new TcpOrigin(OWN, 0);

    /** Close to 2^31, so that numbers pass it soon; not a constant, so that sums may. */
    static final int PEER = Integer.parseInt("7ffffff0", 16);

    static final long MILLI = 1_000_000L;

    private final byte[] room = new byte[65_600];
    final TcpContext context;
    final List<TcpSegment> sent = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final List<String> transitions = new ArrayList<>();
    final List<TcpOption> options = new ArrayList<>();
    long now = 1_000 * MILLI;
    boolean noRoom;
    @Nullable TcpConnection connection;
    @Nullable TcpListener listener;

    OneEnd(TcpProfile profile) {
        context = new TcpContext(profile);
        context.observe((_, from, to) -> transitions.add(from + ">" + to));
    }

    /** Linux without options, so that a test sees plain figures. */
    static TcpProfile plain() {
        var none = new TcpProfile.Options(TcpProfile.Options.Layout.LINUX, false, false, -1, 65535);
        return TcpProfile.LINUX_6.withOptions(none);
    }

    TcpListener listener() {
        return java.util.Objects.requireNonNull(listener);
    }

    TcpConnection connection() {
        return java.util.Objects.requireNonNull(connection);
    }

    TcpConnection connect() {
        connection =
                new TcpConnection(
                        context, context.profile(), this, this, PORT, PEER_PORT, 1480, ORIGIN);
        connection.open(now);
        return connection;
    }

    void listen(int backlog) {
        listener =
                new TcpListener(
                        context,
                        context.profile(),
                        PORT,
                        backlog,
                        from -> connection = from.accept(this, now));
    }

    /** Connected by this side, with the options that the peer is given. */
    TcpConnection established(TcpOption... peerOptions) {
        connect();
        in("SA", PEER, OWN + 1, 65535, 0, peerOptions);
        sent.clear();
        events.clear();
        return connection();
    }

    @Nullable TcpDrop in(
            String flags,
            int sequence,
            int acknowledgment,
            int window,
            int data,
            TcpOption... with) {
        return in(flags, sequence, acknowledgment, window, filled(sequence, data), 0, with);
    }

    static byte[] filled(int sequence, int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) octets[i] = (byte) (sequence + i);
        return octets;
    }

    @Nullable TcpDrop in(
            String flags,
            int sequence,
            int acknowledgment,
            int window,
            byte[] data,
            int urgent,
            TcpOption... with) {
        byte[] segment = segment(flags, sequence, acknowledgment, window, data, urgent, with);
        TcpConnection known = connection;
        if (known != null) return known.segment(segment, 0, segment.length, now);
        TcpListener at = java.util.Objects.requireNonNull(listener);
        return switch (at.segment(this, segment, 0, segment.length, 1480, ORIGIN, now)) {
            case TcpListener.Arrival.Connecting(TcpConnection made) -> {
                connection = made;
                yield null;
            }
            case TcpListener.Arrival.Refused(TcpDrop why, boolean _) -> why;
        };
    }

    static byte[] segment(
            String flags,
            int sequence,
            int acknowledgment,
            int window,
            byte[] data,
            int urgent,
            TcpOption... with) {
        int bits = 0;
        for (char flag : flags.toCharArray()) bits |= 1 << "FSRPAU".indexOf(flag);
        var header =
                new TcpHeader(
                        PEER_PORT,
                        PORT,
                        sequence,
                        acknowledgment,
                        bits,
                        window,
                        urgent,
                        List.of(with));
        byte[] segment = new byte[header.lengthOctets() + data.length];
        header.writeTo(segment, 0);
        System.arraycopy(data, 0, segment, header.lengthOctets(), data.length);
        return segment;
    }

    int write(int length) {
        return connection().write(filled(0, length), 0, length, now);
    }

    byte[] read() {
        byte[] to = new byte[1 << 20];
        int length = connection().read(to, 0, to.length, now);
        return Arrays.copyOf(to, Math.max(0, length));
    }

    /** Lets time pass, doing what is due on the way. */
    void pass(long nanos) {
        long end = now + nanos;
        while (connection().deadlineNanos() <= end) {
            now = Math.max(now, connection().deadlineNanos());
            connection().poll(now);
        }
        now = end;
    }

    TcpSegment last() {
        return sent.getLast();
    }

    /** Flags, sequence, acknowledgment (counted from both beginnings) and data of what was sent. */
    List<String> seen() {
        List<String> lines = new ArrayList<>();
        for (TcpSegment segment : sent) lines.add(text(segment));
        sent.clear();
        return lines;
    }

    private static String text(TcpSegment segment) {
        StringBuilder flags = new StringBuilder();
        for (int i = 0; i < 6; i++)
            if ((segment.flags & (1 << i)) != 0) flags.append("FSRPAU".charAt(i));
        String acknowledgment = segment.has(0x10) ? " ack " + (segment.acknowledgment - PEER) : "";
        String data = segment.dataLength > 0 ? " data " + segment.dataLength : "";
        return flags + " " + (segment.sequence - OWN) + acknowledgment + data;
    }

    @Override
    public boolean begin(int lengthOctets) {
        return !noRoom;
    }

    @Override
    public byte[] octets() {
        return room;
    }

    @Override
    public int offset() {
        return 3;
    }

    @Override
    public void send(int lengthOctets) {
        byte[] copy = Arrays.copyOfRange(room, 3, 3 + lengthOctets);
        TcpSegment segment = new TcpSegment();
        if (!segment.parse(copy, 0, lengthOctets)) throw new AssertionError("no TCP header");
        if (Octets.u16(copy, 16) != 0) throw new AssertionError("checksum field");
        int header = (Octets.u8(copy, 12) >>> 4) * 4;
        options.clear();
        options.addAll(TcpOption.parse(copy, 20, header));
        sent.add(segment);
    }

    @Override
    public void connected(TcpConnection from) {
        events.add("connected");
    }

    @Override
    public void readable(TcpConnection from) {
        events.add("readable");
    }

    @Override
    public void writable(TcpConnection from) {
        events.add("writable");
    }

    @Override
    public void endOfInput(TcpConnection from) {
        events.add("end of input");
    }

    @Override
    public void urgent(TcpConnection from) {
        events.add("urgent");
    }

    @Override
    public void ended(TcpConnection from, TcpEnd how) {
        events.add("ended " + how);
    }
}
