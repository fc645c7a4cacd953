package sluice.service;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import sluice.edge.SocketStatus;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;

/** A client that says something, in pieces as told, and keeps all that it hears. */
public final class Talk implements TcpSocketHandler {
    private final byte[] words;
    private final int pieceOctets;
    private final boolean closes;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final byte[] room = new byte[8192];
    private int said;

    /** How it ended, {@code null} while it has not. */
    public @Nullable SocketStatus end;

    /** The connection, once it stands. */
    public @Nullable TcpSocket socket;

    /** Whether it reads. */
    public boolean reads = true;

    /** Says this; closes its side when all is said if told so. */
    public Talk(byte[] words, int pieceOctets, boolean closes) {
        this.words = words;
        this.pieceOctets = pieceOctets;
        this.closes = closes;
    }

    /** All at once. */
    public static Talk saying(String words) {
        return new Talk(words.getBytes(StandardCharsets.ISO_8859_1), 1 << 20, true);
    }

    @Override
    public void connected(TcpSocket own) {
        socket = own;
        own.noDelay(true);
        writable(own);
    }

    @Override
    public void writable(TcpSocket own) {
        while (said < words.length) {
            int length = Math.min(pieceOctets, words.length - said);
            int taken = own.send(words, said, length);
            if (taken <= 0) return;
            said += taken;
            if (taken < length) return;
        }
        if (closes) own.shutdownOutput();
    }

    @Override
    public void readable(TcpSocket own) {
        while (reads) {
            int came = own.receive(room, 0, room.length);
            if (came <= 0) return;
            heard.write(room, 0, came);
        }
    }

    @Override
    public void endOfInput(TcpSocket own) {
        readable(own);
        if (!closes) own.shutdownOutput();
    }

    @Override
    public void ended(TcpSocket own, SocketStatus status) {
        end = status;
    }

    /** How much of its words the stack has taken. */
    public int said() {
        return said;
    }

    /** What it heard. */
    public byte[] heard() {
        return heard.toByteArray();
    }

    /** The same as text. */
    public String text() {
        return heard.toString(StandardCharsets.ISO_8859_1);
    }
}
