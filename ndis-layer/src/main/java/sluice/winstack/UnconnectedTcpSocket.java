package sluice.winstack;

import sluice.edge.IpAddress;
import sluice.edge.TcpSocket;

/** A connection object before a filter has let its TDI_CONNECT through: nothing goes yet. */
record UnconnectedTcpSocket(
        IpAddress localAddress, int localPort, IpAddress remoteAddress, int remotePort)
        implements TcpSocket {
    @Override
    public int send(byte[] octets, int offset, int lengthOctets) {
        return 0;
    }

    @Override
    public int sendUrgent(byte[] octets, int offset, int lengthOctets) {
        return 0;
    }

    @Override
    public int receive(byte[] to, int offset, int lengthOctets) {
        return 0;
    }

    @Override
    public int receivableOctets() {
        return 0;
    }

    @Override
    public long unacknowledgedOctets() {
        return 0;
    }

    @Override
    public long repeatedSegments() {
        return 0;
    }

    @Override
    public long roundTripNanos() {
        return 0;
    }

    @Override
    public long congestionWindowOctets() {
        return 0;
    }

    @Override
    public void noDelay(boolean on) {}

    @Override
    public void keepAlive(boolean on) {}

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() {}

    @Override
    public void abort() {}
}
