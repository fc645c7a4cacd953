package sluice.ndis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sluice.time.MachineStopped;
import sluice.world.WorldOptions;

/** Handlers that Windows calls at PASSIVE_LEVEL may wait; virtual time goes on meanwhile. */
class WaitingHandlersTest {
    private static final String FRAME = "0200000000ee020000000002080045";
    private static final long MILLISECOND = 1_000_000L;

    private final List<String> told = new ArrayList<>();
    private final Rig rig = rig(true);

    private static Rig rig(boolean waits) {
        NdisOptions options = NdisOptions.verified(VerifierLevel.STRICT);
        return new Rig(
                6,
                6,
                0,
                null,
                WorldOptions.DEFAULT,
                waits ? options.withWaitingHandlers() : options);
    }

    private void note(String what) {
        told.add(what + " at " + rig.host.scheduler().nowNanos() / MILLISECOND);
    }

    private void use() {
        rig.bottom.answer = NdisStatus.SUCCESS;
        rig.binding.send(requireNonNull(rig.lists.allocate(rig.packet(FRAME))));
        rig.run();
    }

    /** A filter that sleeps, and waits for an event that a timer of its own sets. */
    private final class Sleepy implements LightweightFilter {
        @Nullable FilterContext context;

        private DriverObjects objects() {
            return requireNonNull(context).objects();
        }

        @Override
        public void attach(FilterContext filter) {
            context = filter;
        }

        @Override
        public NdisStatus pause() {
            note("pausing");
            objects().sleep(5 * MILLISECOND);
            note("paused");
            return NdisStatus.SUCCESS;
        }

        @Override
        public NdisStatus restart() {
            NdisEvent event = objects().event();
            NdisTimer timer = requireNonNull(objects().timer(event::set));
            timer.set(3 * MILLISECOND);
            assertThat(event.await(Long.MAX_VALUE)).isTrue();
            note("restarted");
            return NdisStatus.SUCCESS;
        }
    }

    @Test
    void shouldPauseAndRestartAsLongAsTheFilterTakes() {
        rig.adapter.insert(0, "sleepy", new Sleepy());
        use();
        rig.adapter.insert(0, "other", new LightweightFilter() {});
        rig.advance(4 * MILLISECOND);
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.PAUSING);
        rig.advance(2 * MILLISECOND);
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.RESTARTING);
        rig.advance(10 * MILLISECOND);
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.RUNNING);
        assertThat(rig.adapter.drivers()).hasSize(2);
        assertThat(told).containsExactly("pausing at 0", "paused at 5", "restarted at 8");
        rig.settled();
    }

    /** As Passthru does: polls every 10 ms until everything is home. */
    private final class Polling implements Protocol6 {
        @Nullable ProtocolBinding binding;
        @Nullable NetBufferListPool lists;

        @Override
        public String name() {
            return "polling";
        }

        private NetBufferListPool lists() {
            return requireNonNull(lists);
        }

        @Override
        public NdisStatus bindAdapter(BindContext bind) {
            note("binding");
            ProtocolBinding opened = requireNonNull(bind.open(rig.protocolPlace).binding());
            binding = opened;
            lists = opened.listPool(4);
            opened.objects().sleep(2 * MILLISECOND);
            note("bound");
            return NdisStatus.SUCCESS;
        }

        private void drain() {
            while (lists().used() > 0) requireNonNull(binding).objects().sleep(10 * MILLISECOND);
        }

        @Override
        public NdisStatus pnpEvent(ProtocolBinding from, PnpEvent event) {
            if (event instanceof PnpEvent.SetPower(DevicePower to) && to != DevicePower.D0) {
                drain();
                note("drained");
            }
            return NdisStatus.SUCCESS;
        }

        @Override
        public NdisStatus unbindAdapter(ProtocolBinding from, UnbindContext unbind) {
            drain();
            lists().freePool();
            note("unbound " + from.close());
            return NdisStatus.SUCCESS;
        }

        @Override
        public void sendNetBufferListsComplete(ProtocolBinding from, NetBufferList chain) {
            lists().free(chain);
        }

        @Override
        public void receiveNetBufferLists(
                ProtocolBinding from, NetBufferList chain, boolean resources) {
            if (!resources) from.returnLists(chain);
        }
    }

    private Polling register() {
        var polling = new Polling();
        rig.ndis.registerProtocol(new DriverCharacteristics(6, 20, "polling", polling));
        return polling;
    }

    @Test
    void shouldSleepOnlyWhenTheBindingHasDrained() {
        var polling = register();
        rig.advance(3 * MILLISECOND);
        assertThat(told).contains("binding at 0", "bound at 2");
        told.clear();
        rig.bottom.answer = NdisStatus.PENDING;
        requireNonNull(polling.binding)
                .send(requireNonNull(polling.lists().allocate(rig.packet(FRAME))));
        rig.adapter.setPower(DevicePower.D3);
        rig.advance(12 * MILLISECOND);
        assertThat(rig.adapter.power()).isEqualTo(DevicePower.D0);
        NdisPacket packet = rig.bottom.pending.removeFirst();
        packet.list().setStatus(NdisStatus.SUCCESS);
        rig.bottom.context().sendComplete(packet.list());
        rig.advance(10 * MILLISECOND);
        assertThat(rig.adapter.power()).isEqualTo(DevicePower.D3);
        assertThat(told).anyMatch(line -> line.startsWith("drained at 2"));
        rig.adapter.setPower(DevicePower.D0);
        rig.advance(MILLISECOND);
        rig.settled();
    }

    @Test
    void shouldUnbindAsLongAsItTakes() {
        var polling = register();
        rig.advance(3 * MILLISECOND);
        told.clear();
        rig.bottom.answer = NdisStatus.PENDING;
        ProtocolBinding binding = requireNonNull(polling.binding);
        binding.send(requireNonNull(polling.lists().allocate(rig.packet(FRAME))));
        rig.adapter.unbind(binding);
        rig.advance(15 * MILLISECOND);
        assertThat(told).isEmpty();
        NdisPacket packet = rig.bottom.pending.removeFirst();
        packet.list().setStatus(NdisStatus.SUCCESS);
        rig.bottom.context().sendComplete(packet.list());
        rig.advance(10 * MILLISECOND);
        assertThat(told).containsExactly("unbound SUCCESS at 23");
    }

    @Test
    void shouldCompleteARequestWhenTheMiniportIsBack() {
        var bottom =
                new Miniport6() {
                    @Nullable MiniportContext context;

                    @Override
                    public void initialize(MiniportContext adapter) {
                        context = adapter;
                    }

                    @Override
                    public void sendNetBufferLists(NetBufferList chain) {}

                    @Override
                    public NdisStatus request(OidRequest request) {
                        if (request.oid() != Oid.GEN_LINK_SPEED) return request.answer(0);
                        note("asked");
                        requireNonNull(context).objects().sleep(4 * MILLISECOND);
                        note("answering");
                        return request.answer(77);
                    }

                    @Override
                    public void halt() {
                        requireNonNull(context).objects().sleep(MILLISECOND);
                        note("halted");
                    }
                };
        NdisAdapter adapter = rig.ndis.addAdapter("second", bottom);
        List<String> completed = new ArrayList<>();
        ProtocolBinding binding =
                adapter.open(
                        new Protocol6() {
                            @Override
                            public String name() {
                                return "asking";
                            }

                            @Override
                            public void sendNetBufferListsComplete(
                                    ProtocolBinding from, NetBufferList chain) {}

                            @Override
                            public void receiveNetBufferLists(
                                    ProtocolBinding from, NetBufferList chain, boolean resources) {}

                            @Override
                            public void requestComplete(
                                    ProtocolBinding from, OidRequest request, NdisStatus status) {
                                completed.add(status + " " + request.value());
                            }
                        },
                        rig.protocolPlace);
        OidRequest first = OidRequest.query(Oid.GEN_LINK_SPEED);
        OidRequest second = OidRequest.query(Oid.GEN_MAXIMUM_LOOKAHEAD);
        assertThat(binding.request(first)).isEqualTo(NdisStatus.PENDING);
        assertThat(binding.request(second)).isEqualTo(NdisStatus.PENDING);
        rig.advance(3 * MILLISECOND);
        assertThat(completed).isEmpty();
        rig.advance(2 * MILLISECOND);
        assertThat(completed).containsExactly("SUCCESS 77", "SUCCESS 0");
        adapter.halt();
        rig.advance(MILLISECOND / 2);
        assertThat(adapter.state()).isNotEqualTo(AdapterState.HALTED);
        rig.advance(MILLISECOND);
        assertThat(adapter.state()).isEqualTo(AdapterState.HALTED);
        assertThat(told).containsExactly("asked at 0", "answering at 4", "halted at 6");
        rig.settled();
    }

    /** Where handlers run at once, in whatever calls for them, there is no thread to wait. */
    @Test
    void shouldNotWaitWhereHandlersRunAtOnce() {
        Rig atOnce = rig(false);
        assertThatThrownBy(() ->
                        atOnce.adapter.insert(
                                0,
                                "sleepy",
                                new LightweightFilter() {
                                    @Override
                                    public void attach(FilterContext filter) {
                                        filter.objects().sleep(MILLISECOND);
                                    }
                                }))
                .isInstanceOf(MachineStopped.class);
        assertThat(atOnce.host.stopped()).isTrue();
        assertThat(atOnce.ndis.bugCheck().orElseThrow().driver()).isEqualTo("sleepy");
    }

    /** The other side of the coin: at DISPATCH_LEVEL a wait is a breach, whatever the option. */
    @Test
    void shouldStillForbidWaitingAtDispatchLevel() {
        var filter =
                new LightweightFilter() {
                    @Nullable FilterContext context;

                    @Override
                    public void attach(FilterContext given) {
                        context = given;
                    }

                    @Override
                    public void receiveNetBufferLists(
                            FilterContext given, NetBufferList chain, boolean resources) {
                        requireNonNull(context).objects().sleep(MILLISECOND);
                    }
                };
        rig.adapter.insert(0, "waits", filter);
        rig.run();
        rig.host
                .scheduler()
                .schedule(
                        0,
                        rig.host.cpu().deferred(),
                        bottom -> {
                            try {
                                bottom.indicate(FRAME, NdisStatus.SUCCESS);
                            } catch (MachineStopped stopped) {
                                told.add("stopped");
                                throw stopped;
                            }
                        },
                        rig.bottom);
        rig.run();
        assertThat(told).containsExactly("stopped");
        assertThat(rig.ndis.bugCheck().orElseThrow().rule()).isEqualTo(IrqlRule.I02);
    }
}
