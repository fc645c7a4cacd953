package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import sluice.linuxstack.ContractBench.BenchDrop;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookRegistration;
import sluice.netfilter.HookState;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfQueue;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.QueueAnswer;
import sluice.netfilter.Skb;

/** Any hooks, registered and unregistered at any time, are walked as a short model walks them. */
class HookChainProperties {
    /** What a hook does when it is asked; one after the other, over and over. */
    enum Deed {
        ACCEPT,
        DROP,
        STOLEN,
        REPEAT,
        QUEUE,
        UNREGISTER_ITSELF,
        REGISTER_ANOTHER
    }

    enum Kind {
        SEND,
        REGISTER,
        UNREGISTER,
        ANSWER_ACCEPT,
        ANSWER_DROP,
        ANSWER_REPEAT
    }

    record Act(Kind kind, int pick, int priority, List<Deed> deeds) {}

    @Provide
    Arbitrary<List<Act>> acts() {
        var kind =
                Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(3, Arbitraries.just(Kind.SEND)),
                        net.jqwik.api.Tuple.of(3, Arbitraries.just(Kind.REGISTER)),
                        net.jqwik.api.Tuple.of(2, Arbitraries.of(Kind.class)));
        var deeds =
                Arbitraries.frequencyOf(
                                net.jqwik.api.Tuple.of(3, Arbitraries.just(Deed.ACCEPT)),
                                net.jqwik.api.Tuple.of(3, Arbitraries.of(Deed.class)))
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(4);
        return Combinators.combine(
                        kind,
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(-2, 2),
                        deeds)
                .as(Act::new)
                .list()
                .ofMaxSize(25);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void shouldWalkAsTheModelDoes(@ForAll("acts") List<Act> acts) {
        var real = new Real();
        var model = new Model();
        for (Act act : acts) {
            real.play(act);
            model.play(act);
            assertThat(real.log).isEqualTo(model.log);
        }
        assertThat(real.bench.world.ledger().check()).isEmpty();
    }

    /** A hook's script; REPEAT counts as one call more, so it comes to an end. */
    private static final class Script {
        final String name;
        final int priority;
        final List<Deed> deeds;
        int calls;

        Script(String name, int priority, List<Deed> deeds) {
            this.name = name;
            this.priority = priority;
            this.deeds = deeds;
        }

        Deed next() {
            Deed deed = deeds.get(calls++ % deeds.size());
            return deed == Deed.REPEAT && deeds.stream().allMatch(Deed.REPEAT::equals)
                    ? Deed.ACCEPT
                    : deed;
        }
    }

    /** How the kernel walks, in few lines. */
    private static final class Model {
        final List<String> log = new ArrayList<>();
        private final List<Script> hooks = new ArrayList<>();
        private final List<int[]> parked = new ArrayList<>();
        private int made;
        private int sent;

        void play(Act act) {
            switch (act.kind()) {
                case SEND -> walk(sent++, 0);
                case REGISTER -> register(act.priority(), act.deeds());
                case UNREGISTER -> {
                    if (!hooks.isEmpty()) unregister(hooks.get(act.pick() % hooks.size()));
                }
                default -> {
                    if (parked.isEmpty()) return;
                    int[] entry = parked.remove(act.pick() % parked.size());
                    if (act.kind() == Kind.ANSWER_DROP) return;
                    walk(entry[0], entry[1] + (act.kind() == Kind.ANSWER_ACCEPT ? 1 : 0));
                }
            }
        }

        private void register(int priority, List<Deed> deeds) {
            int at = 0;
            while (at < hooks.size() && hooks.get(at).priority < priority) at++;
            hooks.add(at, new Script("h" + made++, priority, deeds));
        }

        private void unregister(Script hook) {
            if (hooks.remove(hook)) parked.clear();
        }

        private void walk(int packet, int from) {
            List<Script> walked = List.copyOf(hooks);
            for (int i = from; i < walked.size(); i++) {
                Script hook = walked.get(i);
                log.add(hook.name + " sees " + packet);
                switch (hook.next()) {
                    case ACCEPT -> {}
                    case REPEAT -> i--;
                    case UNREGISTER_ITSELF -> unregister(hook);
                    case REGISTER_ANOTHER -> register(hook.priority, List.of(Deed.ACCEPT));
                    case QUEUE -> {
                        parked.add(new int[] {packet, i});
                        return;
                    }
                    case DROP, STOLEN -> {
                        return;
                    }
                }
            }
            log.add("delivered " + packet);
        }
    }

    /** The same with a host. */
    private static final class Real {
        final ContractBench bench = new ContractBench(false);
        final List<String> log = new ArrayList<>();
        private final NfQueue queue = bench.second.bindQueue(1, bench::hold);
        private final Map<String, HookRegistration> registered = new HashMap<>();
        private int made;
        private int sent;
        private int delivered;

        void play(Act act) {
            switch (act.kind()) {
                case SEND -> bench.send("" + sent++);
                case REGISTER -> register(act.priority(), act.deeds());
                case UNREGISTER -> {
                    var hooks = bench.second.hooks(NfFamily.IPV4, HookPoint.LOCAL_IN).hooks();
                    if (!hooks.isEmpty()) hooks.get(act.pick() % hooks.size()).unregister();
                }
                default -> {
                    bench.parked.removeIf(entry -> !entry.isOpen());
                    if (bench.parked.isEmpty()) return;
                    var entry = bench.parked.remove(act.pick() % bench.parked.size());
                    queue.answer(
                            entry.id(),
                            switch (act.kind()) {
                                case ANSWER_DROP -> QueueAnswer.DROP;
                                case ANSWER_REPEAT -> QueueAnswer.of(NfVerdict.REPEAT);
                                default -> QueueAnswer.ACCEPT;
                            });
                    bench.pass(1);
                }
            }
            while (delivered < bench.received.texts.size())
                log.add("delivered " + bench.received.texts.get(delivered++));
        }

        private void register(int priority, List<Deed> deeds) {
            String name = "h" + made++;
            registered.put(
                    name,
                    bench.second.registerHook(
                            NfFamily.IPV4,
                            HookPoint.LOCAL_IN,
                            priority,
                            name,
                            new Scripted(new Script(name, priority, deeds))));
        }

        private final class Scripted implements NfHook {
            private final Script script;

            Scripted(Script script) {
                this.script = script;
            }

            @Override
            public NfVerdict evaluate(Skb skb, HookState state) {
                int at = skb.transportOffset() + 8;
                String text =
                        new String(
                                skb.octets(),
                                at,
                                skb.limit() - at,
                                java.nio.charset.StandardCharsets.US_ASCII);
                log.add(script.name + " sees " + text);
                return switch (script.next()) {
                    case ACCEPT -> NfVerdict.ACCEPT;
                    case REPEAT -> NfVerdict.REPEAT;
                    case DROP -> NfVerdict.DROP;
                    case QUEUE -> new NfVerdict.Queue(1, false);
                    case STOLEN -> {
                        skb.end(BenchDrop.ENDED_BY_HOOK);
                        yield NfVerdict.STOLEN;
                    }
                    case UNREGISTER_ITSELF -> {
                        HookRegistration mine = registered.get(script.name);
                        if (mine != null && mine.registered()) mine.unregister();
                        yield NfVerdict.ACCEPT;
                    }
                    case REGISTER_ANOTHER -> {
                        register(script.priority, List.of(Deed.ACCEPT));
                        yield NfVerdict.ACCEPT;
                    }
                };
            }
        }
    }
}
