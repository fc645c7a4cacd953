package sluice.firewall;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import sluice.edge.IpAddress;
import sluice.firewall.PacketSpec.Described;
import sluice.firewall.PacketSpec.Options;
import sluice.firewall.PacketSpec.Way;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.pcap.file.CaptureDamage;
import sluice.rules.Chain;
import sluice.rules.Expression;
import sluice.rules.NftSet;
import sluice.rules.Rule;
import sluice.rules.Ruleset;
import sluice.rules.SetElement;
import sluice.rules.Statement;
import sluice.rules.Table;
import sluice.rules.expression.Bitwise;
import sluice.rules.expression.Meta;
import sluice.rules.expression.MetaKey;
import sluice.rules.expression.Payload;
import sluice.rules.statement.Compare;
import sluice.rules.statement.InRange;
import sluice.rules.statement.InSet;

/**
 * Looks for packets that two rulesets treat differently: packets are made from the values at which
 * the rules of both turn, one value at a time and in pairs as they stand in a rule.
 */
public final class RulesDiff {
    private static final int PACKETS_MAX = 4000;
    private static final int VALUES_MAX = 400;

    /**
     * A packet that is treated differently; one made from rules is as simple as it could be made.
     *
     * @param packets how many the same pair of rules decided about
     */
    public record Different(Answer before, Answer after, long packets) {
        String rules() {
            return before.headline() + " / " + after.headline();
        }

        Different andOneMore() {
            return new Different(before, after, packets + 1);
        }
    }

    /**
     * What was found.
     *
     * @param tried how many packets were sent through both
     * @param different one for each pair of deciding rules
     * @param leftOut frames of a capture that were not sent, by the reason
     * @param damage why reading a capture ended early, or empty
     */
    public record Outcome(
            ReadRules before,
            ReadRules after,
            long tried,
            List<Different> different,
            Map<String, Long> leftOut,
            Optional<CaptureDamage> damage) {
        static Outcome of(
                ReadRules before, ReadRules after, long tried, List<Different> different) {
            return new Outcome(before, after, tried, different, Map.of(), Optional.empty());
        }

        /** How many packets are treated differently. */
        public long packets() {
            return different.stream().mapToLong(Different::packets).sum();
        }
    }

    private final HostDescription host;
    private final RulesText before;
    private final RulesText after;
    private final RulesReader.Options options;
    private long tried;

    private RulesDiff(
            HostDescription host, RulesText before, RulesText after, RulesReader.Options options) {
        this.host = host;
        this.before = before;
        this.after = after;
        this.options = options;
    }

    /**
     * Compares two rulesets on a host.
     *
     * @param sequence packets that both get first, one after the other; they keep what they
     *     remember of them. Here the deciding rule counts as well, where both are of one language
     * @param most how many differences are enough
     */
    public static Outcome run(
            HostDescription host,
            RulesText before,
            RulesText after,
            RulesReader.Options options,
            List<PacketSpec> sequence,
            int most)
            throws NotationFault {
        Set<Field> fields = new LinkedHashSet<>();
        List<ReadRules> read = new ArrayList<>();
        for (RulesText text : List.of(before, after)) {
            var ruleset = new Ruleset();
            read.add(RulesReader.read(ruleset, text, options));
            for (Table table : ruleset.tables()) collect(table, fields);
        }
        if (!read.get(0).loaded() || !read.get(1).loaded())
            return Outcome.of(read.get(0), read.get(1), 0, List.of());
        var work = new RulesDiff(host, before, after, options);
        List<Different> found = new ArrayList<>(work.follow(sequence, most));
        Set<String> seen = new TreeSet<>();
        for (Different each : found) seen.add(each.rules());
        for (PacketSpec packet : work.made(fields)) {
            if (work.tried >= PACKETS_MAX || found.size() >= most) break;
            Optional<Different> different = work.attempt(packet);
            if (different.isEmpty()) continue;
            Different simple = work.simpler(different.get());
            // One packet for each pair of deciding rules is enough.
            if (seen.add(simple.rules())) found.add(simple);
        }
        return Outcome.of(read.get(0), read.get(1), work.tried, found);
    }

    /** Each packet of a sequence, in order: those that differ, all of them. */
    private List<Different> follow(List<PacketSpec> sequence, int most) throws NotationFault {
        List<Different> found = new ArrayList<>();
        if (sequence.isEmpty()) return found;
        try (var pair = new RulesetPair(host, before, after, options)) {
            for (PacketSpec packet : sequence) {
                for (int i = 0; i < packet.repeat() && found.size() < most; i++) {
                    tried++;
                    pair.send(i == 0 ? packet : packet.again()).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    // ---- packets from rules ----------------------------------------------------------------

    /** A value of a field at which some rule turns; rules that say several are kept together. */
    private record Field(String name, BigInteger value) {}

    private record Base(IpAddress from, IpAddress to, Way way, String device) {}

    private static void collect(Table table, Set<Field> into) {
        for (Chain chain : table.chains()) {
            for (Rule rule : chain.rules())
                for (Statement part : rule.statements()) collect(part, into);
        }
        for (NftSet set : table.sets()) {
            String type = set.type().keyTypes().getFirst();
            String name =
                    switch (type) {
                        case "ipv4_addr", "ipv6_addr" -> "address";
                        case "inet_service" -> "port";
                        default -> "";
                    };
            if (!name.isEmpty() && set.type().keyTypes().size() == 1)
                for (SetElement element : set.elements())
                    around(name, element.from(), element.to(), into);
        }
    }

    private static void collect(Statement part, Set<Field> into) {
        switch (part) {
            case Compare compare ->
                    around(name(compare.value()), compare.constant(), compare.constant(), into);
            case InRange range -> around(name(range.value()), range.from(), range.to(), into);
            case InSet in -> {
                for (SetElement element : in.set().elements())
                    around(name(in.key()), element.from(), element.to(), into);
            }
            default -> {}
        }
    }

    private static String name(Expression about) {
        return switch (about) {
            case Bitwise bitwise -> name(bitwise.value());
            case Payload(var base, int at, int length) ->
                    switch (base) {
                        case NETWORK ->
                                length == 4 || length == 16
                                        ? (at == 12 || at == 8 ? "source" : "destination")
                                        : at == 9 || at == 6 ? "protocol" : "";
                        case TRANSPORT ->
                                length == 2 && at == 0
                                        ? "sport"
                                        : length == 2 && at == 2
                                                ? "dport"
                                                : length == 1 && at == 13
                                                        ? "flags"
                                                        : length == 1 && at == 0 ? "type" : "";
                        default -> "";
                    };
            case Meta(MetaKey key) ->
                    switch (key) {
                        case L4PROTO -> "protocol";
                        case IIFNAME -> "in";
                        default -> "";
                    };
            default -> "";
        };
    }

    private static void around(String name, byte[] from, byte[] to, Set<Field> into) {
        if (name.isEmpty() || into.size() > VALUES_MAX) return;
        if (name.equals("in")) return; // every interface of the host is tried anyway
        String[] names =
                switch (name) {
                    case "address" -> new String[] {"source", "destination"};
                    case "port" -> new String[] {"sport", "dport"};
                    default -> new String[] {name};
                };
        BigInteger low = new BigInteger(1, from);
        BigInteger high = new BigInteger(1, to);
        for (String each : names) {
            into.add(new Field(each, low));
            into.add(new Field(each, high));
            boolean exact = each.equals("protocol") || each.equals("flags") || each.equals("type");
            if (exact) continue;
            if (low.signum() > 0) into.add(new Field(each, low.subtract(BigInteger.ONE)));
            into.add(new Field(each, high.add(BigInteger.ONE)));
        }
    }

    private List<PacketSpec> made(Set<Field> fields) {
        List<Integer> protocols =
                new ArrayList<>(List.of(IpProtocols.TCP, IpProtocols.UDP, IpProtocols.ICMP));
        Set<Integer> dports = new LinkedHashSet<>(List.of(12_345));
        Set<Integer> sports = new LinkedHashSet<>(List.of(40_000));
        Set<Integer> flags = new LinkedHashSet<>(List.of(2, 16));
        List<IpAddress> sources = new ArrayList<>();
        List<IpAddress> destinations = new ArrayList<>();
        for (Field field : fields) {
            int number = field.value.intValue();
            switch (field.name) {
                case "protocol" -> {
                    if (!protocols.contains(number) && number < 256) protocols.add(number);
                }
                case "dport" -> dports.add(number & 0xffff);
                case "sport" -> sports.add(number & 0xffff);
                case "flags" -> flags.add(number & 0x3f);
                case "source" -> address(field.value).ifPresent(sources::add);
                case "destination" -> address(field.value).ifPresent(destinations::add);
                default -> {}
            }
        }
        List<PacketSpec> packets = new ArrayList<>();
        for (Base base : bases()) {
            for (int protocol : protocols) {
                boolean ports = protocol == IpProtocols.TCP || protocol == IpProtocols.UDP;
                for (int dport : ports ? dports : Set.of(0)) {
                    add(packets, base, protocol, 40_000, dport, 2);
                    if (protocol == IpProtocols.TCP)
                        for (int flag : flags)
                            if (flag != 2) add(packets, base, protocol, 40_000, dport, flag);
                }
                if (ports) for (int sport : sports) add(packets, base, protocol, sport, 12_345, 2);
            }
        }
        for (Base base : bases()) {
            for (int dport : dports) {
                for (IpAddress source : sources)
                    if (source.isV4() == base.to.isV4() && base.way == Way.IN)
                        add(
                                packets,
                                new Base(source, base.to, base.way, base.device),
                                IpProtocols.TCP,
                                40_000,
                                dport,
                                2);
                for (IpAddress destination : destinations)
                    if (destination.isV4() == base.from.isV4())
                        add(
                                packets,
                                new Base(base.from, destination, base.way, base.device),
                                IpProtocols.TCP,
                                40_000,
                                dport,
                                2);
            }
        }
        return packets;
    }

    private static Optional<IpAddress> address(BigInteger value) {
        if (value.bitLength() <= 32 && value.signum() > 0)
            return Optional.of(IpAddress.v4(value.intValue()));
        if (value.bitLength() <= 64) return Optional.empty();
        return Optional.of(new IpAddress(value.shiftRight(64).longValue(), value.longValue()));
    }

    /** From each network to the host and to each other network, and from the host. */
    private List<Base> bases() {
        List<Base> bases = new ArrayList<>();
        for (HostDescription.Device one : host.devices()) {
            for (IpAddress own : own(one)) {
                if (one.name().equals("lo")) continue;
                IpAddress peer = peer(own);
                bases.add(new Base(peer, own, Way.IN, one.name()));
                bases.add(new Base(own, peer, Way.OUT, ""));
                for (HostDescription.Device other : host.devices()) {
                    for (IpAddress there : own(other))
                        if (!one.equals(other)
                                && there.isV4() == own.isV4()
                                && !other.name().equals("lo"))
                            bases.add(new Base(peer, peer(there), Way.IN, one.name()));
                }
                IpAddress far =
                        own.isV4()
                                ? IpAddress.v4(0xcb00_7107)
                                : new IpAddress(0x2001_0db8_ffff_0000L, 7);
                bases.add(new Base(far, own, Way.IN, one.name()));
            }
        }
        return bases;
    }

    private static List<IpAddress> own(HostDescription.Device device) {
        List<IpAddress> own = new ArrayList<>();
        for (String each : device.addresses())
            IpAddress.checked(each.substring(0, each.indexOf('/'))).ifPresent(own::add);
        return own;
    }

    private static IpAddress peer(IpAddress own) {
        byte[] low = new byte[8];
        Octets.put64(low, 0, own.low());
        low[7] ^= 0x08;
        return new IpAddress(own.high(), Octets.i64(low, 0));
    }

    private static void add(
            List<PacketSpec> into, Base base, int protocol, int sport, int dport, int flags) {
        boolean ipv6 = !base.from.isV4();
        int number = ipv6 && protocol == IpProtocols.ICMP ? IpProtocols.ICMPV6 : protocol;
        if (!ipv6 && number == IpProtocols.ICMPV6) return;
        var packet =
                new Described(
                        base.way,
                        base.device,
                        number,
                        base.from,
                        sport,
                        base.to,
                        dport,
                        flags,
                        ipv6 ? 128 : 8,
                        0,
                        Options.NONE);
        into.add(spec(packet));
    }

    private static PacketSpec spec(Described packet) {
        return new PacketSpec(NotationText.of(packet), packet, 1, 0);
    }

    // ---- sending ---------------------------------------------------------------------------

    private Optional<Different> attempt(PacketSpec packet) throws NotationFault {
        tried++;
        Answer one = answer(before, packet);
        Answer other = answer(after, packet);
        boolean same =
                one.verdict() == other.verdict() && one.translation().equals(other.translation());
        return same ? Optional.empty() : Optional.of(new Different(one, other, 1));
    }

    private Answer answer(RulesText rules, PacketSpec packet) throws NotationFault {
        try (var fresh = new FirewallHost(host)) {
            RulesReader.load(fresh.linux(), rules, options);
            return fresh.send(packet);
        }
    }

    /** Tries plainer values for each field, as long as the packet stays one. */
    private Different simpler(Different found) throws NotationFault {
        Different best = found;
        if (!(found.before.packet().content() instanceof Described start)) return found;
        Described packet = start;
        for (Described candidate :
                List.of(
                        with(packet, 40_000, packet.toPort(), packet.flags()),
                        with(packet, packet.fromPort(), packet.toPort(), 2))) {
            if (candidate.equals(packet)) continue;
            Optional<Different> still = attempt(spec(candidate));
            if (still.isEmpty()) continue;
            best = still.get();
            packet = candidate;
        }
        return best;
    }

    private static Described with(Described p, int sport, int dport, int flags) {
        return new Described(
                p.way(),
                p.device(),
                p.protocol(),
                p.from(),
                sport,
                p.to(),
                dport,
                flags,
                p.icmpType(),
                p.icmpCode(),
                p.options());
    }
}
