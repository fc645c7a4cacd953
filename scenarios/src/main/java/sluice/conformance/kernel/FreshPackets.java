package sluice.conformance.kernel;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import sluice.conformance.kernel.Aim.Field;
import sluice.conformance.kernel.Aim.Range;
import sluice.conformance.kernel.TestDevice.Port;
import sluice.edge.IpAddress;
import sluice.firewall.PacketOctets;
import sluice.firewall.PacketSpec.Described;
import sluice.firewall.PacketSpec.Options;
import sluice.firewall.PacketSpec.Way;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.TransportChecksums;
import sluice.rules.RuleFamily;
import sluice.rules.RuleHook;
import sluice.time.SeededRandom;

/**
 * Packets made from the rules, in an order that only the seed decides: such as a rule asks for,
 * such as nearly do, answers to what left, fragments, errors, and packets that no rule asked for.
 */
final class FreshPackets {
    private static final int[] FLAGS = {2, 2, 2, 2, 16, 18, 17, 4, 1, 0, 41, 3, 24};
    private static final int[] PROTOCOLS = {
        IpProtocols.TCP, IpProtocols.TCP, IpProtocols.UDP, IpProtocols.UDP, IpProtocols.ICMP, 47, 50
    };

    /** Neighbour discovery, whose packets change what later ones meet. */
    private static final Set<Integer> NOT_SENT = Set.of(133, 134, 136, 137);

    private final TestDevice device;
    private final RuleAims rules;
    private final SeededRandom random;
    private final List<FreshStep> steps = new ArrayList<>();
    private final Set<Integer> ports = new TreeSet<>(Set.of(22, 53, 80, 443, 12_345));
    private final List<Described> earlier = new ArrayList<>();
    private int serial = 20_000;
    private int answers;

    FreshPackets(TestDevice device, RuleAims rules, long seed) {
        this.device = device;
        this.rules = rules;
        this.random = new SeededRandom(seed, "fresh-packets");
        for (Aim aim : rules.aims())
            for (Range port : aim.of(Field.DESTINATION_PORT)) ports.add(port.from().intValue());
    }

    /** At least so many packets, and the answers to them. */
    List<FreshStep> make(int count) {
        List<Aim> aims = new ArrayList<>(rules.aims());
        if (aims.isEmpty()) aims.add(Aim.at(RuleFamily.IP, RuleHook.INPUT));
        int at = (int) random.below(aims.size());
        // A stride without a common divisor: every rule has its turn before one has a second.
        int stride = coprime(aims.size());
        while (steps.size() - answers < count) {
            Aim aim = aims.get(at);
            at = (at + stride) % aims.size();
            one(aim);
        }
        return steps;
    }

    private int coprime(int size) {
        int stride = 1 + (int) random.below(size);
        while (BigInteger.valueOf(stride).gcd(BigInteger.valueOf(size)).intValue() != 1) stride++;
        return stride;
    }

    private void one(Aim aim) {
        boolean ipv6 =
                switch (aim.family()) {
                    case IP -> false;
                    case IP6 -> true;
                    default ->
                            device.ipv6() && (!device.ipv4() || wide(aim) || random.chance(0.35));
                };
        if (narrow(aim)) ipv6 = false;
        boolean near = random.chance(0.35);
        Optional<Field> off = near ? Optional.of(any(Field.values())) : Optional.empty();
        RuleHook hook = aim.hook();
        boolean through =
                switch (hook) {
                    case FORWARD -> true;
                    case INPUT, OUTPUT -> false;
                    default -> random.chance(0.6);
                };
        boolean fromUs =
                hook == RuleHook.OUTPUT || (hook == RuleHook.POSTROUTING && random.chance(0.3));
        if (fromUs && send(aim, ipv6)) return;
        arrive(aim, ipv6, off, through);
    }

    private static boolean wide(Aim aim) {
        return aim.of(Field.SOURCE).stream().anyMatch(each -> each.octets() == 16)
                || aim.of(Field.DESTINATION).stream().anyMatch(each -> each.octets() == 16);
    }

    private static boolean narrow(Aim aim) {
        return aim.of(Field.SOURCE).stream().anyMatch(each -> each.octets() == 4)
                || aim.of(Field.DESTINATION).stream().anyMatch(each -> each.octets() == 4);
    }

    // ---- packets that arrive ---------------------------------------------------------------

    private void arrive(Aim aim, boolean ipv6, Optional<Field> off, boolean through) {
        Port in = portOf(aim, Field.IN, off).orElseGet(() -> any(device.ports()));
        Port out = portOf(aim, Field.OUT, off).orElseGet(() -> other(in));
        IpAddress to =
                address(aim, Field.DESTINATION, ipv6, off)
                        .orElseGet(() -> through ? host(out, ipv6) : own(in, ipv6));
        IpAddress from = address(aim, Field.SOURCE, ipv6, off).orElseGet(() -> host(in, ipv6));
        int protocol = protocol(aim, ipv6, off);
        int type = number(aim, Field.TYPE, off).orElse(ipv6 ? 128 : 8);
        if (ipv6 && NOT_SENT.contains(type)) type = 128;
        var packet =
                new Described(
                        Way.IN,
                        in.name(),
                        protocol,
                        from,
                        number(aim, Field.SOURCE_PORT, off).orElseGet(this::nextPort),
                        to,
                        number(aim, Field.DESTINATION_PORT, off).orElseGet(() -> any(ports)),
                        aim.of(Field.FLAGS).isEmpty() || off.equals(Optional.of(Field.FLAGS))
                                ? FLAGS[(int) random.below(FLAGS.length)]
                                : number(aim, Field.FLAGS, Optional.empty()).orElse(2),
                        type,
                        0,
                        options());
        device.station(to, out);
        double kind = random.below(1000) / 1000.0;
        String what = off.map(field -> "near " + field).orElse("match") + " " + aim.hook().word();
        boolean fragments = protocol == IpProtocols.UDP && kind < 0.06;
        boolean error = protocol == IpProtocols.ICMP && kind < 0.3 && !earlier.isEmpty();
        if (fragments) fragments(packet, in);
        else if (error) put(in, from, error(packet), "error " + what);
        else put(in, from, damaged(PacketOctets.packet(packet)), what);
        if (earlier.size() < 200) earlier.add(packet);
        int here = steps.size() - 1;
        if (!fragments && !error && random.chance(0.35)) {
            answer(here);
            if (random.chance(0.5)) answer(here + 1);
        }
        if (random.chance(0.08)) steps.add(steps.get(here)); // the same once more
    }

    private void answer(int step) {
        steps.add(new FreshStep.Answers(step));
        answers++;
    }

    private void put(Port in, IpAddress from, byte[] packet, String what) {
        long source = device.station(from, in);
        long destination = in.mac();
        if (random.chance(0.01)) destination ^= 0x0000_0000_1100L; // another station's
        steps.add(
                new FreshStep.Arrives(
                        in.name(), PacketOctets.frame(packet, destination, source), what));
    }

    private Options options() {
        double draw = random.below(1000) / 1000.0;
        int ttl = draw < 0.03 ? 1 : -1;
        int tos = draw > 0.9 ? (int) random.below(64) * 4 : -1;
        byte[] payload = new byte[(int) random.below(40)];
        for (int i = 0; i < payload.length; i++) payload[i] = (byte) random.below(256);
        return new Options(
                ttl,
                tos,
                -1,
                -1,
                Optional.empty(),
                payload,
                -1,
                -1,
                random.chance(0.3),
                -1,
                false,
                false);
    }

    /** Now and then an octet is wrong that a checksum covers. */
    private byte[] damaged(byte[] packet) {
        if (packet[0] >>> 4 == 4 && random.chance(0.015)) packet[11] ^= 1;
        else if (random.chance(0.015)) packet[packet.length - 1] ^= 1;
        return packet;
    }

    private void fragments(Described packet, Port in) {
        byte[] whole = PacketOctets.packet(with(packet, sized(packet.options(), 200, -1, false)));
        if (whole[0] >>> 4 != 4) {
            put(in, packet.from(), whole, "whole");
            return;
        }
        int cut = 8 * (2 + (int) random.below(12));
        int id = serial++ & 0xffff;
        put(in, packet.from(), piece(whole, 0, cut, true, id), "first fragment");
        if (random.chance(0.9)) {
            int rest = whole.length - Ipv4View.HEADER_OCTETS_MIN - cut;
            put(in, packet.from(), piece(whole, cut, rest, false, id), "last fragment");
        }
    }

    private static byte[] piece(byte[] whole, int at, int length, boolean more, int id) {
        int header = Ipv4View.HEADER_OCTETS_MIN;
        byte[] piece = new byte[header + length];
        System.arraycopy(whole, 0, piece, 0, header);
        System.arraycopy(whole, header + at, piece, header, length);
        Octets.put16(piece, 2, piece.length);
        Octets.put16(piece, 4, id);
        Octets.put16(piece, 6, at / 8 | (more ? 0x2000 : 0));
        TransportChecksums.fillIpv4Header(piece, 0, header);
        return piece;
    }

    private static Options sized(Options o, int length, int fragment, boolean more) {
        return new Options(
                o.ttl(),
                o.tos(),
                o.mark(),
                length,
                o.mac(),
                o.payload(),
                o.uid(),
                o.gid(),
                false,
                fragment,
                more,
                o.broadcast());
    }

    private static Described with(Described p, Options options) {
        return new Described(
                p.way(),
                p.device(),
                p.protocol(),
                p.from(),
                p.fromPort(),
                p.to(),
                p.toPort(),
                p.flags(),
                p.icmpType(),
                p.icmpCode(),
                options);
    }

    /** An error about an earlier packet, from where this one comes. */
    private byte[] error(Described packet) {
        Described about = any(earlier);
        boolean ipv6 = !packet.from().isV4();
        if (about.from().isV4() == ipv6) return PacketOctets.packet(packet);
        byte[] quoted = PacketOctets.packet(about);
        int length = Math.min(quoted.length, ipv6 ? 100 : 28);
        byte[] payload = Arrays.copyOf(quoted, length);
        Options o = packet.options();
        var with =
                new Options(o.ttl(), -1, -1, -1, o.mac(), payload, -1, -1, false, -1, false, false);
        return PacketOctets.packet(
                new Described(
                        Way.IN,
                        packet.device(),
                        ipv6 ? IpProtocols.ICMPV6 : IpProtocols.ICMP,
                        packet.from(),
                        0,
                        about.from(),
                        0,
                        0,
                        ipv6 ? 1 : 3,
                        ipv6 ? 4 : 1,
                        with));
    }

    // ---- packets from here -----------------------------------------------------------------

    private boolean send(Aim aim, boolean ipv6) {
        int protocol = protocol(aim, ipv6, Optional.empty());
        if (protocol != IpProtocols.UDP && protocol != IpProtocols.TCP) return false;
        Port out = portOf(aim, Field.OUT, Optional.empty()).orElseGet(() -> any(device.ports()));
        IpAddress to =
                address(aim, Field.DESTINATION, ipv6, Optional.empty())
                        .orElseGet(() -> random.chance(0.1) ? own(out, ipv6) : host(out, ipv6));
        if (to.isV4() ? to.v4() >>> 28 >= 14 : to.high() >>> 56 == 0xff) return false;
        if (to.isAny()) return false;
        device.station(to, out);
        int port =
                number(aim, Field.DESTINATION_PORT, Optional.empty()).orElseGet(() -> any(ports));
        if (port == 0) return false;
        int from = nextPort();
        boolean tcp = protocol == IpProtocols.TCP;
        if (tcp) steps.add(new FreshStep.Connects(from, to, port, "connect"));
        else steps.add(new FreshStep.Sends(from, to, port, "send"));
        if (!tcp && random.chance(0.4)) answer(steps.size() - 1);
        return true;
    }

    // ---- values ----------------------------------------------------------------------------

    private int nextPort() {
        return serial++ % 40_000 + 1024;
    }

    private Optional<Port> portOf(Aim aim, Field field, Optional<Field> off) {
        List<Range> named = aim.of(field);
        if (named.isEmpty() || off.equals(Optional.of(field))) return Optional.empty();
        return rules.device(any(named)).flatMap(device::port);
    }

    private Optional<Integer> number(Aim aim, Field field, Optional<Field> off) {
        List<Range> ranges = aim.of(field);
        if (ranges.isEmpty()) return Optional.empty();
        Range range = any(ranges);
        int from = range.from().intValue();
        int to = range.to().intValue();
        int max = range.octets() == 1 ? 255 : 65_535;
        if (off.equals(Optional.of(field)))
            return Optional.of(random.chance(0.5) ? Math.max(from - 1, 0) : Math.min(to + 1, max));
        int draw = (int) random.below(3);
        return Optional.of(
                draw == 0 ? from : draw == 1 ? to : from + (int) random.below(to - from + 1L));
    }

    private int protocol(Aim aim, boolean ipv6, Optional<Field> off) {
        int protocol = number(aim, Field.PROTOCOL, off).orElse(-1);
        if (protocol < 0) {
            boolean hasPorts =
                    !aim.of(Field.DESTINATION_PORT).isEmpty()
                            || !aim.of(Field.SOURCE_PORT).isEmpty();
            protocol =
                    hasPorts
                            ? (random.chance(0.5) ? IpProtocols.TCP : IpProtocols.UDP)
                            : PROTOCOLS[(int) random.below(PROTOCOLS.length)];
        }
        if (ipv6 && protocol == IpProtocols.ICMP) return IpProtocols.ICMPV6;
        // Behind these an IPv6 header would go on.
        boolean extension = ipv6 && Set.of(0, 43, 44, 51, 59, 60, 135, 139, 140).contains(protocol);
        return extension ? IpProtocols.UDP : protocol;
    }

    private Optional<IpAddress> address(Aim aim, Field field, boolean ipv6, Optional<Field> off) {
        int octets = ipv6 ? 16 : 4;
        List<Range> ranges =
                aim.of(field).stream().filter(each -> each.octets() == octets).toList();
        if (ranges.isEmpty()) return Optional.empty();
        Range range = any(ranges);
        BigInteger value = range.from();
        BigInteger span = range.to().subtract(range.from());
        if (off.equals(Optional.of(field))) value = range.to().add(BigInteger.ONE);
        else if (span.signum() > 0) {
            BigInteger some = BigInteger.valueOf(random.nextLong()).abs();
            value = value.add(some.mod(span.add(BigInteger.ONE)));
        }
        return Optional.of(
                ipv6
                        ? new IpAddress(value.shiftRight(64).longValue(), value.longValue())
                        : IpAddress.v4(value.intValue()));
    }

    private IpAddress host(Port on, boolean ipv6) {
        if (ipv6) {
            boolean far = on == device.outside() && random.chance(0.5);
            long high = far ? 0x2001_0db8_00ff_0000L | random.below(16) : on.net6();
            return new IpAddress(high, 0x10 + random.below(8));
        }
        if (on == device.outside() && random.chance(0.5))
            return IpAddress.v4(0x08080000 | (int) random.below(4096));
        int hosts = ~TestDevice.mask(on.bits4());
        return IpAddress.v4(
                on.net4() + 2 + (int) random.below(Math.max(1, Math.min(8, hosts - 3))));
    }

    private IpAddress own(Port in, boolean ipv6) {
        Port of = random.chance(0.85) ? in : any(device.ports());
        return of.own(ipv6);
    }

    private Port other(Port than) {
        List<Port> rest = device.ports().stream().filter(each -> each != than).toList();
        return any(rest);
    }

    private <T> T any(List<T> of) {
        return of.get((int) random.below(of.size()));
    }

    private int any(Set<Integer> of) {
        return of.stream().skip(random.below(of.size())).findFirst().orElse(80);
    }

    private Field any(Field[] of) {
        return of[(int) random.below(of.length)];
    }
}
