package sluice.bump;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import sluice.packet.Octets;

/**
 * One direction between two hosts: an index, a key, and which numbers were used (RFC 4301 section
 * 4.4.2). ESP with AES-GCM and a check value of 16 octets (RFC 4106), 32-bit sequence numbers.
 *
 * <pre>
 *   0        4         8            16                                        end-16
 *   | SPI    | number  | IV (8)     | payload, padding 1 2 3 .., length, next | check value |
 *   |  additional data |            |            encrypted                    |
 *                       nonce = salt (4) + IV (8)
 * </pre>
 *
 * <p>The IV is the sequence number, so none is used twice under one key. Keys are set by hand; two
 * runs that share keys share the stream of keys too, as no real pair of hosts may. Single-threaded.
 * Differs from the rule for data paths: the JDK's cipher allocates with every packet.
 */
public final class SecurityAssociation {
    static final int HEADER_OCTETS = 8;
    static final int IV_OCTETS = 8;
    static final int CHECK_OCTETS = 16;
    static final int TRAILER_OCTETS = 2;

    /** What {@link #open} answers if the check value is wrong. */
    static final int NOT_AUTHENTIC = -1;

    private static final int SALT_OCTETS = 4;
    private static final long NUMBER_MAX = 0xffff_ffffL;

    private final int spi;
    private final SecretKeySpec key;
    private final byte[] nonce = new byte[SALT_OCTETS + IV_OCTETS];
    private final Cipher cipher;
    private final ReplayWindow window = new ReplayWindow();
    private long used;

    private SecurityAssociation(int spi, byte[] keyAndSalt) {
        this.spi = spi;
        int keyOctets = keyAndSalt.length - SALT_OCTETS;
        this.key = new SecretKeySpec(keyAndSalt, 0, keyOctets, "AES");
        System.arraycopy(keyAndSalt, keyOctets, nonce, 0, SALT_OCTETS);
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every JDK has AES-GCM", absent);
        }
    }

    /**
     * An association that nothing was sent under yet.
     *
     * @param spi its index, 256 and up (RFC 4303 section 2.1)
     * @param keyAndSalt key of 16, 24 or 32 octets and the 4 octets of salt behind it, as RFC 4106
     *     section 8.1 has it and {@code ip xfrm} takes it
     * @throws IllegalArgumentException if the key has another length or the index is reserved
     */
    public static SecurityAssociation of(int spi, byte[] keyAndSalt) {
        int keyOctets = keyAndSalt.length - SALT_OCTETS;
        if (keyOctets != 16 && keyOctets != 24 && keyOctets != 32)
            throw new IllegalArgumentException(
                    "key and salt of %d octets; allowed are 20, 28 and 36"
                            .formatted(keyAndSalt.length));
        if (spi >= 0 && spi < 256)
            throw new IllegalArgumentException("SPI " + spi + " is reserved");
        return new SecurityAssociation(spi, keyAndSalt);
    }

    /** The same with the key as hexadecimal digits. */
    public static SecurityAssociation of(int spi, String keyAndSaltHex) {
        return of(spi, HexFormat.of().parseHex(keyAndSaltHex));
    }

    /** Its index in the packets. */
    public int spi() {
        return spi;
    }

    /** The last sequence number that was sent. */
    public long sent() {
        return used;
    }

    /** Whether a further packet may be sent. */
    boolean hasNumbers() {
        return used < NUMBER_MAX;
    }

    /** Length of the ESP packet, IP header not counted, around {@code payloadOctets}. */
    static int sealedOctets(int payloadOctets) {
        int padded = payloadOctets + TRAILER_OCTETS + 3 & ~3;
        return HEADER_OCTETS + IV_OCTETS + padded + CHECK_OCTETS;
    }

    /** The longest payload whose ESP packet has at most {@code sealedOctets}. */
    static int payloadOctetsMax(int sealedOctets) {
        int padded = sealedOctets - HEADER_OCTETS - IV_OCTETS - CHECK_OCTETS & ~3;
        return padded - TRAILER_OCTETS;
    }

    /** Seals a payload under the next number; {@link #sealedOctets} are written. */
    void seal(byte[] payload, int from, int count, int nextHeader, byte[] to, int at) {
        used++;
        Octets.put32(to, at, spi);
        Octets.put32(to, at + 4, (int) used);
        int iv = at + HEADER_OCTETS;
        Octets.put64(to, iv, used);
        int text = iv + IV_OCTETS;
        System.arraycopy(payload, from, to, text, count);
        int end = text + (count + TRAILER_OCTETS + 3 & ~3);
        int padding = end - TRAILER_OCTETS - (text + count);
        for (int i = 1; i <= padding; i++) to[text + count + i - 1] = (byte) i;
        to[end - 2] = (byte) padding;
        to[end - 1] = (byte) nextHeader;
        try {
            begin(Cipher.ENCRYPT_MODE, to, at);
            cipher.doFinal(to, text, end - text, to, text);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("AES-GCM refuses to seal", broken);
        }
    }

    /**
     * Opens an ESP packet of at least {@link #sealedOctets} of nothing.
     *
     * @return how many octets were written, trailer included, or {@link #NOT_AUTHENTIC}
     */
    int open(byte[] from, int at, int count, byte[] to, int toAt) {
        int text = at + HEADER_OCTETS + IV_OCTETS;
        try {
            begin(Cipher.DECRYPT_MODE, from, at);
            return cipher.doFinal(from, text, at + count - text, to, toAt);
        } catch (AEADBadTagException wrong) {
            return NOT_AUTHENTIC;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("AES-GCM refuses to open", broken);
        }
    }

    private void begin(int mode, byte[] packet, int at) throws GeneralSecurityException {
        System.arraycopy(packet, at + HEADER_OCTETS, nonce, SALT_OCTETS, IV_OCTETS);
        cipher.init(mode, key, new GCMParameterSpec(8 * CHECK_OCTETS, Arrays.copyOf(nonce, 12)));
        cipher.updateAAD(packet, at, HEADER_OCTETS);
    }

    boolean mayBeNew(long number) {
        return window.mayBeNew(number);
    }

    void note(long number) {
        window.note(number);
    }

    @Override
    public String toString() {
        return "security association 0x%08x".formatted(spi);
    }
}
