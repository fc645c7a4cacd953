package sluice.replay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sluice.edge.IpAddress;
import sluice.packet.Octets;
import sluice.packet.wire.IcmpTypes;
import sluice.packet.wire.Icmpv6Types;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.NdpView;
import sluice.packet.wire.TcpView;

/**
 * Second pass: what the station was and which sockets it had.
 *
 * <p>Two things in a recording happened earlier than they show. A packet that waited for its
 * neighbour's address was sent by the application when the question went out, not when the answer
 * came; and a datagram that left in pieces was sent whole. Both are found here, so that the third
 * pass sends them when and as the application did.
 */
final class Planner {
    /** Sockets and connections at most; a capture with more needs a narrower one first. */
    static final int ENDPOINTS_MAX = 1 << 16;

    private static final long KEPT_OCTETS_MAX = 64L << 20;

    private final Survey survey;
    private final StationPlan plan = new StationPlan();
    private final Facts4 dhcp = new Facts4();

    private final Map<IpAddress, Long> asked = new HashMap<>();
    private final Map<Long, Long> answered = new HashMap<>();
    private final Set<Long> knownMacs = new HashSet<>();
    private final Map<String, Pieces> pieces = new HashMap<>();
    private final Map<Integer, Long> ttls4 = new HashMap<>();
    private final Map<Integer, Long> ttls6 = new HashMap<>();
    private final Map<IpAddress, Long> gateways = new HashMap<>();
    private final Map<IpAddress, IpAddress> viaGateway = new HashMap<>();
    private final Set<IpAddress> onLink = new HashSet<>();
    private final Set<IpAddress> unreachable = new HashSet<>();
    private final Set<Integer> receivedPorts = new HashSet<>();
    private final Set<Integer> sentPorts = new HashSet<>();
    private final Set<Integer> groupPorts = new HashSet<>();
    private long keptOctets;

    /** What a DHCP acknowledgement told: the mask and when. */
    private static final class Facts4 {
        int mask;
        long nanos;
        IpAddress address = IpAddress.ANY4;
    }

    /** Pieces of one datagram of the station. */
    private static final class Pieces {
        final FrameFacts first;
        final long firstFrame;
        final Map<Integer, byte[]> parts = new HashMap<>();
        final List<Long> laterFrames = new ArrayList<>();
        int totalOctets = -1;

        Pieces(FrameFacts first, long firstFrame) {
            this.first = first;
            this.firstFrame = firstFrame;
        }
    }

    private Planner(Survey survey) {
        this.survey = survey;
    }

    static StationPlan plan(CaptureFrames capture, Survey survey, IpAddress station)
            throws IOException, CaptureFrames.UnfitCapture {
        var planner = new Planner(survey);
        StationPlan plan = planner.plan;
        plan.station = station;
        plan.mac =
                survey.macOf(station)
                        .orElseThrow(() ->
                                new CaptureFrames.UnfitCapture(
                                        "%s: no frame tells the MAC of %s"
                                                .formatted(capture.file(), station)));
        plan.router = survey.forwards(plan.mac, station);
        plan.own.addAll(survey.addressesOf(plan.mac, station));
        capture.each((number, nanos, _, octets, offset, captured, cut) ->
                planner.see(number, nanos, octets, offset, captured, cut));
        if (planner.endpoints() > ENDPOINTS_MAX) {
            throw new CaptureFrames.UnfitCapture(
                    "%s: the station has more than %d sockets; replay a narrower capture"
                            .formatted(capture.file(), ENDPOINTS_MAX));
        }
        planner.finish();
        return plan;
    }

    private int endpoints() {
        return plan.udp.size() + plan.pings.size() + plan.tcp.size();
    }

    private void see(
            long number, long nanos, byte[] octets, int offset, int captured, boolean cut) {
        FrameFacts facts = FrameFacts.of(octets, offset, captured);
        if (facts == null || endpoints() > ENDPOINTS_MAX) return;
        Role role = Roles.byFrame(facts, plan);
        if (facts.isIp() && facts.protocol == IpProtocols.TCP && !plan.router)
            connection(facts, role, !cut, nanos);
        if (role == Role.ARRIVES) arrives(facts, nanos);
        else leaves(number, nanos, facts, role);
    }

    private void connection(FrameFacts facts, Role role, boolean complete, long nanos) {
        boolean ofTheStation = role == Role.APP_TCP;
        if (!ofTheStation && !plan.own.contains(facts.destination)) return;
        var ends =
                ofTheStation
                        ? StationPlan.connectionOf(facts)
                        : new StationPlan.TcpEndpoint(
                                facts.destination,
                                facts.destinationPort,
                                facts.source,
                                facts.sourcePort);
        RecordedConnection known = plan.connections.get(ends);
        if (known == null) {
            boolean room = plan.connections.size() < ENDPOINTS_MAX;
            if (!room || (facts.tcpFlags & TcpView.SYN) == 0) return;
            known = new RecordedConnection();
            plan.connections.put(ends, known);
        }
        known.see(facts, ofTheStation, complete, nanos);
    }

    // ---- frames of others ------------------------------------------------------------------

    private void arrives(FrameFacts facts, long nanos) {
        if (facts.kind == FrameFacts.Kind.ARP) {
            learn(facts.source, facts.sourceMac);
            return;
        }
        if (facts.icmpType == Icmpv6Types.NEIGHBOR_ADVERTISEMENT
                && facts.kind == FrameFacts.Kind.IPV6) {
            int end = facts.upperOffset + facts.upperOctets;
            if (NdpView.fits(facts.octets, facts.upperOffset, end)) {
                var ndp = new NdpView(facts.octets, facts.upperOffset);
                learn(new IpAddress(ndp.targetHigh(), ndp.targetLow()), facts.sourceMac);
            }
            return;
        }
        if (facts.protocol == IpProtocols.UDP && !facts.isFragment()) {
            if (facts.sourcePort == 67 && facts.destinationPort == 68) readDhcp(facts, nanos);
            if (plan.own.contains(facts.destination)) receivedPorts.add(facts.destinationPort);
            else if (facts.toGroup()) groupPorts.add(facts.destinationPort);
        }
        if (plan.router
                && facts.destinationMac == plan.mac
                && facts.isIp()
                && !plan.own.contains(facts.destination)
                && Survey.isUnicast(facts.destination)) {
            plan.farAddresses.add(facts.destination);
        }
    }

    private void learn(IpAddress address, long mac) {
        Long question = asked.remove(address);
        if (question != null) {
            answered.put(mac, question);
            knownMacs.add(mac);
        }
    }

    private void readDhcp(FrameFacts facts, long nanos) {
        int at = facts.upperOffset + 8;
        int end = facts.upperOffset + facts.upperOctets;
        byte[] octets = facts.octets;
        if (end - at < 240 || Octets.u48(octets, at + 28) != plan.mac) return;
        int mask = 0;
        int type = 0;
        for (int option = at + 240; option + 1 < end && Octets.u8(octets, option) != 255; ) {
            int code = Octets.u8(octets, option);
            if (code == 0) {
                option++;
                continue;
            }
            int length = Octets.u8(octets, option + 1);
            if (option + 2 + length > end) break;
            if (code == 1 && length == 4) mask = Octets.i32(octets, option + 2);
            if (code == 53 && length == 1) type = Octets.u8(octets, option + 2);
            option += 2 + length;
        }
        if (type != 5 || dhcp.nanos > 0) return; // DHCPACK, RFC 2131 section 3.1
        dhcp.address = IpAddress.v4(Octets.i32(octets, at + 16));
        dhcp.mask = mask;
        dhcp.nanos = nanos;
    }

    // ---- frames of the station -------------------------------------------------------------

    private void leaves(long number, long nanos, FrameFacts facts, Role role) {
        if (facts.kind == FrameFacts.Kind.ARP && facts.arpOperation == 1) {
            asked.putIfAbsent(facts.destination, number);
            return;
        }
        if (facts.icmpType == Icmpv6Types.NEIGHBOR_SOLICITATION
                && facts.kind == FrameFacts.Kind.IPV6) {
            int end = facts.upperOffset + facts.upperOctets;
            if (NdpView.fits(facts.octets, facts.upperOffset, end) && facts.toGroup()) {
                var ndp = new NdpView(facts.octets, facts.upperOffset);
                asked.putIfAbsent(new IpAddress(ndp.targetHigh(), ndp.targetLow()), number);
            }
            return;
        }
        if (facts.kind == FrameFacts.Kind.ARP) {
            knownMacs.add(facts.destinationMac); // it answers who asked: learned from the question
            return;
        }
        if (!facts.isIp()) return;
        Role settled = facts.isFragment() ? piece(number, facts, role) : role;
        if (!facts.toGroup()) neighbour(number, nanos, facts, settled);
        switch (settled) {
            case APP_UDP -> {
                add(new StationPlan.UdpEndpoint(facts.source, facts.sourcePort));
                sentPorts.add(facts.sourcePort);
                countTtl(facts);
            }
            case APP_TCP -> {
                var connection =
                        new StationPlan.TcpEndpoint(
                                facts.source,
                                facts.sourcePort,
                                facts.destination,
                                facts.destinationPort);
                boolean reset = (facts.tcpFlags & TcpView.RST) != 0;
                plan.tcp.merge(connection, !reset, Boolean::logicalOr);
                countTtl(facts);
            }
            case APP_PING -> {
                plan.pings.add(
                        new StationPlan.PingEndpoint(
                                facts.source.isV4(), facts.source, facts.icmpIdentifier));
                countTtl(facts);
            }
            case OWN_ANSWER -> ownError(facts);
            case LATER_PIECE, FORWARDED, NOT_EMULATED, ARRIVES, OWN_TCP -> {}
        }
    }

    private void add(StationPlan.UdpEndpoint endpoint) {
        plan.udp.add(endpoint);
    }

    private void countTtl(FrameFacts facts) {
        (facts.source.isV4() ? ttls4 : ttls6).merge(facts.ttl, 1L, Long::sum);
    }

    /** An error the stack sent tells of closed ports and of destinations it has no route to. */
    private void ownError(FrameFacts facts) {
        int quoted = facts.upperOffset + 8;
        boolean v4 = facts.kind == FrameFacts.Kind.IPV4;
        boolean unreached =
                facts.icmpType
                        == (v4
                                ? IcmpTypes.DESTINATION_UNREACHABLE
                                : Icmpv6Types.DESTINATION_UNREACHABLE);
        if (!unreached || facts.protocol != (v4 ? IpProtocols.ICMP : IpProtocols.ICMPV6)) return;
        if (v4 && quoted + 28 <= facts.octets.length) {
            if (facts.icmpCode == IcmpTypes.CODE_PORT_UNREACHABLE) {
                int header = (Octets.u8(facts.octets, quoted) & 15) * 4;
                if (quoted + header + 4 <= facts.octets.length) {
                    plan.refusedUdpPorts.add(Octets.u16(facts.octets, quoted + header + 2));
                }
            } else if (facts.icmpCode == IcmpTypes.CODE_NET_UNREACHABLE) {
                unreachable.add(IpAddress.v4(Octets.i32(facts.octets, quoted + 16)));
            }
        } else if (!v4 && quoted + 44 <= facts.octets.length) {
            if (facts.icmpCode == Icmpv6Types.CODE_PORT_UNREACHABLE) {
                plan.refusedUdpPorts.add(Octets.u16(facts.octets, quoted + 42));
            } else if (facts.icmpCode == Icmpv6Types.CODE_NO_ROUTE) {
                unreachable.add(
                        new IpAddress(
                                Octets.i64(facts.octets, quoted + 24),
                                Octets.i64(facts.octets, quoted + 32)));
            }
        }
    }

    private Role piece(long number, FrameFacts facts, Role role) {
        String key =
                facts.source
                        + ">"
                        + facts.destination
                        + "/"
                        + facts.protocol
                        + "#"
                        + facts.identification;
        Pieces known = pieces.get(key);
        if (role == Role.FORWARDED || role == Role.NOT_EMULATED) return role;
        if (known == null) {
            if (facts.fragmentOffsetOctets != 0)
                return Role.OWN_ANSWER; // its beginning is not in the capture
            known = new Pieces(facts, number);
            pieces.put(key, known);
            plan.pieces.put(number, role);
        } else {
            known.laterFrames.add(number);
        }
        boolean app = Roles.isApp(Roles.byFrame(known.first, plan));
        if (known.firstFrame != number)
            plan.pieces.put(number, app ? Role.LATER_PIECE : Role.OWN_ANSWER);
        if (app) {
            if (known.firstFrame != number) plan.beginnings.put(number, known.firstFrame);
            keep(facts, known);
        }
        return known.firstFrame == number ? role : app ? Role.LATER_PIECE : Role.OWN_ANSWER;
    }

    private void keep(FrameFacts facts, Pieces known) {
        keptOctets += facts.upperOctets;
        if (keptOctets > KEPT_OCTETS_MAX) return;
        known.parts.put(
                facts.fragmentOffsetOctets,
                Arrays.copyOfRange(
                        facts.octets, facts.upperOffset, facts.upperOffset + facts.upperOctets));
        if (!facts.moreFragments)
            known.totalOctets = facts.fragmentOffsetOctets + facts.upperOctets;
        if (known.totalOctets < 0 || known.totalOctets > 65_535) return;
        byte[] whole = new byte[known.totalOctets];
        int filled = 0;
        for (var part : known.parts.entrySet()) {
            if (part.getKey() + part.getValue().length > whole.length) return;
            System.arraycopy(part.getValue(), 0, whole, part.getKey(), part.getValue().length);
            filled += part.getValue().length;
        }
        if (filled != whole.length) return;
        Role role = Roles.byFrame(known.first, plan);
        plan.wholes.put(known.firstFrame, AppSend.of(known.firstFrame, role, known.first, whole));
    }

    /** The next hop of a frame to one station, and whether it waited for that station's address. */
    private void neighbour(long number, long nanos, FrameFacts facts, Role role) {
        long mac = facts.destinationMac;
        IpAddress hop = nextHop(facts.destination, mac);
        if (!hop.equals(facts.destination)) {
            gateways.merge(hop, 1L, Long::sum);
            viaGateway.put(facts.destination, hop);
        } else {
            onLink.add(hop);
        }
        Long question = answered.remove(mac);
        if (question == null) question = asked.remove(hop);
        if (question != null && Roles.isApp(role)) {
            plan.sentEarly.computeIfAbsent(question, _ -> new ArrayList<>()).add(number);
            byte[] message =
                    Arrays.copyOfRange(
                            facts.octets, facts.upperOffset, facts.upperOffset + facts.upperOctets);
            plan.moved.put(number, AppSend.of(number, role, facts, message));
        }
        if (knownMacs.add(mac))
            plan.neighbours.add(new StationPlan.KnownNeighbour(nanos, hop, mac));
    }

    private IpAddress nextHop(IpAddress destination, long mac) {
        if (survey.macOf(destination).filter(found -> found == mac).isPresent()
                && survey.claimOf(mac, destination.isV4())
                        .filter(claim -> !claim.equals(destination))
                        .isEmpty()) {
            return destination;
        }
        if (Survey.isLinkLocal(destination)) return destination;
        IpAddress claimed = survey.claimOf(mac, destination.isV4()).orElse(destination);
        return survey.macOf(destination).filter(found -> found == mac).isPresent()
                        && survey.addressesOf(mac, claimed).contains(destination)
                        && !survey.forwards(mac, claimed)
                ? destination
                : claimed;
    }

    // ---- the end of the pass ---------------------------------------------------------------

    private void finish() {
        plan.connections
                .entrySet()
                .removeIf(one ->
                        !one.getValue().isWhole() || !plan.tcp.getOrDefault(one.getKey(), false));
        plan.usualTtl4 = usual(ttls4);
        plan.usualTtl6 = usual(ttls6);
        for (int port : receivedPorts) {
            if (!sentPorts.contains(port) && !plan.refusedUdpPorts.contains(port)) {
                plan.udp.add(new StationPlan.UdpEndpoint(IpAddress.ANY4, port));
            }
        }
        bindToAnyWhatHearsGroups();
        int prefix4 = prefix4();
        for (IpAddress address : plan.own) {
            long from = address.equals(dhcp.address) ? dhcp.nanos : 0;
            plan.addresses.add(
                    new StationPlan.OwnAddress(address, address.isV4() ? prefix4 : 64, from));
        }
        if (plan.router) {
            plan.farAddresses.removeAll(unreachable);
            for (IpAddress far : plan.farAddresses) {
                plan.routes.add(
                        new StationPlan.Route(far, far.isV4() ? 32 : 128, unspecified(far), true));
            }
            return;
        }
        routes(true);
        routes(false);
    }

    /**
     * A socket that answers on a port to which broadcasts or groups are sent hears them: it has no
     * local address.
     */
    private void bindToAnyWhatHearsGroups() {
        List<StationPlan.UdpEndpoint> all = new ArrayList<>(plan.udp);
        plan.udp.clear();
        for (var endpoint : all) {
            boolean any = groupPorts.contains(endpoint.port());
            plan.udp.add(
                    any
                            ? new StationPlan.UdpEndpoint(
                                    unspecified(endpoint.local()), endpoint.port())
                            : endpoint);
        }
    }

    private void routes(boolean v4) {
        IpAddress best = null;
        for (var entry : gateways.entrySet()) {
            if (entry.getKey().isV4() != v4) continue;
            if (best == null || entry.getValue() > gateways.getOrDefault(best, 0L))
                best = entry.getKey();
        }
        if (best == null) return;
        plan.routes.add(
                new StationPlan.Route(v4 ? IpAddress.ANY4 : IpAddress.ANY6, 0, best, false));
        for (var entry : viaGateway.entrySet()) {
            if (entry.getKey().isV4() == v4 && !entry.getValue().equals(best)) {
                plan.routes.add(
                        new StationPlan.Route(
                                entry.getKey(), v4 ? 32 : 128, entry.getValue(), false));
            }
        }
    }

    private static IpAddress unspecified(IpAddress like) {
        return like.isV4() ? IpAddress.ANY4 : IpAddress.ANY6;
    }

    private static int usual(Map<Integer, Long> counts) {
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(64);
    }

    /**
     * The IPv4 prefix: from DHCP, else the shortest of 24 and what the neighbours on the link need.
     */
    private int prefix4() {
        if (dhcp.mask != 0) {
            plan.prefixSource = "mask from DHCP";
            return Integer.bitCount(dhcp.mask);
        }
        plan.prefixSource = "prefix that covers the neighbours it asked for, 24 at most";
        int prefix = 24;
        if (!plan.station.isV4()) return prefix;
        for (IpAddress neighbour : onLink) {
            if (!neighbour.isV4()) continue;
            int common = Integer.numberOfLeadingZeros(neighbour.v4() ^ plan.station.v4());
            if (common < prefix && common >= 8) prefix = common;
        }
        return prefix;
    }
}
