package sluice.linuxstack;

import static sluice.netfilter.NfVerdict.ACCEPT;
import static sluice.netfilter.NfVerdict.REPEAT;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import sluice.defer.Outcome;
import sluice.netfilter.ContractRule;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookRegistration;
import sluice.netfilter.NfQueue;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.QueueAnswer;
import sluice.time.UserThread;
import sluice.time.WaitableEvent;

/** For each rule hooks that break it, and twins that do the same rightly. */
final class ContractMutants {
    private ContractMutants() {}

    /**
     * @param rule what {@code wrong} breaks first
     * @param way how, where there are several
     * @param wrong puts the wrong hook into a bench that sends two datagrams and runs to the end
     * @param right puts its twin in
     */
    record Mutant(
            ContractRule rule,
            String way,
            Consumer<ContractBench> wrong,
            Consumer<ContractBench> right) {
        @Override
        public String toString() {
            return rule + " " + way;
        }
    }

    static final NfVerdict QUEUE = new NfVerdict.Queue(1, false);

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        PacketMutants.addTo(all);
        waiting(all);
        queueing(all);
        registering(all);
        return all;
    }

    static void add(
            List<Mutant> all,
            ContractRule rule,
            String way,
            Consumer<ContractBench> wrong,
            Consumer<ContractBench> right) {
        all.add(new Mutant(rule, way, wrong, right));
    }

    private static void waiting(List<Mutant> all) {
        int[] left = {3};
        add(
                all,
                ContractRule.N07,
                "always",
                bench -> bench.input("mine", (_, _) -> REPEAT),
                bench -> bench.input("mine", (_, _) -> left[0]-- > 0 ? REPEAT : ACCEPT));
        for (boolean swallowed : List.of(false, true)) {
            add(
                    all,
                    ContractRule.N08,
                    swallowed ? "and said nothing of it" : "for a program",
                    bench -> {
                        UserThread[] program = new UserThread[1];
                        program[0] =
                                bench.second.host().cpu().start("asked", 8, self -> self.sleep(50));
                        bench.input(
                                "mine",
                                (_, _) -> {
                                    try {
                                        program[0].sleep(1_000);
                                    } catch (IllegalStateException refused) {
                                        if (!swallowed) throw refused;
                                    }
                                    return ACCEPT;
                                });
                    },
                    bench -> {
                        var came = WaitableEvent.autoReset();
                        bench.second.host().cpu().start("asked", 8, self -> self.await(came));
                        bench.input(
                                "mine",
                                (_, _) -> {
                                    came.set();
                                    return ACCEPT;
                                });
                    });
        }
        add(
                all,
                ContractRule.N08,
                "for time to pass",
                bench ->
                        bench.input(
                                "mine",
                                (_, _) -> {
                                    bench.world.runUntil(
                                            bench.world.scheduler().nowNanos() + 1_000);
                                    return ACCEPT;
                                }),
                bench ->
                        bench.input(
                                "mine",
                                (_, _) -> {
                                    bench.second.host().charge(1_000);
                                    return ACCEPT;
                                }));
        boolean[] sending = new boolean[1];
        add(
                all,
                ContractRule.N25,
                "a datagram for each datagram",
                bench ->
                        bench.at(
                                HookPoint.LOCAL_OUT,
                                "mine",
                                (_, _) -> {
                                    TwoHosts.send(bench.server, "10.0.0.1", 9, "more");
                                    return ACCEPT;
                                }),
                bench ->
                        bench.at(
                                HookPoint.LOCAL_OUT,
                                "mine",
                                (_, _) -> {
                                    if (sending[0]) return ACCEPT;
                                    sending[0] = true;
                                    TwoHosts.send(bench.server, "10.0.0.1", 9, "more");
                                    sending[0] = false;
                                    return ACCEPT;
                                }));
    }

    private static void queueing(List<Mutant> all) {
        add(
                all,
                ContractRule.N11,
                "by its right",
                bench -> {
                    bench.second.bindQueue(1, bench::hold);
                    bench.input("mine", (_, _) -> QUEUE);
                    bench.later(() -> answer(bench, 2));
                },
                bench -> {
                    bench.second.bindQueue(1, bench::hold);
                    bench.input("mine", (_, _) -> QUEUE);
                    bench.later(() -> answer(bench, 1));
                });
        add(
                all,
                ContractRule.N12,
                "by the listener of another queue",
                bench -> otherListener(bench, 1, 2),
                bench -> otherListener(bench, 1, 1));
        add(
                all,
                ContractRule.N12,
                "by another hook",
                bench -> otherHook(bench, false),
                bench -> otherHook(bench, true));
        add(
                all,
                ContractRule.N13,
                "one",
                bench -> unregistersParked(bench, false),
                bench -> unregistersParked(bench, true));
    }

    /** Answers the first parked packet as often, as soon as there is one. */
    private static void answer(ContractBench bench, int times) {
        if (bench.parked.isEmpty()) {
            bench.later(() -> answer(bench, times));
            return;
        }
        for (int i = 0; i < times; i++) bench.parked.getFirst().finish(Outcome.CONTINUE);
    }

    private static void otherListener(ContractBench bench, int queued, int answering) {
        NfQueue one = bench.second.bindQueue(1, bench::hold);
        NfQueue two = bench.second.bindQueue(2, bench::hold);
        NfQueue asked = answering == 1 ? one : two;
        bench.input("mine", (_, _) -> new NfVerdict.Queue(queued, false));
        bench.later(() -> answerOf(bench, asked));
    }

    private static void answerOf(ContractBench bench, NfQueue asked) {
        if (bench.parked.isEmpty()) bench.later(() -> answerOf(bench, asked));
        else asked.answer(bench.parked.getFirst(), QueueAnswer.ACCEPT);
    }

    private static void otherHook(ContractBench bench, boolean own) {
        bench.second.bindQueue(1, bench::hold);
        bench.input(
                "mine",
                (_, _) -> {
                    if (own) finishParked(bench);
                    return QUEUE;
                });
        bench.at(
                HookPoint.PRE_ROUTING,
                "thief",
                (_, _) -> {
                    if (!own) finishParked(bench);
                    return ACCEPT;
                });
    }

    private static void finishParked(ContractBench bench) {
        if (bench.parked.isEmpty()) return;
        bench.parked.removeFirst().finish(Outcome.CONTINUE);
    }

    private static void unregistersParked(ContractBench bench, boolean afterwards) {
        bench.second.bindQueue(1, bench::hold);
        HookRegistration[] mine = new HookRegistration[1];
        mine[0] = bench.input("mine", (_, _) -> QUEUE);
        Runnable[] out = new Runnable[1];
        out[0] =
                () -> {
                    if (bench.parked.isEmpty()) {
                        bench.later(Objects.requireNonNull(out[0]));
                        return;
                    }
                    if (afterwards) finishParked(bench);
                    mine[0].unregister();
                };
        bench.later(out[0]);
    }

    private static void registering(List<Mutant> all) {
        add(
                all,
                ContractRule.N21,
                "twice",
                bench -> {
                    HookRegistration mine = bench.input("mine", (_, _) -> ACCEPT);
                    mine.unregister();
                    mine.unregister();
                },
                bench -> bench.input("mine", (_, _) -> ACCEPT).unregister());
        add(
                all,
                ContractRule.N22,
                "registered",
                bench ->
                        bench.input(
                                "mine",
                                (_, _) -> {
                                    bench.input("another", (_, _) -> ACCEPT);
                                    return ACCEPT;
                                }),
                bench ->
                        bench.input(
                                "mine",
                                (_, _) -> {
                                    bench.later(() -> bench.input("another", (_, _) -> ACCEPT));
                                    return ACCEPT;
                                }));
        add(
                all,
                ContractRule.N22,
                "unregistered itself",
                bench -> {
                    HookRegistration[] mine = new HookRegistration[1];
                    mine[0] =
                            bench.input(
                                    "mine",
                                    (_, _) -> {
                                        mine[0].unregister();
                                        return ACCEPT;
                                    });
                },
                bench -> {
                    HookRegistration[] mine = new HookRegistration[1];
                    mine[0] =
                            bench.input(
                                    "mine",
                                    (_, _) -> {
                                        bench.later(() -> {
                                            if (mine[0].registered()) mine[0].unregister();
                                        });
                                        return ACCEPT;
                                    });
                });
    }
}
