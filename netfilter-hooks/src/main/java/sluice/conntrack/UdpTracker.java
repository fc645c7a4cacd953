package sluice.conntrack;

import sluice.packet.Octets;
import sluice.packet.wire.UdpView;

/**
 * UDP, UDP-Lite and GRE: connections that live as long as something comes (Linux, {@code
 * nf_conntrack_proto_udp.c}, {@code nf_conntrack_proto_gre.c}).
 */
final class UdpTracker {
    private static final long STREAM_NANOS = 2_000_000_000L;

    private final Conntrack conntrack;
    private final ConntrackSettings settings;

    UdpTracker(Conntrack conntrack) {
        this.conntrack = conntrack;
        this.settings = conntrack.settings();
    }

    static boolean wellFormed(byte[] octets, int at, int limit) {
        int there = limit - at;
        if (there < UdpView.HEADER_OCTETS) return false;
        int said = Octets.u16(octets, at + 4);
        return said >= UdpView.HEADER_OCTETS && said <= there;
    }

    /** Both ways for more than two seconds make a stream, which is ASSURED. */
    Tracking track(Connection connection, boolean reply) {
        long now = conntrack.nowNanos();
        if (!connection.confirmed()) connection.streamSinceNanos = now + STREAM_NANOS;
        long timeout = TimeoutPolicy.nanos(connection.timeouts, 0, settings.udpTimeout);
        if (!connection.has(CtStatus.SEEN_REPLY)) {
            conntrack.refresh(connection, reply, timeout);
            return Tracking.VALID;
        }
        boolean stream = now - connection.streamSinceNanos > 0;
        if (stream)
            timeout = TimeoutPolicy.nanos(connection.timeouts, 1, settings.udpTimeoutStream);
        conntrack.refresh(connection, reply, timeout);
        if (stream && !connection.has(CtStatus.NAT_CLASH)) connection.set(CtStatus.ASSURED);
        return Tracking.VALID;
    }

    Tracking trackLite(Connection connection, boolean reply) {
        return bothWays(connection, reply, settings.udpTimeout, settings.udpTimeoutStream);
    }

    Tracking trackGre(Connection connection, boolean reply) {
        return bothWays(connection, reply, settings.greTimeout, settings.greTimeoutStream);
    }

    private Tracking bothWays(
            Connection connection,
            boolean reply,
            ConntrackSettings.Value first,
            ConntrackSettings.Value replied) {
        boolean seen = connection.has(CtStatus.SEEN_REPLY);
        conntrack.refresh(connection, reply, seen ? replied.nanos() : first.nanos());
        if (seen && !connection.has(CtStatus.NAT_CLASH)) connection.set(CtStatus.ASSURED);
        return Tracking.VALID;
    }
}
