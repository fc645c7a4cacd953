package sluice.ndis;

import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sluice.time.Lane;

/**
 * For each rule about levels, locks and memory a driver that breaks it, beside one that does not.
 */
class IrqlMutantsTest {
    private static final String FRAME = "0200000000ee020000000002080045";
    private static final int TAG = 0x53756c63;
    private static final long SECOND = 1_000_000_000L;

    private static Mutant mutant(NdisRule rule, String how, BiConsumer<Rig, Boolean> play) {
        return new Mutant(
                rule,
                how,
                () -> Rig.verified(5, 5, MiniportAttributes.DESERIALIZE, VerifierLevel.STRICT),
                play);
    }

    private static Mutant six(NdisRule rule, String how, BiConsumer<Rig, Boolean> play) {
        return new Mutant(rule, how, () -> Rig.verified(6, 6, 0, VerifierLevel.STRICT), play);
    }

    private static DriverObjects objects(Rig rig) {
        return rig.bottom.context().objects();
    }

    private static <T> T there(@Nullable T made) {
        return Objects.requireNonNull(made);
    }

    /** Lets the miniport do something on a lane, as work of its own. */
    private static void on(Rig rig, Lane lane, Runnable work) {
        rig.world.scheduler().schedule(0, lane, Runnable::run, work);
        rig.advance(1);
    }

    private static void inDpc(Rig rig, Runnable work) {
        there(objects(rig).timer(work)).set(0);
        rig.advance(1);
    }

    private static void inWorkItem(Rig rig, Runnable work) {
        NdisWorkItem item = there(objects(rig).workItem(work));
        item.queue();
        rig.advance(5 * SECOND);
        item.free();
    }

    static List<Mutant> mutants() {
        return List.of(
                mutant(
                        IrqlRule.I01,
                        "allocates shared memory in a DPC",
                        (rig, wrong) -> {
                            Runnable work = () -> there(objects(rig).sharedMemory(64)).free();
                            if (wrong) inDpc(rig, work);
                            else inWorkItem(rig, work);
                        }),
                mutant(
                        IrqlRule.I01,
                        "takes a descriptor in its interrupt routine",
                        (rig, wrong) -> {
                            Lane isr = rig.host.cpu().interrupt();
                            Lane dpc = rig.host.cpu().deferred();
                            on(rig, wrong ? isr : dpc, () -> rig.bottom.indicate(FRAME, lent()));
                        }),
                mutant(
                        IrqlRule.I01,
                        "indicates from a thread",
                        (rig, wrong) -> {
                            Runnable work = () -> rig.bottom.indicate(FRAME, lent());
                            if (wrong) inWorkItem(rig, work);
                            else inDpc(rig, work);
                        }),
                mutant(
                        IrqlRule.I02,
                        "sleeps while a send completes",
                        (rig, wrong) -> {
                            rig.adapter.insert(0, "sleeper", new Sleeper(wrong));
                            rig.send(FRAME);
                            rig.bottom.complete(NdisStatus.SUCCESS);
                            rig.advance(5 * SECOND);
                        }),
                mutant(
                        IrqlRule.I02,
                        "waits for an event in a DPC",
                        (rig, wrong) -> {
                            NdisEvent event = objects(rig).event();
                            Runnable work = () -> event.await(SECOND);
                            if (wrong) inDpc(rig, work);
                            else inWorkItem(rig, work);
                        }),
                mutant(
                        IrqlRule.I03,
                        "copies a frame to pageable memory in its receive handler",
                        (rig, wrong) -> {
                            rig.adapter.insert(0, "copier", new Copier(wrong));
                            inDpc(rig, () -> rig.bottom.indicate(FRAME, lent()));
                        }),
                mutant(
                        IrqlRule.I04,
                        "returns early with its lock held",
                        (rig, wrong) -> {
                            NdisSpinLock lock = objects(rig).spinLock("queue");
                            inDpc(
                                    rig,
                                    () -> {
                                        lock.acquire();
                                        if (!wrong) lock.release();
                                    });
                        }),
                mutant(
                        IrqlRule.I04,
                        "takes a lock that it holds",
                        (rig, wrong) -> {
                            NdisSpinLock lock = objects(rig).spinLock("queue");
                            inDpc(
                                    rig,
                                    () -> {
                                        lock.acquire();
                                        if (wrong) lock.acquire();
                                        lock.release();
                                    });
                        }),
                mutant(
                        IrqlRule.I04,
                        "releases a lock that it does not hold",
                        (rig, wrong) -> {
                            NdisSpinLock lock = objects(rig).spinLock("queue");
                            inDpc(
                                    rig,
                                    () -> {
                                        if (!wrong) lock.acquire();
                                        lock.release();
                                    });
                        }),
                mutant(
                        IrqlRule.I05,
                        "uses the Dpr variant in a thread",
                        (rig, wrong) -> {
                            NdisSpinLock lock = objects(rig).spinLock("queue");
                            Runnable work =
                                    () -> {
                                        lock.dprAcquire();
                                        lock.dprRelease();
                                    };
                            if (wrong) inWorkItem(rig, work);
                            else inDpc(rig, work);
                        }),
                mutant(
                        IrqlRule.I05,
                        "takes a lock in one way and releases it in the other",
                        (rig, wrong) -> {
                            NdisSpinLock lock = objects(rig).spinLock("queue");
                            inDpc(
                                    rig,
                                    () -> {
                                        lock.dprAcquire();
                                        if (wrong) lock.release();
                                        else lock.dprRelease();
                                    });
                        }),
                mutant(
                        IrqlRule.I06,
                        "takes two locks in two orders",
                        (rig, wrong) -> {
                            NdisSpinLock first = objects(rig).spinLock("send queue");
                            NdisSpinLock then = objects(rig).spinLock("receive queue");
                            inDpc(rig, () -> both(first, then));
                            inDpc(
                                    rig,
                                    () -> {
                                        if (wrong) both(then, first);
                                        else both(first, then);
                                    });
                        }),
                mutant(
                        IrqlRule.I07,
                        "completes a send with its lock held",
                        (rig, wrong) -> {
                            NdisSpinLock lock = objects(rig).spinLock("queue");
                            rig.send(FRAME);
                            inDpc(
                                    rig,
                                    () -> {
                                        lock.acquire();
                                        if (!wrong) lock.release();
                                        rig.bottom.complete(NdisStatus.SUCCESS);
                                        if (wrong) lock.release();
                                    });
                        }),
                six(
                        IrqlRule.I08,
                        "says DISPATCH_LEVEL in a work item",
                        (rig, wrong) -> {
                            var each = there(rig.lists.allocate(rig.packet(FRAME)));
                            rig.binding.send(each);
                            var list = rig.bottom.pending.removeFirst().list();
                            list.setStatus(NdisStatus.SUCCESS);
                            Runnable work =
                                    () ->
                                            rig.bottom
                                                    .context()
                                                    .sendComplete(list, NdisFlags.DISPATCH_LEVEL);
                            if (wrong) inWorkItem(rig, work);
                            else inDpc(rig, work);
                        }),
                mutant(
                        IrqlRule.I09,
                        "cancels a periodic timer in a DPC",
                        (rig, wrong) -> {
                            var timer = there(objects(rig).periodicTimer(SECOND, () -> {}));
                            timer.set(SECOND);
                            if (wrong) inDpc(rig, timer::cancel);
                            else inWorkItem(rig, timer::cancel);
                        }),
                mutant(
                        IrqlRule.I10,
                        "frees memory twice",
                        (rig, wrong) -> {
                            NdisMemory memory = memory(rig, 32);
                            memory.free();
                            if (wrong) memory.free();
                        }),
                mutant(
                        IrqlRule.I10,
                        "writes the octet behind the end",
                        (rig, wrong) -> {
                            NdisMemory memory = memory(rig, 32);
                            for (int i = 0; wrong ? i <= 32 : i < 32; i++) memory.put8(i, 0);
                            memory.free();
                        }),
                mutant(
                        IrqlRule.I10,
                        "reads memory that it has freed",
                        (rig, wrong) -> {
                            NdisMemory memory = memory(rig, 32);
                            if (!wrong) memory.u8(3);
                            memory.free();
                            if (wrong) memory.u8(3);
                        }),
                mutant(
                        IrqlRule.I10,
                        "allocates memory of no size",
                        (rig, wrong) -> memory(rig, wrong ? 0 : 1).free()),
                mutant(
                        IrqlRule.I10,
                        "allocates memory without a tag",
                        (rig, wrong) ->
                                there(objects(rig).allocate(wrong ? 0 : TAG, 8, nonpaged()))
                                        .free()),
                mutant(
                        IrqlRule.I11,
                        "computes for eleven seconds in a DPC",
                        (rig, wrong) -> {
                            Runnable work = () -> rig.host.charge(11 * SECOND);
                            if (wrong) inDpc(rig, work);
                            else inWorkItem(rig, work);
                            rig.advance(20 * SECOND);
                        }));
    }

    private static NdisStatus lent() {
        return NdisStatus.RESOURCES;
    }

    private static NdisMemory.Paging nonpaged() {
        return NdisMemory.Paging.NONPAGED;
    }

    private static NdisMemory memory(Rig rig, int octets) {
        return there(objects(rig).allocate(TAG, octets, nonpaged()));
    }

    private static void both(NdisSpinLock first, NdisSpinLock then) {
        first.acquire();
        then.acquire();
        then.release();
        first.release();
    }

    /** Rests before it passes a completion on: in its handler, or in a work item. */
    private static final class Sleeper implements Intermediate {
        private final boolean wrong;
        private @Nullable IntermediateContext context;

        Sleeper(boolean wrong) {
            this.wrong = wrong;
        }

        @Override
        public void attach(IntermediateContext here) {
            context = here;
        }

        @Override
        public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
            DriverObjects objects = there(context).objects();
            Runnable rest =
                    () -> {
                        objects.sleep(SECOND);
                        above.sendComplete(packet, status);
                    };
            if (wrong) rest.run();
            else there(objects.workItem(rest)).queue();
        }
    }

    /** Copies every frame to memory of its own. */
    private static final class Copier implements Intermediate {
        private final boolean wrong;
        private @Nullable NdisMemory memory;

        Copier(boolean wrong) {
            this.wrong = wrong;
        }

        @Override
        public void attach(IntermediateContext here) {
            var paging = wrong ? NdisMemory.Paging.PAGEABLE : nonpaged();
            memory = here.objects().allocate(TAG, 1514, paging);
        }

        @Override
        public int receive(UpperEdge above, NdisPacket packet) {
            byte[] octets = packet.toArray();
            there(memory).write(0, octets, 0, octets.length);
            return above.indicateReceive(packet);
        }
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void shouldNameTheRuleAndLeaveTheTwinAlone(Mutant mutant) {
        Mutants.shouldTripItsRuleFirst(mutant);
    }
}
