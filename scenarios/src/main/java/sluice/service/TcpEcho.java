package sluice.service;

import sluice.edge.SocketEdge;
import sluice.edge.SocketRefused;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;

/**
 * Sends back what comes (RFC 862). What cannot be sent back now is not received either, so a client
 * that does not read is held back by the window.
 */
public final class TcpEcho extends TcpServer {
    private static final int ROOM_OCTETS = 8192;

    /**
     * On one port of every address.
     *
     * @throws SocketRefused if the stack does not give the port
     */
    public TcpEcho(SocketEdge edge, int port, boolean withIpv6) throws SocketRefused {
        super("tcp-echo:" + port, CONNECTIONS_MAX);
        listen(edge, port, withIpv6, TcpSettings.DEFAULT.withNoDelay());
    }

    @Override
    protected Connection connection() {
        return new Echoing();
    }

    private final class Echoing extends Connection {
        private final byte[] room = new byte[ROOM_OCTETS];
        private int from;
        private int to;

        @Override
        public void readable(TcpSocket own) {
            go(own);
        }

        @Override
        public void writable(TcpSocket own) {
            go(own);
        }

        @Override
        public void endOfInput(TcpSocket own) {
            go(own);
        }

        private void go(TcpSocket own) {
            while (true) {
                if (from < to) {
                    int taken = send(room, from, to - from);
                    if (taken <= 0) return;
                    from += taken;
                    if (from < to) return;
                }
                int came = receive(room, 0, room.length);
                if (came == TcpSocket.CLOSED) own.shutdownOutput();
                if (came <= 0) return;
                from = 0;
                to = came;
            }
        }
    }
}
