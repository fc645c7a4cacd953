package sluice.run;

import sluice.edge.IpAddress;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.winstack.ForwardingProvider;
import sluice.winstack.RawSocket;
import sluice.winstack.ServiceProvider;

/** Datagrams of a program that makes the UDP header itself and sends through a raw socket. */
final class RawDatagrams extends ForwardingProvider {
    private static final int HEADER_OCTETS = 8;
    private static final int PORT = 49_000;

    RawDatagrams(ServiceProvider below) {
        super(below);
    }

    @Override
    public UdpSocket udp(IpAddress local, int port, SocketHandler handler) throws SocketRefused {
        int own = port == 0 ? PORT : port;
        return new Sending(below().raw(local, IpProtocols.UDP, new Mine(handler, own)), own);
    }

    /** Of what the raw socket is given, what is for the port. */
    private record Mine(SocketHandler handler, int port) implements SocketHandler {
        @Override
        public void received(
                long packetId,
                byte[] octets,
                int offset,
                int lengthOctets,
                long sourceHigh,
                long sourceLow,
                int sourcePort) {
            int udp = lengthOctets < 20 ? lengthOctets : (octets[offset] & 0xf) * 4;
            if (udp + HEADER_OCTETS > lengthOctets) return;
            if (Octets.u16(octets, offset + udp + 2) != port) return;
            int rest = lengthOctets - udp - HEADER_OCTETS;
            handler.received(
                    packetId,
                    octets,
                    offset + udp + HEADER_OCTETS,
                    rest,
                    sourceHigh,
                    sourceLow,
                    Octets.u16(octets, offset + udp));
        }
    }

    private record Sending(RawSocket socket, int port) implements UdpSocket {
        @Override
        public SocketStatus send(
                byte[] octets,
                int offset,
                int lengthOctets,
                IpAddress to,
                int remotePort,
                SendOptions options) {
            byte[] datagram = new byte[HEADER_OCTETS + lengthOctets];
            Octets.put16(datagram, 0, port);
            Octets.put16(datagram, 2, remotePort);
            Octets.put16(datagram, 4, datagram.length);
            System.arraycopy(octets, offset, datagram, HEADER_OCTETS, lengthOctets);
            return socket.send(datagram, 0, datagram.length, to, options); // checksum 0: none
        }

        @Override
        public IpAddress localAddress() {
            return socket.localAddress();
        }

        @Override
        public int localPort() {
            return port;
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
