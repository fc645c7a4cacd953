package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import sluice.linuxstack.ContractBench.BenchDrop;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookState;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfQueue;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Okfn;
import sluice.netfilter.QueueAnswer;
import sluice.netfilter.QueueEntry;
import sluice.netfilter.Skb;
import sluice.packet.Packet;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.TransportChecksums;
import sluice.world.WorldOptions;

/**
 * Hooks that keep the contract, whatever they do, are never accused; and a verifier changes nothing
 * that can be seen.
 */
class ContractProperties {
    /** What a well-behaved hook does with a packet. */
    enum Deed {
        ACCEPT,
        DROP,
        END_IT,
        END_IT_LATER,
        SEND_IT_ON,
        SEND_IT_ON_LATER,
        REPEAT_ONCE,
        QUEUE,
        QUEUE_BYPASS,
        MARK,
        CHANGE_TTL,
        CHANGE_DATA,
        CHANGE_SOURCE,
        GROW,
        CUT,
        COPY_AND_END,
        LEAVE_CHECKSUM_OF_FRAGMENT,
        READ,
        TURN_ROUND
    }

    record Standing(HookPoint point, int priority, List<Deed> deeds) {}

    record Play(List<Standing> hooks, List<Integer> lengths, List<Boolean> answers, long seed) {}

    @Provide
    Arbitrary<Play> plays() {
        var hook =
                Combinators.combine(
                                Arbitraries.of(HookPoint.IP),
                                Arbitraries.integers().between(-3, 3),
                                Arbitraries.of(Deed.class).list().ofMinSize(1).ofMaxSize(4))
                        .as(Standing::new);
        return Combinators.combine(
                        hook.list().ofMinSize(1).ofMaxSize(5),
                        Arbitraries.integers().between(0, 3000).list().ofMinSize(1).ofMaxSize(6),
                        Arbitraries.of(true, false).list().ofMaxSize(6),
                        Arbitraries.longs().between(0, 1000))
                .as(Play::new);
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void shouldNeverAccuseAHookThatKeepsTheContract(@ForAll("plays") Play play) {
        assertThat(new Run(play, true).rules()).isEmpty();
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void shouldChangeNothingThatCanBeSeen(@ForAll("plays") Play play) {
        assertThat(new Run(play, true).seen()).isEqualTo(new Run(play, false).seen());
    }

    /** One bench with the hooks of a play, played to its end. */
    private static final class Run {
        private final ContractBench bench;
        private final ArrayDeque<Boolean> answers;
        private final NfQueue queue;

        Run(Play play, boolean verified) {
            bench = new ContractBench(verified, WorldOptions.DEFAULT.withShuffle(play.seed()));
            answers = new ArrayDeque<>(play.answers());
            queue = bench.second.bindQueue(1, bench::hold);
            int number = 0;
            for (Standing hook : play.hooks()) {
                bench.second.registerHook(
                        NfFamily.IPV4,
                        hook.point(),
                        hook.priority(),
                        "hook" + number++,
                        new Behaved(hook.deeds()));
            }
            for (int length : play.lengths()) {
                bench.send("x".repeat(length));
                bench.reply("y".repeat(length));
                if (answers.isEmpty()) answerAll();
                else if (answers.removeFirst()) answerAll();
            }
            bench.pass(50);
            answerAll();
            bench.pass(50);
            answerAll();
            bench.toTheEnd();
            assertThat(bench.world.ledger().check()).isEmpty();
        }

        private void answerAll() {
            while (!bench.parked.isEmpty()) {
                QueueEntry entry = bench.parked.removeFirst();
                if (entry.isOpen()) queue.answer(entry.id(), QueueAnswer.ACCEPT.withMark(3));
                bench.pass(1);
            }
        }

        List<String> rules() {
            return bench.rules();
        }

        String seen() {
            var ends = new java.util.TreeMap<String, Long>();
            for (var place : bench.world.ledger().stats())
                for (var end : place.ends())
                    ends.put(place.name() + " " + end.fate().name(), end.count());
            return bench.received.texts + " " + ends;
        }

        private final class Behaved implements NfHook {
            private final List<Deed> deeds;
            private int next;
            private long repeatedId;

            Behaved(List<Deed> deeds) {
                this.deeds = deeds;
            }

            @Override
            public NfVerdict evaluate(Skb skb, HookState state) {
                Deed deed = deeds.get(next++ % deeds.size());
                return switch (deed) {
                    case ACCEPT -> NfVerdict.ACCEPT;
                    case DROP -> NfVerdict.DROP;
                    case END_IT -> {
                        skb.end(BenchDrop.ENDED_BY_HOOK);
                        yield NfVerdict.STOLEN;
                    }
                    case END_IT_LATER -> {
                        bench.later(() -> skb.end(BenchDrop.ENDED_BY_HOOK));
                        yield NfVerdict.STOLEN;
                    }
                    case SEND_IT_ON -> {
                        state.okfn().proceed(skb);
                        yield NfVerdict.STOLEN;
                    }
                    case SEND_IT_ON_LATER -> {
                        Okfn path = state.okfn();
                        bench.later(() -> path.proceed(skb));
                        yield NfVerdict.STOLEN;
                    }
                    case REPEAT_ONCE -> {
                        boolean again = repeatedId != skb.packet().id();
                        repeatedId = skb.packet().id();
                        if (again) next--;
                        yield again ? NfVerdict.REPEAT : NfVerdict.ACCEPT;
                    }
                    case QUEUE -> new NfVerdict.Queue(1, false);
                    case QUEUE_BYPASS -> new NfVerdict.Queue(9, true);
                    case MARK -> {
                        skb.setMark(skb.mark() + 1);
                        yield NfVerdict.ACCEPT;
                    }
                    case READ -> {
                        Ipv4View ip = skb.ipv4();
                        yield ip.ttl() > 0 && skb.octets().length > 0
                                ? NfVerdict.ACCEPT
                                : NfVerdict.DROP;
                    }
                    case COPY_AND_END -> {
                        Packet copy = skb.packet().share(skb.packet().owner());
                        copy.writable()[copy.offset()] = 0;
                        copy.end(BenchDrop.ENDED_BY_HOOK);
                        yield NfVerdict.ACCEPT;
                    }
                    case TURN_ROUND,
                            CHANGE_SOURCE,
                            CHANGE_TTL,
                            CHANGE_DATA,
                            GROW,
                            CUT,
                            LEAVE_CHECKSUM_OF_FRAGMENT -> {
                        change(deed, skb);
                        yield NfVerdict.ACCEPT;
                    }
                };
            }

            private void change(Deed deed, Skb skb) {
                boolean whole = skb.isUdp() && !skb.ipv4().isFragment();
                switch (deed) {
                    case CHANGE_TTL -> {
                        skb.writable();
                        skb.ipv4().setTtl(33);
                        skb.ipv4().fillChecksum();
                    }
                    case CHANGE_SOURCE -> {
                        if (!whole) return;
                        skb.writable();
                        Ipv4View ip = skb.ipv4();
                        int old = ip.source();
                        ip.setSource(old ^ 0x40);
                        skb.udp().addressChanged(old, old ^ 0x40);
                    }
                    case TURN_ROUND -> {
                        if (!whole) return;
                        skb.writable();
                        skb.udp().setDestinationPort(skb.udp().destinationPort() ^ 1);
                    }
                    case CHANGE_DATA -> {
                        if (!whole || skb.limit() - skb.transportOffset() < 9) return;
                        byte[] octets = skb.writable();
                        octets[skb.transportOffset() + 8] ^= 1;
                        fill(skb);
                    }
                    case LEAVE_CHECKSUM_OF_FRAGMENT -> {
                        if (!skb.ipv4().isFragment() || skb.limit() - skb.transportOffset() < 9)
                            return;
                        skb.writable()[skb.limit() - 1] ^= 1;
                    }
                    case GROW -> {
                        if (!whole || skb.packet().lengthOctets() > 1400) return;
                        skb.packet().ensureTailroom(4);
                        int at = skb.packet().put(4);
                        java.util.Arrays.fill(skb.writable(), at, at + 4, (byte) 'z');
                        lengths(skb);
                    }
                    case CUT -> {
                        if (!whole || skb.limit() - skb.transportOffset() < 9) return;
                        skb.writable();
                        skb.packet().trim(skb.packet().lengthOctets() - 1);
                        lengths(skb);
                    }
                    default -> {}
                }
            }

            private void lengths(Skb skb) {
                Ipv4View ip = skb.ipv4();
                ip.setTotalLengthOctets(skb.limit() - skb.networkOffset());
                ip.fillChecksum();
                skb.udp().setLengthOctets(skb.limit() - skb.transportOffset());
                fill(skb);
            }

            private void fill(Skb skb) {
                Ipv4View ip = skb.ipv4();
                TransportChecksums.fillUdp4(
                        skb.octets(),
                        skb.transportOffset(),
                        skb.limit() - skb.transportOffset(),
                        ip.source(),
                        ip.destination());
            }
        }
    }
}
