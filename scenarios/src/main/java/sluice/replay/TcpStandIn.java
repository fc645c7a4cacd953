package sluice.replay;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sluice.edge.SocketStatus;
import sluice.edge.TcpSocket;
import sluice.edge.TcpSocketHandler;
import sluice.packet.Octets;
import sluice.packet.wire.TcpView;

/**
 * The application of one connection: writes what the recorded one wrote, when its segments left,
 * and closes when it closed. Whatever arrives it receives at once.
 */
final class TcpStandIn implements TcpSocketHandler {
    /** What may wait for room in the socket; a connection that wants more is given up. */
    private static final int WAITING_OCTETS_MAX = 1 << 24;

    private final StandIns all;
    private @Nullable TcpSocket socket;
    private byte[] waiting = {};
    private int next;
    private boolean closes;
    private boolean aborts;
    private boolean over;

    TcpStandIn(StandIns all, RecordedConnection recorded) {
        this.all = all;
        next = recorded.first() + 1;
    }

    void has(TcpSocket own) {
        socket = own;
        own.noDelay(true); // the recorded segments say how it wrote
    }

    boolean isOpen() {
        return socket != null;
    }

    /** Does what the application did when this segment of the station left; false if it cannot. */
    boolean act(byte[] segment) {
        int flags = Octets.u8(segment, 13);
        int header = (Octets.u8(segment, 12) >>> 4) * 4;
        int length = segment.length - header;
        int known = next - Octets.i32(segment, 4);
        if ((flags & TcpView.RST) != 0) {
            aborts = true;
        } else {
            if ((flags & TcpView.SYN) == 0 && known >= 0 && known < length) {
                if (over || !keep(segment, header + known, length - known)) return false;
                next += length - known;
            }
            closes |= (flags & TcpView.FIN) != 0;
        }
        goOn();
        return true;
    }

    private boolean keep(byte[] octets, int offset, int length) {
        int before = waiting.length;
        if (before + length > WAITING_OCTETS_MAX) return false;
        waiting = Arrays.copyOf(waiting, before + length);
        System.arraycopy(octets, offset, waiting, before, length);
        return true;
    }

    private void goOn() {
        TcpSocket own = socket;
        if (own == null || over) return;
        if (aborts) {
            own.abort();
            over = true;
            return;
        }
        if (waiting.length > 0) {
            int taken = own.send(waiting, 0, waiting.length);
            if (taken > 0) waiting = Arrays.copyOfRange(waiting, taken, waiting.length);
        }
        if (closes && waiting.length == 0) own.shutdownOutput();
    }

    /** Whether the application did something when this segment left; else only TCP spoke. */
    static boolean acts(FrameFacts segment, boolean opens) {
        int flags = segment.tcpFlags;
        boolean connects = opens && (flags & TcpView.SYN) != 0;
        return connects
                || (flags & (TcpView.FIN | TcpView.RST)) != 0
                || RecordedConnection.payloadOctets(segment) > 0;
    }

    @Override
    public void connected(TcpSocket own) {
        if (socket == null) has(own);
        goOn();
    }

    @Override
    public void writable(TcpSocket own) {
        goOn();
    }

    @Override
    public void readable(TcpSocket own) {
        int taken = 1;
        while (taken > 0) taken = all.take(own);
    }

    @Override
    public void ended(TcpSocket own, SocketStatus status) {
        over = true;
        if (!status.ok()) all.error(status, own.remoteAddress());
    }
}
