package sluice.pcap.filter;

import sluice.bpf.BpfCode;
import sluice.pcap.filter.Fields.Size;
import sluice.pcap.filter.graph.Condition;

/** Tests of the ports of TCP, UDP and SCTP. */
final class Ports {
    /** Any of the three. */
    static final int ANY = -1;

    private static final int FRAGMENT_OFFSET_MASK = 0x1fff;

    private final Layout layout;
    private final Fields fields;
    private final LinkTypes types;
    private final Hosts hosts;

    Ports(Layout layout, Fields fields, LinkTypes types, Hosts hosts) {
        this.layout = layout;
        this.fields = fields;
        this.types = types;
        this.hosts = hosts;
    }

    /** A port, or one within a range; in IPv6 or in first fragments of IPv4. */
    Condition ports(int low, int high, boolean range, int protocol, Direction direction) {
        if (direction.isWireless()) {
            throw layout.refuse(direction.words + " is nothing that a port has");
        }
        Condition ip4 = inIp4(low, high, range, protocol, direction);
        return inIp6(low, high, range, protocol, direction).or(ip4);
    }

    /** A first fragment of IPv4, or a packet in one piece. */
    Condition firstFragment() {
        layout.asked = Numbers.TYPE_IP;
        return fields.anyBit(Base.NETWORK, 6, Size.HALF, FRAGMENT_OFFSET_MASK).not();
    }

    Condition inIp4(int low, int high, boolean range, int protocol, Direction direction) {
        Condition ip = types.is(Numbers.TYPE_IP);
        return ip.and(
                eachProtocol(
                        protocol,
                        p -> {
                            Condition is = fields.equal(Base.NETWORK, 9, Size.OCTET, p);
                            Condition whole = is.and(firstFragment());
                            return whole.and(
                                    hosts.ends(
                                            direction,
                                            source ->
                                                    atom(
                                                            Base.IP4_PAYLOAD,
                                                            source ? 0 : 2,
                                                            low,
                                                            high,
                                                            range)));
                        }));
    }

    Condition inIp6(int low, int high, boolean range, int protocol, Direction direction) {
        Condition ip6 = types.is(Numbers.TYPE_IP6);
        return ip6.and(
                eachProtocol(
                        protocol,
                        p -> {
                            Condition is = fields.equal(Base.NETWORK, 6, Size.OCTET, p);
                            return is.and(
                                    hosts.ends(
                                            direction,
                                            source ->
                                                    atom(
                                                            Base.IP6_PAYLOAD,
                                                            source ? 0 : 2,
                                                            low,
                                                            high,
                                                            range)));
                        }));
    }

    /** A test of the ports of one protocol. */
    @FunctionalInterface
    private interface OfProtocol {
        Condition of(int protocol);
    }

    private static Condition eachProtocol(int protocol, OfProtocol test) {
        if (protocol != ANY) return test.of(protocol);
        Condition both = test.of(Numbers.IP_TCP).or(test.of(Numbers.IP_UDP));
        return test.of(Numbers.IP_SCTP).or(both);
    }

    private Condition atom(Base base, int offset, int low, int high, boolean range) {
        if (!range) return fields.equal(base, offset, Size.HALF, low);
        Condition from = fields.aboveOrEqual(base, offset, Size.HALF, Math.min(low, high));
        int to = Math.max(low, high);
        return from.and(fields.compare(base, offset, Size.HALF, -1, BpfCode.JGT, to).not());
    }
}
