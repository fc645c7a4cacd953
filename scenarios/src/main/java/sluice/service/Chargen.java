package sluice.service;

import sluice.edge.SocketEdge;
import sluice.edge.SocketRefused;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;

/** Sends lines of characters as there is room until the other side closes (RFC 864). */
public final class Chargen extends TcpServer {
    private static final Pattern LINES = Pattern.lines();

    private final byte[] room = new byte[4096];

    /**
     * On one port of every address.
     *
     * @throws SocketRefused if the stack does not give the port
     */
    public Chargen(SocketEdge edge, int port, boolean withIpv6) throws SocketRefused {
        super("chargen:" + port, CONNECTIONS_MAX);
        listen(edge, port, withIpv6, TcpSettings.DEFAULT);
    }

    @Override
    protected Connection connection() {
        return new Generating();
    }

    private final class Generating extends Connection {
        private long sent;
        private boolean done;

        @Override
        public void connected(TcpSocket own) {
            writable(own);
        }

        @Override
        public void writable(TcpSocket own) {
            for (int taken = 1; taken > 0 && !done; ) {
                taken = send(LINES, sent, Long.MAX_VALUE);
                if (taken > 0) sent += taken;
            }
        }

        @Override
        public void readable(TcpSocket own) {
            int came = room.length;
            while (came == room.length) came = receive(room, 0, room.length);
        }

        @Override
        public void endOfInput(TcpSocket own) {
            readable(own);
            done = true;
            own.shutdownOutput();
        }
    }
}
