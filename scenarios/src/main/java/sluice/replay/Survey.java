package sluice.replay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.packet.wire.Addresses;
import sluice.packet.wire.Icmpv6Types;
import sluice.packet.wire.NdpView;
import sluice.pcap.file.CaptureDamage;

/**
 * First pass: who is in the capture, and which station is to be played.
 *
 * <p>The default station is the unicast address that is source or destination of most IP packets; a
 * tie goes to the one seen first. Its MAC is the one that claims it by ARP or neighbour discovery,
 * else the one that sends from it.
 */
final class Survey {
    /**
     * Addresses counted at most; a capture with more still works, its later addresses are not
     * candidates.
     */
    static final int ADDRESSES_MAX = 1 << 18;

    /** How often an address is source or destination. */
    record Candidate(IpAddress address, long frames) {}

    private final Map<IpAddress, Long> counts = new HashMap<>();
    private final List<IpAddress> order = new ArrayList<>();
    private final Map<IpAddress, Long> claimedBy = new HashMap<>();
    private final Map<IpAddress, Long> sentBy = new HashMap<>();
    private final Map<Long, Set<IpAddress>> sendsFrom = new HashMap<>();
    private final Map<Long, Set<IpAddress>> claims = new HashMap<>();
    private final Map<Long, Set<IpAddress>> receivesFor = new HashMap<>();
    private long frames;
    private long lastNanos;
    private long firstEpochNanos;
    private @Nullable CaptureDamage damage;

    static Survey of(CaptureFrames capture) throws IOException, CaptureFrames.UnfitCapture {
        var survey = new Survey();
        Optional<CaptureDamage> damage =
                capture.each((number, nanos, epoch, octets, offset, captured, _) -> {
                    survey.see(nanos, epoch, octets, offset, captured);
                });
        survey.damage = damage.orElse(null);
        return survey;
    }

    private void see(long nanos, long epoch, byte[] octets, int offset, int captured) {
        if (frames++ == 0) firstEpochNanos = epoch;
        lastNanos = nanos;
        FrameFacts facts = FrameFacts.of(octets, offset, captured);
        // a group address is no station's: such a frame tells nothing of who sent it
        if (facts == null || Addresses.isMulticastMac(facts.sourceMac)) return;
        switch (facts.kind) {
            case ARP -> {
                if (!facts.source.isAny()) claim(facts.source, facts.sourceMac);
            }
            case IPV4, IPV6 -> {
                count(facts.source);
                if (!facts.destination.equals(facts.source)) count(facts.destination);
                if (isUnicast(facts.source)) {
                    sentBy.putIfAbsent(facts.source, facts.sourceMac);
                    add(sendsFrom, facts.sourceMac, facts.source);
                }
                if (!facts.toGroup() && isUnicast(facts.destination)) {
                    add(receivesFor, facts.destinationMac, facts.destination);
                }
                if (facts.kind == FrameFacts.Kind.IPV6) neighbourDiscovery(facts);
            }
            case OTHER -> {}
        }
    }

    private void neighbourDiscovery(FrameFacts facts) {
        boolean solicits = facts.icmpType == Icmpv6Types.NEIGHBOR_SOLICITATION;
        if (solicits && isUnicast(facts.source)) claim(facts.source, facts.sourceMac);
        if (isLinkLocal(facts.source)) claim(facts.source, facts.sourceMac);
        if (facts.icmpType != Icmpv6Types.NEIGHBOR_ADVERTISEMENT) return;
        int end = facts.upperOffset + facts.upperOctets;
        if (!NdpView.fits(facts.octets, facts.upperOffset, end)) return;
        var ndp = new NdpView(facts.octets, facts.upperOffset);
        claim(new IpAddress(ndp.targetHigh(), ndp.targetLow()), facts.sourceMac);
    }

    private void claim(IpAddress address, long mac) {
        if (claimedBy.size() >= ADDRESSES_MAX) return;
        claimedBy.putIfAbsent(address, mac);
        add(claims, mac, address);
    }

    private void count(IpAddress address) {
        Long before = counts.get(address);
        if (before == null) {
            if (counts.size() >= ADDRESSES_MAX) return;
            order.add(address);
        }
        counts.put(address, before == null ? 1 : before + 1);
    }

    private static void add(Map<Long, Set<IpAddress>> map, long mac, IpAddress address) {
        if (map.size() >= ADDRESSES_MAX && !map.containsKey(mac)) return;
        Set<IpAddress> set = map.computeIfAbsent(mac, _ -> new LinkedHashSet<>());
        if (set.size() < ADDRESSES_MAX) set.add(address);
    }

    /** Unicast candidates, most frames first. */
    List<Candidate> candidates() {
        List<Candidate> found = new ArrayList<>();
        for (IpAddress address : order) {
            if (isUnicast(address))
                found.add(new Candidate(address, counts.getOrDefault(address, 0L)));
        }
        found.sort(Comparator.comparingLong(Candidate::frames).reversed());
        return found;
    }

    /** In how many frames the address is source or destination. */
    long framesOf(IpAddress address) {
        return counts.getOrDefault(address, 0L);
    }

    /** The MAC that has this address, if the capture tells. */
    Optional<Long> macOf(IpAddress address) {
        Long claimed = claimedBy.get(address);
        return Optional.ofNullable(claimed != null ? claimed : sentBy.get(address));
    }

    /** An address that a MAC claims, of the asked version; for naming a gateway. */
    Optional<IpAddress> claimOf(long mac, boolean v4) {
        return claims.getOrDefault(mac, Set.of()).stream()
                .filter(address -> address.isV4() == v4 && !isLinkLocal(address))
                .findFirst();
    }

    /**
     * The addresses of the station with this MAC: those it claims, and, if it forwards for nobody,
     * all it sends from.
     */
    Set<IpAddress> addressesOf(long mac, IpAddress station) {
        Set<IpAddress> own = new LinkedHashSet<>();
        own.add(station);
        Set<IpAddress> claimed = claims.getOrDefault(mac, Set.of());
        if (forwards(mac, station)) {
            own.addAll(claimed);
        } else {
            own.addAll(sendsFrom.getOrDefault(mac, Set.of()));
            own.addAll(claimed);
        }
        return own;
    }

    /**
     * Whether frames come to this MAC for addresses that it neither claims nor sends from: it is a
     * router.
     */
    boolean forwards(long mac, IpAddress station) {
        Set<IpAddress> known = new HashSet<>(claims.getOrDefault(mac, Set.of()));
        known.add(station);
        boolean claimsSameVersion =
                known.stream().anyMatch(a -> claims.getOrDefault(mac, Set.of()).contains(a));
        if (!claimsSameVersion) return false;
        for (IpAddress destination : receivesFor.getOrDefault(mac, Set.of())) {
            if (known.contains(destination)) continue;
            boolean claimsThatVersion =
                    claims.getOrDefault(mac, Set.of()).stream()
                            .anyMatch(a -> a.isV4() == destination.isV4() && !isLinkLocal(a));
            if (claimsThatVersion) return true;
        }
        return false;
    }

    long frames() {
        return frames;
    }

    long durationNanos() {
        return lastNanos;
    }

    long firstEpochNanos() {
        return firstEpochNanos;
    }

    Optional<CaptureDamage> damage() {
        return Optional.ofNullable(damage);
    }

    static boolean isUnicast(IpAddress address) {
        if (address.isAny()) return false;
        if (address.isV4()) {
            int bits = address.v4();
            return !Addresses.isMulticast4(bits) && bits != -1;
        }
        return !Addresses.isMulticast6(address.high());
    }

    static boolean isLinkLocal(IpAddress address) {
        return !address.isV4() && address.high() >>> 54 == 0xfe80L >>> 6;
    }
}
