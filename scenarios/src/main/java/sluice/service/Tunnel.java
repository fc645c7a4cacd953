package sluice.service;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.netdev.TunDevice;
import sluice.packet.Octets;

/**
 * A program between a tun or tap device and a UDP port: what the host sends into the device goes to
 * the other end in a datagram, and what comes from there goes into the device. With a key each
 * packet is sealed (AES-GCM): the outside neither reads nor changes it.
 *
 * <pre>
 *   datagram: counter (8) | sender (4) | packet, encrypted | tag (16)
 * </pre>
 */
public final class Tunnel {
    private static final int COUNTER_OCTETS = Long.BYTES;
    private static final int NONCE_OCTETS = COUNTER_OCTETS + Integer.BYTES;
    private static final int TAG_BITS = 128;
    private static final int KEY_OCTETS = 16;

    private final TunDevice device;
    private final SocketEdge.UdpSocket socket;
    private final IpAddress to;
    private final int toPort;
    private final @Nullable SecretKeySpec key;
    private final int sender;
    private long counter;
    private long sent;
    private long received;
    private long refused;

    /**
     * Connects a device with the other end; its program until it is closed.
     *
     * @param port of its own
     * @param to where the other end is
     * @param key what both ends know; empty: packets go as they are
     * @throws SocketRefused if the stack does not give the port
     */
    public Tunnel(SocketEdge edge, TunDevice device, int port, IpAddress to, int toPort, String key)
            throws SocketRefused {
        this.device = device;
        this.to = to;
        this.toPort = toPort;
        this.key = key.isEmpty() ? null : new SecretKeySpec(digest(key), 0, KEY_OCTETS, "AES");
        IpAddress own = edge.addresses().isEmpty() ? IpAddress.ANY4 : edge.addresses().getLast();
        this.sender = Octets.i32(digest(own + " " + port), 0);
        IpAddress any = to.isV4() ? IpAddress.ANY4 : IpAddress.ANY6;
        this.socket = edge.udp(any, port, new Reader());
        device.setProgram((_, octets, offset, length) -> outward(octets, offset, length));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An empty datagram, so that a {@link VirtualSwitch} at the other end knows of this one. */
    public void greet() {
        socket.send(new byte[0], 0, 0, to, toPort, SocketEdge.SendOptions.DEFAULT);
    }

    private void outward(byte[] octets, int offset, int length) {
        byte[] datagram = Arrays.copyOfRange(octets, offset, offset + length);
        if (key != null) datagram = seal(key, datagram);
        if (socket.send(datagram, 0, datagram.length, to, toPort, SocketEdge.SendOptions.DEFAULT)
                .ok()) sent++;
    }

    private byte[] seal(SecretKeySpec with, byte[] packet) {
        byte[] nonce = new byte[NONCE_OCTETS];
        Octets.put64(nonce, 0, ++counter);
        Octets.put32(nonce, COUNTER_OCTETS, sender);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, with, nonce).doFinal(packet);
            byte[] datagram = Arrays.copyOf(nonce, NONCE_OCTETS + sealed.length);
            System.arraycopy(sealed, 0, datagram, NONCE_OCTETS, sealed.length);
            return datagram;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Cipher cipher(int mode, SecretKeySpec with, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, with, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    /** The packet, or null if nobody with the key has sealed it. */
    private static byte @Nullable [] unseal(SecretKeySpec with, byte[] datagram) {
        if (datagram.length < NONCE_OCTETS + TAG_BITS / Byte.SIZE) return null;
        byte[] nonce = Arrays.copyOf(datagram, NONCE_OCTETS);
        try {
            return cipher(Cipher.DECRYPT_MODE, with, nonce)
                    .doFinal(datagram, NONCE_OCTETS, datagram.length - NONCE_OCTETS);
        } catch (GeneralSecurityException _) {
            return null;
        }
    }

    private final class Reader implements SocketHandler {
        @Override
        public void received(
                long packetId,
                byte[] octets,
                int offset,
                int lengthOctets,
                long sourceHigh,
                long sourceLow,
                int port) {
            if (lengthOctets == 0) return;
            byte[] packet = Arrays.copyOfRange(octets, offset, offset + lengthOctets);
            SecretKeySpec with = key;
            if (with != null) packet = unseal(with, packet);
            boolean taken =
                    packet != null
                            && device.write(packet, 0, packet.length) == TunDevice.Written.DONE;
            if (taken) received++;
            else refused++;
        }
    }

    /** Packets that went to the other end. */
    public long sent() {
        return sent;
    }

    /** Packets that came from the other end and went into the device. */
    public long received() {
        return received;
    }

    /** Datagrams that were not sealed with the key, or that the device did not take. */
    public long refused() {
        return refused;
    }

    /** Takes the program away from the device. */
    public void close() {
        device.setProgram(null);
        socket.close();
    }
}
