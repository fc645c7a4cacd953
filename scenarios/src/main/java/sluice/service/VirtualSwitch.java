package sluice.service;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.packet.Octets;
import sluice.packet.wire.Addresses;
import sluice.packet.wire.EthernetView;

/**
 * A switch of Ethernet frames that come in datagrams: its ports are the ends of {@link Tunnel}s
 * over tap devices. It learns which station is behind which port; frames to others go to all.
 */
public final class VirtualSwitch {
    private static final int PORTS_MAX = 256;
    private static final int STATIONS_MAX = 4096;

    /** Who is at the other end. */
    private record End(IpAddress address, int port) {}

    private final SocketEdge.UdpSocket socket;
    private final Set<End> ends = new LinkedHashSet<>();
    private final Map<Long, End> stations = new HashMap<>();
    private long forwarded;
    private long flooded;
    private long received;

    /**
     * A switch without ports; each end that sends something becomes one.
     *
     * @throws SocketRefused if the stack does not give the port
     */
    public VirtualSwitch(SocketEdge edge, int port) throws SocketRefused {
        socket = edge.udp(IpAddress.ANY4, port, new Reader());
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
            var from = new End(new IpAddress(sourceHigh, sourceLow), port);
            if (ends.size() < PORTS_MAX) ends.add(from);
            if (lengthOctets < EthernetView.HEADER_OCTETS) return;
            received++;
            long station = Octets.u48(octets, offset + 6);
            boolean learned = stations.containsKey(station) || stations.size() < STATIONS_MAX;
            if (learned && !Addresses.isMulticastMac(station)) stations.put(station, from);
            pass(octets, offset, lengthOctets, from);
        }
    }

    private void pass(byte[] octets, int offset, int length, End from) {
        long station = Octets.u48(octets, offset);
        @Nullable End known = Addresses.isMulticastMac(station) ? null : stations.get(station);
        if (known != null) {
            if (!known.equals(from)) {
                forwarded++;
                send(octets, offset, length, known);
            }
            return;
        }
        flooded++;
        for (End end : ends) {
            if (!end.equals(from)) send(octets, offset, length, end);
        }
    }

    private void send(byte[] octets, int offset, int length, End to) {
        socket.send(octets, offset, length, to.address, to.port, SocketEdge.SendOptions.DEFAULT);
    }

    /** Frames that came in. */
    public long received() {
        return received;
    }

    /** Frames that went to the one port their station is behind. */
    public long forwarded() {
        return forwarded;
    }

    /** Frames that went to all ports but their own. */
    public long flooded() {
        return flooded;
    }

    /** Stations it has learned. */
    public long stations() {
        return stations.size();
    }
}
