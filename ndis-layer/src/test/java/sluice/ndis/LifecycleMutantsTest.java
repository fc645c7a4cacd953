package sluice.ndis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sluice.packet.Place;

/**
 * For each rule about binding, pause, power and unloading a driver that breaks it, and its twin.
 */
class LifecycleMutantsTest {
    static final String FRAME = "0200000000ee020000000002080045";
    private static final long SECOND = 1_000_000_000L;

    private static Mutant six(NdisRule rule, String how, BiConsumer<Rig, Boolean> play) {
        return new Mutant(rule, how, () -> Rig.verified(6, 6, 0, VerifierLevel.STRICT), play);
    }

    private static Mutant five(NdisRule rule, String how, BiConsumer<Rig, Boolean> play) {
        return new Mutant(
                rule,
                how,
                () -> Rig.verified(5, 5, MiniportAttributes.DESERIALIZE, VerifierLevel.STRICT),
                play);
    }

    /** Lets one send through, so that changes of the stack are made by pausing it. */
    private static void use(Rig rig) {
        var packet = Objects.requireNonNull(rig.pool.allocate(rig.packet(FRAME)));
        if (rig.binding.isNdis6()) {
            rig.bottom.answer = NdisStatus.SUCCESS;
            rig.binding.send(Objects.requireNonNull(rig.lists.allocate(rig.packet(FRAME))));
            packet.discard(Rig.TestEnd.READ);
            rig.pool.free(packet);
        } else {
            rig.send(packet);
            rig.bottom.complete(NdisStatus.SUCCESS);
        }
        rig.run();
    }

    /** A change that does nothing but pause and restart. */
    private static void pause(Rig rig) {
        rig.adapter.insert(0, "another", new LightweightFilter() {});
    }

    /** A second adapter, with a miniport of NDIS 6 that does what the test says. */
    private static class Six implements Miniport6 {
        @Nullable MiniportContext context;
        @Nullable NetBufferListPool pool;

        NetBufferListPool pool() {
            return Objects.requireNonNull(pool);
        }

        MiniportContext context() {
            return Objects.requireNonNull(context);
        }

        @Override
        public void initialize(MiniportContext adapter) {
            context = adapter;
        }

        @Override
        public void sendNetBufferLists(NetBufferList chain) {
            chain.setStatus(NdisStatus.SUCCESS);
            context().sendComplete(chain);
        }

        NetBufferList frame(Rig rig) {
            byte[] octets = java.util.HexFormat.of().parseHex(FRAME);
            var packet = rig.host.pool().originate(context().place(), octets, 0, octets.length);
            return Objects.requireNonNull(pool().allocate(packet));
        }
    }

    /** Keeps all sends, or all receives, it is given. */
    private static class Queue implements LightweightFilter {
        final List<NetBufferList> sends = new ArrayList<>();
        final List<NetBufferList> receives = new ArrayList<>();
        boolean queueing = true;
        @Nullable FilterContext context;

        FilterContext context() {
            return Objects.requireNonNull(context);
        }

        @Override
        public void attach(FilterContext filter) {
            context = filter;
        }

        @Override
        public void sendNetBufferLists(FilterContext filter, NetBufferList chain) {
            if (queueing) sends.add(chain);
            else filter.send(chain);
        }

        @Override
        public void receiveNetBufferLists(
                FilterContext filter, NetBufferList chain, boolean resources) {
            if (queueing && !resources) receives.add(chain);
            else filter.indicateReceive(chain, resources);
        }

        void release(NdisStatus status) {
            for (NetBufferList each : List.copyOf(sends)) {
                each.setStatus(status);
                context().sendComplete(each);
            }
            sends.clear();
            receives.forEach(each -> context().returnLists(each));
            receives.clear();
        }
    }

    /** Sends lists of its own. */
    private static class Originator extends Queue {
        @Nullable NetBufferListPool pool;

        NetBufferListPool pool() {
            return Objects.requireNonNull(pool);
        }

        Originator() {
            queueing = false;
        }

        @Override
        public void attach(FilterContext filter) {
            super.attach(filter);
            pool = filter.listPool(4);
        }

        void originate(Rig rig) {
            byte[] octets = java.util.HexFormat.of().parseHex(FRAME);
            var packet = rig.host.pool().originate(context().place(), octets, 0, octets.length);
            context().send(Objects.requireNonNull(pool().allocate(packet)));
        }

        @Override
        public void sendNetBufferListsComplete(FilterContext filter, NetBufferList chain) {
            if (pool().owns(chain)) pool().free(chain);
            else filter.sendComplete(chain);
        }
    }

    private static void send(Rig rig) {
        rig.binding.send(Objects.requireNonNull(rig.lists.allocate(rig.packet(FRAME))));
    }

    private static void indicate(Six nic, Rig rig) {
        nic.context().indicateReceive(nic.frame(rig), false);
    }

    /** A protocol that binds to whatever is there, and keeps what it receives. */
    private static class Binder implements Protocol {
        final List<ProtocolBinding> bindings = new ArrayList<>();
        final List<NdisPacket> kept = new ArrayList<>();
        final Place place;
        @Nullable BindContext bind;
        @Nullable UnbindContext unbind;
        boolean keeps;

        Binder(Rig rig) {
            place = rig.protocolPlace;
        }

        ProtocolBinding binding() {
            return bindings.getFirst();
        }

        @Override
        public String name() {
            return "binder";
        }

        @Override
        public NdisStatus bindAdapter(BindContext context) {
            bind = context;
            var opened = context.open(place);
            bindings.add(Objects.requireNonNull(opened.binding()));
            return opened.status();
        }

        @Override
        public void sendComplete(ProtocolBinding from, NdisPacket packet, NdisStatus status) {
            packet.pool().free(packet);
        }

        @Override
        public int receivePacket(ProtocolBinding from, NdisPacket packet) {
            if (!keeps) return 0;
            kept.add(packet);
            return 1;
        }
    }

    private static Registration register(Rig rig, Protocol protocol) {
        Registered registered =
                rig.ndis.registerProtocol(
                        new DriverCharacteristics(5, 1, protocol.name(), protocol));
        return Objects.requireNonNull(registered.handle(), registered.detail());
    }

    static List<Mutant> mutants() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(objects());
        all.addAll(pauses());
        all.addAll(bindings());
        all.addAll(powers());
        all.addAll(filters());
        return all;
    }

    private static List<Mutant> objects() {
        return List.of(
                five(
                        LifecycleRule.L01,
                        "leaves a pool behind in halt",
                        (rig, wrong) -> {
                            var nic =
                                    new Six() {
                                        @Override
                                        public void initialize(MiniportContext adapter) {
                                            context = adapter;
                                            pool = adapter.listPool(4);
                                        }

                                        @Override
                                        public void halt() {
                                            if (!wrong) pool().freePool();
                                        }
                                    };
                            rig.ndis.addAdapter("second", nic).halt();
                            rig.run();
                        }),
                five(
                        LifecycleRule.L02,
                        "leaves a pool behind when its initialization fails",
                        (rig, wrong) ->
                                rig.ndis.addAdapter(
                                        "second",
                                        new Six() {
                                            @Override
                                            public void initialize(MiniportContext adapter) {
                                                pool = adapter.listPool(4);
                                                if (!wrong) pool.freePool();
                                                adapter.failInitialize(NdisStatus.RESOURCES);
                                            }
                                        })),
                five(
                        LifecycleRule.L01,
                        "leaves a timer set in halt",
                        (rig, wrong) -> {
                            var nic =
                                    new Six() {
                                        private @Nullable NdisTimer timer;

                                        @Override
                                        public void initialize(MiniportContext adapter) {
                                            context = adapter;
                                            NdisTimer set =
                                                    Objects.requireNonNull(
                                                            adapter.objects().timer(() -> {}));
                                            set.set(60 * SECOND);
                                            timer = set;
                                        }

                                        @Override
                                        public void halt() {
                                            if (!wrong) Objects.requireNonNull(timer).cancel();
                                        }
                                    };
                            rig.ndis.addAdapter("second", nic).halt();
                            rig.run();
                        }),
                five(
                        LifecycleRule.L20,
                        "frees shared memory when the system goes down",
                        (rig, wrong) -> {
                            var nic =
                                    new Six() {
                                        private @Nullable NdisSharedMemory memory;

                                        @Override
                                        public void initialize(MiniportContext adapter) {
                                            context = adapter;
                                            memory = adapter.objects().sharedMemory(64);
                                        }

                                        @Override
                                        public void shutdown() {
                                            if (wrong) Objects.requireNonNull(memory).free();
                                        }
                                    };
                            rig.ndis.addAdapter("second", nic).shutdown();
                        }),
                five(
                        LifecycleRule.L21,
                        "leaves a work item behind in halt",
                        (rig, wrong) -> {
                            var nic =
                                    new Six() {
                                        private @Nullable NdisWorkItem item;

                                        @Override
                                        public void initialize(MiniportContext adapter) {
                                            context = adapter;
                                            item = adapter.objects().workItem(() -> {});
                                        }

                                        @Override
                                        public void halt() {
                                            if (!wrong) Objects.requireNonNull(item).free();
                                        }
                                    };
                            rig.ndis.addAdapter("second", nic).halt();
                            rig.run();
                        }),
                five(
                        LifecycleRule.L04,
                        "calls a pause over too early: the wrapper",
                        (rig, wrong) -> {
                            rig.send(FRAME);
                            rig.adapter.faults =
                                    new WrapperFaults() {
                                        @Override
                                        public boolean pauseEarly() {
                                            return wrong;
                                        }
                                    };
                            pause(rig);
                            rig.run();
                            rig.bottom.complete(NdisStatus.SUCCESS);
                        }),
                five(
                        LifecycleRule.L17,
                        "frees its pool with a descriptor out",
                        (rig, wrong) -> {
                            NdisPacketPool pool = rig.binding.packetPool(4);
                            var packet = Objects.requireNonNull(pool.allocate(rig.packet(FRAME)));
                            packet.discard(Rig.TestEnd.READ);
                            if (!wrong) pool.free(packet);
                            pool.freePool();
                        }),
                five(
                        LifecycleRule.L19,
                        "does not deregister when it is unloaded",
                        (rig, wrong) -> {
                            List<Registration> handles = new ArrayList<>();
                            var of =
                                    new DriverCharacteristics(
                                            6,
                                            0,
                                            "filter",
                                            new WholeFilter(),
                                            () -> {
                                                if (!wrong) handles.getFirst().deregister();
                                            });
                            Registered registered = rig.ndis.registerFilter(of);
                            handles.add(
                                    Objects.requireNonNull(
                                            registered.handle(), registered.detail()));
                            rig.ndis.unload(of, handles.getFirst());
                        }));
    }

    private static List<Mutant> pauses() {
        return List.of(
                five(
                        LifecycleRule.L03,
                        "answers FAILURE to pause",
                        (rig, wrong) -> {
                            var nic =
                                    new Six() {
                                        @Override
                                        public NdisStatus pause() {
                                            return wrong ? NdisStatus.FAILURE : NdisStatus.SUCCESS;
                                        }
                                    };
                            rig.ndis.addAdapter("second", nic).halt();
                            rig.run();
                        }),
                five(
                        LifecycleRule.L04,
                        "says it is paused while a packet of its own is above",
                        (rig, wrong) -> {
                            var nic =
                                    new Six() {
                                        boolean pausing;
                                        int out;

                                        @Override
                                        public void initialize(MiniportContext adapter) {
                                            context = adapter;
                                            pool = adapter.listPool(4);
                                        }

                                        @Override
                                        public void returnNetBufferLists(NetBufferList chain) {
                                            pool().free(chain);
                                            out--;
                                            if (pausing && !wrong) context().pauseComplete();
                                        }

                                        @Override
                                        public NdisStatus pause() {
                                            if (wrong || out == 0) return NdisStatus.SUCCESS;
                                            pausing = true;
                                            return NdisStatus.PENDING;
                                        }

                                        @Override
                                        public void halt() {
                                            pool().freePool();
                                        }
                                    };
                            NdisAdapter adapter = rig.ndis.addAdapter("second", nic);
                            var binder = new Binder(rig);
                            binder.keeps = true;
                            ProtocolBinding binding = adapter.open(binder, rig.protocolPlace);
                            binding.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
                            nic.out = 1;
                            indicate(nic, rig);
                            adapter.halt();
                            rig.run();
                            binding.returnPacket(binder.kept.getFirst());
                            rig.run();
                        }),
                six(
                        LifecycleRule.L05,
                        "completes a pause twice",
                        (rig, wrong) -> {
                            var filter =
                                    new Queue() {
                                        @Override
                                        public NdisStatus pause() {
                                            return NdisStatus.PENDING;
                                        }
                                    };
                            filter.queueing = false;
                            rig.adapter.insert(0, "filter", filter);
                            use(rig);
                            pause(rig);
                            filter.context().pauseComplete();
                            if (wrong) filter.context().pauseComplete();
                        }),
                six(
                        LifecycleRule.L06,
                        "forgets a pause for which it answered PENDING",
                        (rig, wrong) -> {
                            var filter =
                                    new Queue() {
                                        @Override
                                        public NdisStatus pause() {
                                            return NdisStatus.PENDING;
                                        }
                                    };
                            filter.queueing = false;
                            rig.adapter.insert(0, "filter", filter);
                            use(rig);
                            pause(rig);
                            rig.advance(8 * SECOND);
                            if (!wrong) filter.context().pauseComplete();
                            rig.advance(20 * SECOND);
                        }),
                six(
                        LifecycleRule.L07,
                        "sends a list of its own while it is paused",
                        (rig, wrong) -> {
                            var filter = new Originator();
                            var lower =
                                    new Queue() {
                                        @Override
                                        public NdisStatus pause() {
                                            return NdisStatus.PENDING;
                                        }
                                    };
                            lower.queueing = false;
                            filter.queueing = false;
                            rig.adapter.insert(0, "filter", filter);
                            rig.adapter.insert(1, "lower", lower);
                            use(rig);
                            pause(rig);
                            if (!wrong) lower.context().pauseComplete();
                            rig.run();
                            filter.originate(rig);
                        }));
    }

    private static List<Mutant> bindings() {
        return List.of(
                five(
                        LifecycleRule.L08,
                        "deregisters while it keeps a packet",
                        (rig, wrong) -> {
                            var binder = new Binder(rig);
                            binder.keeps = true;
                            Registration registration = register(rig, binder);
                            ProtocolBinding binding = binder.binding();
                            binding.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
                            rig.bottom.indicate(FRAME, NdisStatus.SUCCESS);
                            rig.adapter.unbind(binding);
                            if (!wrong) binding.returnPacket(binder.kept.getFirst());
                            rig.run();
                            registration.deregister();
                        }),
                five(
                        LifecycleRule.L09,
                        "opens the adapter in a timer",
                        (rig, wrong) -> {
                            var binder = new Binder(rig);
                            register(rig, binder);
                            if (wrong) Objects.requireNonNull(binder.bind).open(rig.protocolPlace);
                        }),
                five(
                        LifecycleRule.L09,
                        "closes twice",
                        (rig, wrong) -> {
                            rig.binding.close();
                            if (wrong) rig.binding.close();
                        }),
                five(
                        LifecycleRule.L09,
                        "is unbound and does not close",
                        (rig, wrong) -> {
                            var binder =
                                    new Binder(rig) {
                                        @Override
                                        public NdisStatus unbindAdapter(
                                                ProtocolBinding binding, UnbindContext context) {
                                            if (!wrong) binding.close();
                                            return NdisStatus.SUCCESS;
                                        }
                                    };
                            register(rig, binder);
                            rig.adapter.unbind(binder.binding());
                        }),
                five(
                        LifecycleRule.L10,
                        "sends after its close is complete",
                        (rig, wrong) -> {
                            var packet =
                                    Objects.requireNonNull(rig.pool.allocate(rig.packet(FRAME)));
                            if (wrong) rig.binding.close();
                            rig.bottom.answer = NdisStatus.SUCCESS;
                            rig.binding.send(packet);
                        }),
                five(
                        LifecycleRule.L11,
                        "fails to be unbound",
                        (rig, wrong) -> {
                            var binder =
                                    new Binder(rig) {
                                        @Override
                                        public NdisStatus unbindAdapter(
                                                ProtocolBinding binding, UnbindContext context) {
                                            binding.close();
                                            return wrong ? NdisStatus.FAILURE : NdisStatus.SUCCESS;
                                        }
                                    };
                            register(rig, binder);
                            rig.adapter.unbind(binder.binding());
                        }),
                five(
                        LifecycleRule.L11,
                        "never completes an unbind",
                        (rig, wrong) -> {
                            var binder =
                                    new Binder(rig) {
                                        @Override
                                        public NdisStatus unbindAdapter(
                                                ProtocolBinding binding, UnbindContext context) {
                                            unbind = context;
                                            binding.close();
                                            return NdisStatus.PENDING;
                                        }
                                    };
                            register(rig, binder);
                            rig.adapter.unbind(binder.binding());
                            if (!wrong)
                                Objects.requireNonNull(binder.unbind).complete(NdisStatus.SUCCESS);
                            rig.advance(100 * SECOND);
                        }),
                five(
                        LifecycleRule.L18,
                        "enumerates bindings while it binds",
                        (rig, wrong) -> {
                            List<Registration> handle = new ArrayList<>();
                            var binder =
                                    new Binder(rig) {
                                        @Override
                                        public NdisStatus bindAdapter(BindContext context) {
                                            if (wrong && !handle.isEmpty())
                                                handle.getFirst().reenumerate();
                                            return super.bindAdapter(context);
                                        }
                                    };
                            handle.add(register(rig, binder));
                            rig.ndis.addAdapter("second", new Six());
                            if (!wrong) handle.getFirst().reenumerate();
                        }));
    }

    private static List<Mutant> powers() {
        return List.of(
                five(
                        LifecycleRule.L15,
                        "goes to sleep with a send out",
                        (rig, wrong) -> {
                            var binder =
                                    new Binder(rig) {
                                        @Override
                                        public NdisStatus pnpEvent(
                                                ProtocolBinding binding, PnpEvent event) {
                                            boolean drained = binding.sendsOut() == 0;
                                            return wrong || drained
                                                    ? NdisStatus.SUCCESS
                                                    : NdisStatus.PENDING;
                                        }

                                        @Override
                                        public void sendComplete(
                                                ProtocolBinding from,
                                                NdisPacket packet,
                                                NdisStatus status) {
                                            super.sendComplete(from, packet, status);
                                            if (!wrong) from.completePnpEvent();
                                        }
                                    };
                            register(rig, binder);
                            var pool = binder.binding().packetPool(4);
                            var packet = rig.packet(FRAME);
                            binder.binding().send(Objects.requireNonNull(pool.allocate(packet)));
                            rig.adapter.setPower(DevicePower.D3);
                            rig.bottom.complete(NdisStatus.SUCCESS);
                            rig.adapter.setPower(DevicePower.D0);
                        }),
                five(
                        LifecycleRule.L16,
                        "indicates a frame while it sleeps",
                        (rig, wrong) -> {
                            rig.adapter.setPower(DevicePower.D3);
                            if (!wrong) rig.adapter.setPower(DevicePower.D0);
                            rig.bottom.indicate(FRAME, NdisStatus.SUCCESS);
                        }),
                five(
                        SendRule.S21,
                        "sends while the adapter sleeps",
                        (rig, wrong) -> {
                            rig.bottom.answer = NdisStatus.SUCCESS;
                            rig.adapter.setPower(DevicePower.D3);
                            if (!wrong) rig.adapter.setPower(DevicePower.D0);
                            rig.send(FRAME);
                        }),
                five(
                        SendRule.S21,
                        "sends on a binding that is being closed",
                        (rig, wrong) -> {
                            rig.send(FRAME);
                            var packet =
                                    Objects.requireNonNull(rig.pool.allocate(rig.packet(FRAME)));
                            if (wrong) rig.binding.close();
                            rig.send(packet);
                            rig.bottom.complete(NdisStatus.SUCCESS);
                        }));
    }

    /** A pause of the stack that a filter at the bottom draws out. */
    private static Queue pausing(Rig rig, LightweightFilter above) {
        var lowest =
                new Queue() {
                    @Override
                    public NdisStatus pause() {
                        return NdisStatus.PENDING;
                    }
                };
        lowest.queueing = false;
        rig.adapter.insert(0, "above", above);
        rig.adapter.insert(1, "lowest", lowest);
        return lowest;
    }

    /** A driver of NDIS 5 that sends whenever the test wants. */
    private static final class Sender implements Intermediate {
        @Nullable IntermediateContext context;
        @Nullable NdisPacketPool pool;

        @Override
        public void attach(IntermediateContext given) {
            context = given;
            pool = given.packetPool(4);
        }

        @Override
        public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
            if (packet.pool() == pool) packet.pool().free(packet);
            else above.sendComplete(packet, status);
        }

        void originate(Rig rig) {
            IntermediateContext here = Objects.requireNonNull(context);
            NdisPacketPool owns = Objects.requireNonNull(pool);
            byte[] octets = java.util.HexFormat.of().parseHex(FRAME);
            var packet = rig.host.pool().originate(here.place(), octets, 0, octets.length);
            var own = Objects.requireNonNull(owns.allocate(packet));
            if (here.below().send(own) != NdisStatus.PENDING) owns.free(own);
        }
    }

    private static Mutant whilePaused(String how, boolean queues) {
        return six(
                SendRule.S20,
                how,
                (rig, wrong) -> {
                    var filter =
                            new Queue() {
                                boolean paused;

                                @Override
                                public void sendNetBufferLists(
                                        FilterContext up, NetBufferList chain) {
                                    if (!paused) up.send(chain);
                                    else if (wrong) super.sendNetBufferLists(up, chain);
                                    else {
                                        chain.setStatus(NdisStatus.PAUSED);
                                        up.sendComplete(chain);
                                    }
                                }

                                @Override
                                public NdisStatus pause() {
                                    paused = true;
                                    return NdisStatus.SUCCESS;
                                }
                            };
                    filter.queueing = queues;
                    var sender = new Sender();
                    pausing(rig, filter);
                    rig.adapter.insert(0, "sender", sender);
                    use(rig);
                    pause(rig);
                    sender.originate(rig);
                    filter.release(NdisStatus.PAUSED);
                });
    }

    private static List<Mutant> filters() {
        return List.of(
                whilePaused("queues a send while it is paused", true),
                whilePaused("passes a send down while it is paused", false),
                six(
                        SendRule.S16,
                        "puts its own handle into a list that is not its own",
                        (rig, wrong) -> {
                            var filter =
                                    new Queue() {
                                        @Override
                                        public void sendNetBufferLists(
                                                FilterContext up, NetBufferList chain) {
                                            if (wrong) chain.setSourceHandle(this);
                                            up.send(chain);
                                        }
                                    };
                            rig.adapter.insert(0, "filter", filter);
                            use(rig);
                        }),
                six(
                        ReceiveRule.R17,
                        "passes the completion of its own list up",
                        (rig, wrong) -> {
                            var filter =
                                    new Originator() {
                                        @Override
                                        public void sendNetBufferListsComplete(
                                                FilterContext up, NetBufferList chain) {
                                            if (wrong) up.sendComplete(chain);
                                            else super.sendNetBufferListsComplete(up, chain);
                                        }
                                    };
                            rig.adapter.insert(0, "filter", filter);
                            use(rig);
                            filter.originate(rig);
                        }),
                six(
                        ReceiveRule.R18,
                        "queues receives and forgets them",
                        (rig, wrong) -> {
                            var filter = new Queue();
                            rig.adapter.insert(0, "filter", filter);
                            rig.bottom.indicate(FRAME, NdisStatus.SUCCESS);
                            rig.advance(5 * SECOND);
                            if (!wrong) filter.release(NdisStatus.SUCCESS);
                            rig.advance(25 * SECOND);
                        }),
                six(
                        ReceiveRule.R19,
                        "queues sends and forgets them",
                        (rig, wrong) -> {
                            var filter = new Queue();
                            rig.adapter.insert(0, "filter", filter);
                            send(rig);
                            rig.advance(5 * SECOND);
                            if (!wrong) filter.release(NdisStatus.SEND_ABORTED);
                            rig.advance(25 * SECOND);
                        }));
    }

    /** Has every handler that a filter must have. */
    private static final class WholeFilter implements LightweightFilter {
        @Override
        public void attach(FilterContext filter) {}

        @Override
        public NdisStatus pause() {
            return NdisStatus.SUCCESS;
        }

        @Override
        public NdisStatus restart() {
            return NdisStatus.SUCCESS;
        }

        @Override
        public void detach() {}
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void shouldFindTheMutantAndNotItsTwin(Mutant mutant) {
        Mutants.shouldTripItsRuleFirst(mutant);
    }
}
