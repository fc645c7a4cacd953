package sluice.replay;

import org.jspecify.annotations.Nullable;
import sluice.inet.tcp.TcpOrigin;
import sluice.packet.Octets;
import sluice.packet.wire.TcpOption;
import sluice.packet.wire.TcpView;

/**
 * What a capture tells of one connection of the station. It is whole if both SYNs are there and
 * nothing that the station sent is missing: then the station's own TCP can have it, with an
 * application that writes what the recorded one wrote.
 */
final class RecordedConnection {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private boolean begun;
    private boolean answered;
    private boolean broken;
    private boolean opens;
    private int first;
    private int next;
    private @Nullable TcpOrigin origin;

    /** One more frame of it; {@code complete} if the capture has all of its octets. */
    void see(FrameFacts facts, boolean ofTheStation, boolean complete, long nanos) {
        int at = facts.upperOffset;
        if (facts.isFragment()
                || !complete
                || !TcpView.fits(facts.octets, at, at + facts.upperOctets)) {
            broken = true;
            return;
        }
        boolean syn = (facts.tcpFlags & TcpView.SYN) != 0;
        boolean ack = (facts.tcpFlags & TcpView.ACK) != 0;
        if (!ofTheStation) {
            if (syn && !begun) opens = false;
            if (syn) answered = true;
            return;
        }
        int sequence = Octets.i32(facts.octets, at + 4);
        if (syn) {
            if (begun && sequence != first) broken = true; // the ports serve a second time
            if (!begun) begin(facts, sequence, !ack, nanos);
        }
        boolean reset = (facts.tcpFlags & TcpView.RST) != 0;
        if (!begun) {
            broken |= !reset;
            return;
        }
        if (!reset && sequence - next > 0) broken = true;
        int end = sequence + occupies(facts);
        if (!reset && end - next > 0) next = end;
    }

    private void begin(FrameFacts facts, int sequence, boolean isOpening, long nanos) {
        begun = true;
        opens = isOpening;
        first = sequence;
        next = sequence;
        int stamp = timestamp(facts.octets, facts.upperOffset);
        origin = new TcpOrigin(sequence, stamp - (int) (nanos / NANOS_PER_MILLI));
    }

    /** Octets of the sequence space. */
    private static int occupies(FrameFacts facts) {
        return payloadOctets(facts)
                + ((facts.tcpFlags & TcpView.SYN) != 0 ? 1 : 0)
                + ((facts.tcpFlags & TcpView.FIN) != 0 ? 1 : 0);
    }

    static int payloadOctets(FrameFacts facts) {
        return facts.upperOctets - headerOctets(facts);
    }

    static int headerOctets(FrameFacts facts) {
        return (Octets.u8(facts.octets, facts.upperOffset + 12) >>> 4) * 4;
    }

    private static int timestamp(byte[] octets, int at) {
        int end = at + (Octets.u8(octets, at + 12) >>> 4) * 4;
        int option = at + TcpView.HEADER_OCTETS_MIN;
        while (option + 1 < end) {
            int kind = Octets.u8(octets, option);
            if (kind == 0) return 0;
            int length = kind == 1 ? 1 : Octets.u8(octets, option + 1);
            if (length < 1 || option + length > end) return 0;
            if (kind == TcpOption.KIND_TIMESTAMPS && length == 10)
                return Octets.i32(octets, option + 2);
            option += length;
        }
        return 0;
    }

    /** Whether the station's own TCP can have it. */
    boolean isWhole() {
        return begun && answered && !broken;
    }

    /** Whether the station opened it. */
    boolean opens() {
        return opens;
    }

    /** Its first sequence number on the station's side. */
    int first() {
        return first;
    }

    /** Where its numbers begin, so that they meet those that the recorded peer acknowledges. */
    TcpOrigin origin() {
        TcpOrigin known = origin;
        if (known == null) throw new IllegalStateException();
        return known;
    }
}
