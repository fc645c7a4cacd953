package sluice.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sluice.edge.IpAddress;

/**
 * What the played station was, as the capture tells: addresses, routes, neighbours, sockets. Filled
 * by {@link Planner}.
 */
final class StationPlan {
    /**
     * An address of the station; {@code fromNanos} above 0 where the capture shows when it was
     * given.
     */
    record OwnAddress(IpAddress address, int prefixLength, long fromNanos) {}

    /** A route; {@code gateway} is the unspecified address for what is on the link itself. */
    record Route(IpAddress network, int prefixLength, IpAddress gateway, boolean farSide) {}

    /** A neighbour that the station knew by other means than an exchange in the capture. */
    record KnownNeighbour(long nanos, IpAddress address, long mac) {}

    /** A UDP socket. */
    record UdpEndpoint(IpAddress local, int port) {}

    /** A raw ICMP socket with its identifier. */
    record PingEndpoint(boolean v4, IpAddress local, int identifier) {}

    /** A connection. */
    record TcpEndpoint(IpAddress local, int localPort, IpAddress remote, int remotePort) {}

    IpAddress station = IpAddress.ANY4;
    long mac;
    boolean router;
    int usualTtl4 = 64;
    int usualTtl6 = 64;
    String prefixSource = "";

    final List<OwnAddress> addresses = new ArrayList<>();
    final Set<IpAddress> own = new LinkedHashSet<>();
    final List<Route> routes = new ArrayList<>();
    final List<KnownNeighbour> neighbours = new ArrayList<>();
    final Set<UdpEndpoint> udp = new LinkedHashSet<>();
    final Set<PingEndpoint> pings = new LinkedHashSet<>();

    /**
     * Connections, true if an application had them, false if the stack refused them by RST alone.
     */
    final Map<TcpEndpoint, Boolean> tcp = new LinkedHashMap<>();

    /** Those of them that are in the capture whole: the stack's own TCP has them. */
    final Map<TcpEndpoint, RecordedConnection> connections = new LinkedHashMap<>();

    final Set<Integer> refusedUdpPorts = new HashSet<>();
    final Map<Long, Role> pieces = new HashMap<>();
    final Map<Long, AppSend> wholes = new HashMap<>();

    /** The first piece of each later piece of what an application sent whole. */
    final Map<Long, Long> beginnings = new HashMap<>();

    final Map<Long, List<Long>> sentEarly = new HashMap<>();
    final Map<Long, AppSend> moved = new HashMap<>();
    final Set<IpAddress> farAddresses = new LinkedHashSet<>();

    /** The connection that a frame of the station belongs to. */
    static TcpEndpoint connectionOf(FrameFacts ours) {
        return new TcpEndpoint(
                ours.source, ours.sourcePort, ours.destination, ours.destinationPort);
    }

    /** How many stand-ins are opened. */
    int standIns() {
        return udp.size() + pings.size() + (int) tcp.values().stream().filter(app -> app).count();
    }
}
