package sluice.bump;

import java.util.Arrays;
import sluice.packet.Octets;

/**
 * The two sides of one control protocol of PPP agree on their options (RFC 1661 sections 4 and 5,
 * in short): each asks, each acknowledges what it knows. It is open when both were acknowledged.
 *
 * <p>Without timers: whoever holds it calls {@link #ask} again while it is not open. Options that
 * the peer will not have are left out of the next request.
 */
final class PppNegotiation {
    static final int LCP = 0xc021;
    static final int IPCP = 0x8021;

    static final int CONFIGURE_REQUEST = 1;
    static final int CONFIGURE_ACK = 2;
    static final int CONFIGURE_NAK = 3;
    static final int CONFIGURE_REJECT = 4;
    static final int TERMINATE_REQUEST = 5;
    static final int TERMINATE_ACK = 6;
    static final int CODE_REJECT = 7;
    static final int PROTOCOL_REJECT = 8;
    static final int ECHO_REQUEST = 9;
    static final int ECHO_REPLY = 10;
    static final int DISCARD_REQUEST = 11;

    /** Code, identifier, length. */
    static final int HEADER_OCTETS = 4;

    /** Where messages go. */
    interface Wire {
        void send(int protocol, byte[] message);
    }

    /** Says which options of the peer are acceptable. */
    interface Judge {
        /** The option at {@code at}, type and length first, has {@code length} octets. */
        boolean accepts(byte[] options, int at, int length);
    }

    private final int protocol;
    private final Wire wire;
    private final Judge judge;
    private byte[] wanted;
    private int identifier;
    private boolean weAreAcknowledged;
    private boolean peerIsAcknowledged;

    PppNegotiation(int protocol, byte[] wanted, Judge judge, Wire wire) {
        this.protocol = protocol;
        this.wanted = wanted.clone();
        this.judge = judge;
        this.wire = wire;
    }

    boolean isOpen() {
        return weAreAcknowledged && peerIsAcknowledged;
    }

    /** Asks for what is wanted, unless that was acknowledged. */
    void ask() {
        if (weAreAcknowledged) return;
        identifier = identifier + 1 & 0xff;
        wire.send(protocol, message(CONFIGURE_REQUEST, identifier, wanted, 0, wanted.length));
    }

    /**
     * Takes a message whose length was checked.
     *
     * @return false if it is none of this protocol's, and was rejected
     */
    boolean take(byte[] octets, int at, int length) {
        int code = Octets.u8(octets, at);
        int about = Octets.u8(octets, at + 1);
        int options = at + HEADER_OCTETS;
        int count = length - HEADER_OCTETS;
        switch (code) {
            case CONFIGURE_REQUEST -> answer(octets, options, count, about);
            case CONFIGURE_ACK -> weAreAcknowledged |= about == identifier;
            case CONFIGURE_NAK, CONFIGURE_REJECT -> {
                if (about != identifier || weAreAcknowledged) return true;
                leaveOut(octets, options, count);
                ask();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void answer(byte[] octets, int at, int count, int about) {
        byte[] refused = new byte[count];
        int refusedOctets = 0;
        for (int i = 0; i < count; ) {
            int length = count - i < 2 ? 0 : Octets.u8(octets, at + i + 1);
            if (length < 2 || length > count - i) return; // not to be made sense of: silence
            if (!judge.accepts(octets, at + i, length)) {
                System.arraycopy(octets, at + i, refused, refusedOctets, length);
                refusedOctets += length;
            }
            i += length;
        }
        peerIsAcknowledged = refusedOctets == 0;
        if (peerIsAcknowledged)
            wire.send(protocol, message(CONFIGURE_ACK, about, octets, at, count));
        else wire.send(protocol, message(CONFIGURE_REJECT, about, refused, 0, refusedOctets));
    }

    private void leaveOut(byte[] octets, int at, int count) {
        byte[] kept = new byte[wanted.length];
        int keptOctets = 0;
        for (int i = 0; i < wanted.length; i += wanted[i + 1]) {
            boolean refused = false;
            for (int j = 0; j + 1 < count && Octets.u8(octets, at + j + 1) >= 2; ) {
                refused |= octets[at + j] == wanted[i];
                j += Octets.u8(octets, at + j + 1);
            }
            if (refused) continue;
            System.arraycopy(wanted, i, kept, keptOctets, wanted[i + 1]);
            keptOctets += wanted[i + 1];
        }
        wanted = Arrays.copyOf(kept, keptOctets);
    }

    static byte[] message(int code, int identifier, byte[] body, int at, int count) {
        byte[] made = new byte[HEADER_OCTETS + count];
        Octets.put8(made, 0, code);
        Octets.put8(made, 1, identifier);
        Octets.put16(made, 2, made.length);
        System.arraycopy(body, at, made, HEADER_OCTETS, count);
        return made;
    }
}
