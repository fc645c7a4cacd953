package sluice.run;

import sluice.packet.Octets;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetView;
import sluice.packet.wire.IpProtocols;
import sluice.script.PointSpec;
import sluice.winstack.PointFilter;
import sluice.winstack.Seen;

/** A policy of a scenario at an interception point, and what it counts. */
final class PointMeter implements PointFilter {
    private static final int UDP_HEADER = 8;
    private static final int ICMP_HEADER = 8;
    private static final int IPV6_HEADER = 40;

    private final PointSpec spec;
    private long saw;
    private long matched;
    private long stopped;
    private long changed;
    private long refused;

    PointMeter(PointSpec spec) {
        this.spec = spec;
    }

    PointSpec spec() {
        return spec;
    }

    /** The host did not let it in: the point was taken. */
    void refused() {
        refused++;
    }

    long counter(String name) {
        return switch (name) {
            case "saw" -> saw;
            case "matched" -> matched;
            case "stopped" -> stopped;
            case "changed" -> changed;
            case "refused" -> refused;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** What it did, in words. */
    String did() {
        if (refused > 0) return "was not let in: the point is taken";
        return "saw %d, matched %d, stopped %d, changed %d"
                .formatted(saw, matched, stopped, changed);
    }

    @Override
    public Decision decide(Seen seen) {
        saw++;
        if (!matches(seen)) return Decision.PASS;
        matched++;
        return switch (spec.does()) {
            case SEE -> Decision.PASS;
            case STOP -> {
                if (seen.canStop()) stopped++;
                yield Decision.STOP;
            }
            case CHANGE -> {
                if (!exchange(seen)) yield Decision.PASS;
                changed++;
                yield Decision.CHANGED;
            }
        };
    }

    private boolean matches(Seen seen) {
        if (spec.protocol() == PointSpec.ARP) return seen.etherType() == EtherTypes.ARP;
        boolean protocol = spec.protocol() == PointSpec.ANY || spec.protocol() == seen.protocol();
        boolean port =
                spec.port() == 0
                        || spec.port() == seen.sourcePort()
                        || spec.port() == seen.destinationPort();
        boolean process = spec.process().isEmpty() || spec.process().equals(seen.process());
        return protocol && port && process && matchesAddress(seen);
    }

    private boolean matchesAddress(Seen seen) {
        return spec.address().isEmpty()
                || seen.destination().equals(spec.address().get())
                || seen.source().equals(spec.address().get());
    }

    /** Exchanges the first and third octet of the payload; false if it may not, or has none. */
    static boolean exchange(Seen seen) {
        if (!seen.canChange()) return false;
        int skip = headers(seen);
        if (skip < 0 || seen.lengthOctets() < skip + 3) return false;
        byte[] octets = seen.writable();
        int at = seen.offset() + skip;
        byte first = octets[at];
        octets[at] = octets[at + 2];
        octets[at + 2] = first;
        return true;
    }

    /** Length of the headers before the payload, or -1: there is none to be found. */
    private static int headers(Seen seen) {
        boolean frame = seen.form() == Seen.Form.FRAME;
        if (!frame && seen.form() != Seen.Form.IP_PACKET) return 0;
        int ip = frame ? EthernetView.HEADER_OCTETS : 0;
        byte[] octets = seen.octets();
        int header;
        if (seen.etherType() == EtherTypes.IPV4 && seen.protocol() >= 0) {
            header = (octets[seen.offset() + ip] & 0xf) * 4;
        } else if (seen.etherType() == EtherTypes.IPV6 && seen.protocol() >= 0) {
            header = IPV6_HEADER;
        } else {
            return ip; // no IP: what follows the Ethernet header
        }
        int transport = ip + header;
        return switch (seen.protocol()) {
            case IpProtocols.UDP -> transport + UDP_HEADER;
            case IpProtocols.ICMP -> transport + ICMP_HEADER;
            case IpProtocols.TCP -> {
                int offset = seen.offset() + transport + 12;
                boolean has = transport + 13 <= seen.lengthOctets();
                yield has ? transport + (Octets.u8(octets, offset) >>> 4) * 4 : -1;
            }
            default -> transport;
        };
    }
}
