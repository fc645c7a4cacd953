package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.Octets;
import sluice.packet.wire.TransportChecksums;
import sluice.rules.Chain;
import sluice.rules.ChainBase;
import sluice.rules.ChainType;
import sluice.rules.Counter;
import sluice.rules.NftSet;
import sluice.rules.Rule;
import sluice.rules.RuleEvent;
import sluice.rules.RuleFamily;
import sluice.rules.RuleHook;
import sluice.rules.RulePlanner;
import sluice.rules.RuleVerdict;
import sluice.rules.SetElement;
import sluice.rules.SetOptions;
import sluice.rules.SetType;
import sluice.rules.SourcePlace;
import sluice.rules.Statement;
import sluice.rules.Table;
import sluice.rules.compiled.Planner;
import sluice.rules.expression.Bitwise;
import sluice.rules.expression.Constant;
import sluice.rules.expression.Meta;
import sluice.rules.expression.MetaKey;
import sluice.rules.expression.Payload;
import sluice.rules.statement.Compare;
import sluice.rules.statement.Decide;
import sluice.rules.statement.InRange;
import sluice.rules.statement.InSet;
import sluice.rules.statement.SetMeta;
import sluice.rules.statement.SetPayload;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** Planned walks and plain ones agree: on every rule that matches, in order, and every counter. */
class RulePlanProperties {
    private static final int FRAMES = 40;
    private static final Payload SOURCE = new Payload(Payload.Base.NETWORK, 12, 4);
    private static final Payload DESTINATION = new Payload(Payload.Base.NETWORK, 16, 4);
    private static final Payload PORT = new Payload(Payload.Base.TRANSPORT, 2, 2);

    /** A host with the rules of a seed, and what its trace and counters say. */
    private static final class Side {
        final World world = new World(WorldOptions.DEFAULT, null);
        final SimNic nic;
        final LinuxHost host;
        final List<String> events = new ArrayList<>();
        final List<Counter> counters = new ArrayList<>();

        Side(int seed, int ruleCount, @Nullable RulePlanner planner) {
            var machine = world.addHost("dut", HostOptions.DEFAULT);
            nic = machine.addNic("eth0", NicOptions.ethernet(0x0200_0000_0001L));
            host = LinuxHost.on(machine).nic(nic, "10.0.0.1/24").build();
            host.rules().plan(planner);
            Table table = host.rules().ruleset().addTable(RuleFamily.IP, "t");
            Chain base = table.addChain("pre", SourcePlace.NONE);
            base.setBase(new ChainBase(ChainType.FILTER, RuleHook.PREROUTING, 0, List.of()));
            base.setDropsAtEnd(true);
            var random = new Random(seed);
            for (String name : List.of("pre", "a", "b")) table.addChain(name, SourcePlace.NONE);
            for (int i = 0; i < ruleCount; i++) base.append(rule(random, List.of("a", "b")));
            for (int i = 0; i < ruleCount; i++)
                table.addChain("a", SourcePlace.NONE).append(rule(random, List.of("b")));
            for (int i = 0; i < 10; i++)
                table.addChain("b", SourcePlace.NONE).append(rule(random, List.of()));
            host.rules().trace(this::event);
            assertThat(host.rules().commit()).isEmpty();
        }

        private void event(RuleEvent event) {
            events.add(event.chain().name() + " " + event.ruleIndex() + " " + event.mark());
        }

        private Rule rule(Random random, List<String> chains) {
            List<Statement> parts = new ArrayList<>();
            if (random.nextInt(8) == 0) parts.add(counter());
            for (int i = random.nextInt(3); i >= 0; i--) parts.add(condition(random));
            parts.add(counter());
            switch (random.nextInt(6)) {
                case 0 ->
                        parts.add(new SetMeta(MetaKey.MARK, Constant.number(random.nextInt(4), 4)));
                case 1 -> parts.add(new SetPayload(PORT, Constant.number(random.nextInt(8), 2)));
                case 2 -> {
                    if (!chains.isEmpty()) {
                        String to = chains.get(random.nextInt(chains.size()));
                        boolean back = random.nextBoolean();
                        parts.add(new Decide(back ? RuleVerdict.jump(to) : RuleVerdict.goTo(to)));
                    }
                }
                case 3 -> parts.add(new Decide(RuleVerdict.RETURN));
                case 4 -> parts.add(new Decide(RuleVerdict.DROP));
                default -> {}
            }
            return new Rule(SourcePlace.NONE, "", parts, "");
        }

        private Counter counter() {
            var counter = new Counter();
            counters.add(counter);
            return counter;
        }

        List<Long> counts() {
            return counters.stream().map(Counter::packets).toList();
        }
    }

    private static Statement condition(Random random) {
        Compare.Relation relation =
                Compare.Relation.values()[random.nextInt(Compare.Relation.values().length)];
        return switch (random.nextInt(8)) {
            case 0 -> new Compare(SOURCE, Compare.Relation.EQ, address(random));
            case 1 -> {
                byte[] mask = Constant.number(-1L << random.nextInt(32), 4).octets();
                byte[] prefix = address(random);
                if (random.nextInt(4) != 0) for (int i = 0; i < 4; i++) prefix[i] &= mask[i];
                yield new Compare(Bitwise.and(DESTINATION, mask), Compare.Relation.EQ, prefix);
            }
            case 2 -> new Compare(PORT, relation, Constant.number(random.nextInt(8), 2).octets());
            case 3 -> {
                int from = random.nextInt(8);
                yield new InRange(
                        PORT,
                        random.nextBoolean(),
                        Constant.number(from, 2).octets(),
                        Constant.number(from + random.nextInt(4), 2).octets());
            }
            case 4 -> {
                var type = new SetType(List.of("inet_service"), new int[] {2}, List.of(), 0);
                var set = new NftSet("", type, SetOptions.anonymous(false));
                for (int i = 0; i < 3; i++)
                    set.add(SetElement.of(Constant.number(random.nextInt(8), 2).octets()), 0);
                yield new InSet(PORT, random.nextInt(4) == 0, set);
            }
            case 5 ->
                    new Compare(
                            new Meta(MetaKey.MARK),
                            relation,
                            Constant.number(random.nextInt(4), 4).octets());
            case 6 -> {
                String name = random.nextBoolean() ? "eth0" : "eth1";
                byte[] whole = Meta.nameValue(name);
                boolean prefix = random.nextBoolean();
                yield new Compare(
                        new Meta(MetaKey.IIFNAME),
                        random.nextInt(3) == 0 ? Compare.Relation.NE : Compare.Relation.EQ,
                        prefix ? java.util.Arrays.copyOf(whole, 3) : whole);
            }
            default ->
                    new Compare(
                            Bitwise.and(SOURCE, Constant.number(random.nextInt(), 4).octets()),
                            Compare.Relation.NE,
                            address(random));
        };
    }

    private static byte[] address(Random random) {
        return Constant.number(0x0a00_0000L | random.nextInt(3) << 8 | random.nextInt(4), 4)
                .octets();
    }

    private static byte[] frame(Random random) {
        byte[] frame = new byte[60];
        Octets.put48(frame, 0, 0x0200_0000_0001L);
        Octets.put48(frame, 6, 0x0600_0000_0001L);
        Octets.put16(frame, 12, 0x0800);
        Octets.put16(frame, 14, 0x4500);
        Octets.put16(frame, 16, 40);
        Octets.put16(frame, 22, 64 << 8 | (random.nextInt(4) == 0 ? 1 : 17));
        if (random.nextInt(8) == 0) Octets.put16(frame, 20, 8);
        System.arraycopy(address(random), 0, frame, 26, 4);
        System.arraycopy(address(random), 0, frame, 30, 4);
        Octets.put16(frame, 36, random.nextInt(8));
        TransportChecksums.fillIpv4Header(frame, 14, 20);
        return frame;
    }

    @Property(tries = 300)
    void shouldMatchTheSameRulesPlannedAndPlain(
            @ForAll int seed, @ForAll @IntRange(min = 1, max = 120) int ruleCount) {
        var plain = new Side(seed, ruleCount, null);
        var planned = new Side(seed, ruleCount, new Planner());
        var random = new Random(seed + 1L);
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = frame(random);
            plain.nic.inject(frame, 0, frame.length);
            planned.nic.inject(frame, 0, frame.length);
            plain.world.runUntil((i + 1) * 1_000_000L);
            planned.world.runUntil((i + 1) * 1_000_000L);
            assertThat(planned.events).isEqualTo(plain.events);
        }
        assertThat(plain.events).isNotEmpty();
        assertThat(planned.counts()).isEqualTo(plain.counts());
        assertThat(planned.world.ledger().check()).isEmpty();
        plain.world.close();
        planned.world.close();
    }
}
