package sluice.service;

import sluice.edge.SocketEdge;
import sluice.edge.SocketRefused;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;

/** Throws away what comes and says nothing (RFC 863). */
public final class TcpDiscard extends TcpServer {
    private final byte[] room = new byte[65_536];

    /**
     * On one port of every address.
     *
     * @throws SocketRefused if the stack does not give the port
     */
    public TcpDiscard(SocketEdge edge, int port, boolean withIpv6) throws SocketRefused {
        super("discard:" + port, CONNECTIONS_MAX);
        listen(edge, port, withIpv6, TcpSettings.DEFAULT);
    }

    @Override
    protected Connection connection() {
        return new Discarding();
    }

    private final class Discarding extends Connection {
        @Override
        public void readable(TcpSocket own) {
            int came = room.length;
            while (came == room.length) came = receive(room, 0, room.length);
        }

        @Override
        public void endOfInput(TcpSocket own) {
            readable(own);
            own.shutdownOutput();
        }
    }
}
