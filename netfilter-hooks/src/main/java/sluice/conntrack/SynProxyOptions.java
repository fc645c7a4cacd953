package sluice.conntrack;

import sluice.packet.Octets;
import sluice.packet.wire.TcpView;

/** Options of a SYN that a proxy knows ({@code struct synproxy_options}); reused. */
final class SynProxyOptions {
    static final int MSS = 0x01;
    static final int SCALE = 0x02;
    static final int SACK = 0x04;
    static final int TIMESTAMP = 0x08;
    static final int ECN = 0x10;

    private static final int SCALE_MAX = 14;
    private static final int NO_SCALE = 0xf;
    private static final int COOKIE_BITS = 0x3f;
    private static final int COOKIE_SACK = 1 << 4;
    private static final int COOKIE_ECN = 1 << 5;
    private static final int KIND_MSS = 2;
    private static final int KIND_SCALE = 3;
    private static final int KIND_SACK = 4;
    private static final int KIND_TIMESTAMP = 8;
    private static final int NOP = 1;

    int there;
    int mss;
    int scale;
    int timestamp;
    int echo;

    boolean has(int option) {
        return (there & option) != 0;
    }

    /** Reads what a segment has ({@code synproxy_parse_options}). */
    void read(byte[] octets, int at) {
        there = 0;
        mss = 0;
        scale = 0;
        timestamp = 0;
        echo = 0;
        int option = at + TcpView.HEADER_OCTETS_MIN;
        int stop = at + TcpTracker.headerOctets(octets, at);
        while (option < stop && octets[option] != 0) {
            if (octets[option] == NOP) {
                option++;
                continue;
            }
            if (stop - option < 2) return;
            int length = Octets.u8(octets, option + 1);
            if (length < 2 || length > stop - option) return;
            switch (octets[option] << 8 | length) {
                case KIND_MSS << 8 | 4 -> {
                    mss = Octets.u16(octets, option + 2);
                    there |= MSS;
                }
                case KIND_SCALE << 8 | 3 -> {
                    scale = Math.min(SCALE_MAX, Octets.u8(octets, option + 2));
                    there |= SCALE;
                }
                case KIND_SACK << 8 | 2 -> there |= SACK;
                case KIND_TIMESTAMP << 8 | 10 -> {
                    timestamp = Octets.i32(octets, option + 2);
                    echo = Octets.i32(octets, option + 6);
                    there |= TIMESTAMP;
                }
                default -> {}
            }
            option += length;
        }
    }

    /** Writes them behind a header; the octets they take ({@code synproxy_build_options}). */
    int write(byte[] octets, int at) {
        int option = at;
        if (has(MSS)) {
            Octets.put32(octets, option, KIND_MSS << 24 | 4 << 16 | mss);
            option += 4;
        }
        if (has(TIMESTAMP)) {
            int front = has(SACK) ? KIND_SACK << 24 | 2 << 16 : NOP << 24 | NOP << 16;
            Octets.put32(octets, option, front | KIND_TIMESTAMP << 8 | 10);
            Octets.put32(octets, option + 4, timestamp);
            Octets.put32(octets, option + 8, echo);
            option += 12;
        } else if (has(SACK)) {
            Octets.put32(octets, option, NOP << 24 | NOP << 16 | KIND_SACK << 8 | 2);
            option += 4;
        }
        if (has(SCALE)) {
            Octets.put32(octets, option, NOP << 24 | KIND_SCALE << 16 | 3 << 8 | scale);
            option += 4;
        }
        return option - at;
    }

    void swapTimes() {
        int sent = timestamp;
        timestamp = echo;
        echo = sent;
    }

    /** Hides what the client offered in the time that it will echo. */
    void hideInTimestamp(long nowMillis, int ownScale) {
        echo = timestamp;
        timestamp = (int) nowMillis & ~COOKIE_BITS;
        if (has(SCALE)) {
            timestamp |= scale;
            scale = ownScale;
        } else {
            timestamp |= NO_SCALE;
        }
        if (has(SACK)) timestamp |= COOKIE_SACK;
        if (has(ECN)) timestamp |= COOKIE_ECN;
    }

    /** Finds again what {@link #hideInTimestamp} hid. */
    void findInTimestamp() {
        scale = echo & NO_SCALE;
        if (scale != NO_SCALE) there |= SCALE;
        if ((echo & COOKIE_SACK) != 0) there |= SACK;
        if ((echo & COOKIE_ECN) != 0) there |= ECN;
    }
}
