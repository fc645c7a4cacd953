package sluice.ndis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Power, pause, close, removal and halt of an adapter. */
class AdapterLifeTest {
    private static final String FRAME = "0200000000ee020000000002080045";
    private static final int DESERIALIZE = MiniportAttributes.DESERIALIZE;

    private final Rig rig = Rig.verified(5, 5, DESERIALIZE, VerifierLevel.STRICT);

    /** Notes what it is told. */
    private final class Told implements Protocol {
        final List<String> events = new ArrayList<>();
        boolean putsOff;

        @Override
        public String name() {
            return "told";
        }

        @Override
        public void sendComplete(ProtocolBinding binding, NdisPacket packet, NdisStatus status) {
            events.add("completed " + status);
            packet.pool().free(packet);
        }

        @Override
        public NdisStatus pnpEvent(ProtocolBinding binding, PnpEvent event) {
            events.add(event.toString());
            return putsOff ? NdisStatus.PENDING : NdisStatus.SUCCESS;
        }

        @Override
        public void closeComplete(ProtocolBinding binding) {
            events.add("close complete");
        }

        @Override
        public NdisStatus unbindAdapter(ProtocolBinding binding, UnbindContext unbind) {
            events.add("unbind " + binding.close());
            return NdisStatus.SUCCESS;
        }

        ProtocolBinding open() {
            ProtocolBinding binding = rig.adapter.open(this, rig.protocolPlace);
            binding.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
            return binding;
        }
    }

    @Test
    void shouldTellBindingsBeforeTheAdapterSleeps() {
        var told = new Told();
        ProtocolBinding binding = told.open();
        told.putsOff = true;
        rig.adapter.setPower(DevicePower.D3);
        assertThat(rig.adapter.power()).isEqualTo(DevicePower.D0);
        binding.completePnpEvent();
        assertThat(rig.adapter.power()).isEqualTo(DevicePower.D3);
        told.putsOff = false;
        rig.adapter.setPower(DevicePower.D0);
        assertThat(rig.adapter.power()).isEqualTo(DevicePower.D0);
        assertThat(told.events).containsExactly("SetPower[state=D3]", "SetPower[state=D0]");
        rig.settled();
    }

    @Test
    void shouldRefuseSendsWhileAsleep() {
        var unwatched = new Rig(5, 5, DESERIALIZE, null);
        unwatched.adapter.setPower(DevicePower.D2);
        if (Rig.LEVEL == VerifierLevel.OFF)
            assertThat(unwatched.send(FRAME)).isEqualTo(NdisStatus.LOW_POWER_STATE);
        unwatched.adapter.setPower(DevicePower.D0);
        unwatched.bottom.answer = NdisStatus.SUCCESS;
        assertThat(unwatched.send(FRAME)).isEqualTo(NdisStatus.SUCCESS);
        unwatched.settled();
    }

    @Test
    void shouldCloseOnlyWhenEverythingIsHome() {
        var told = new Told();
        ProtocolBinding binding = told.open();
        var pool = binding.packetPool(4);
        binding.send(requireNonNull(pool.allocate(rig.packet(FRAME))));
        assertThat(binding.close()).isEqualTo(NdisStatus.PENDING);
        rig.run();
        assertThat(told.events).isEmpty();
        rig.bottom.complete(NdisStatus.FAILURE);
        rig.run();
        assertThat(told.events).containsExactly("completed FAILURE", "close complete");
        rig.settled();
    }

    @Test
    void shouldHaltOnceNothingIsUnderWay() {
        var told = new Told();
        ProtocolBinding binding = told.open();
        var pool = binding.packetPool(4);
        binding.send(requireNonNull(pool.allocate(rig.packet(FRAME))));
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.send(FRAME);
        rig.adapter.halt();
        rig.run();
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.PAUSING);
        if (rig.bottom.pool != null) rig.bottom.pool.freePool();
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.run();
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.HALTED);
        assertThat(rig.adapter.drivers()).isEmpty();
        assertThat(told.events).containsExactly("completed SUCCESS", "unbind SUCCESS");
        rig.settled();
    }

    @Test
    void shouldUnbindAtOnceWhenTheDeviceIsPulledOut() {
        var told = new Told();
        ProtocolBinding binding = told.open();
        var pool = binding.packetPool(4);
        binding.send(requireNonNull(pool.allocate(rig.packet(FRAME))));
        rig.adapter.surpriseRemove();
        rig.run();
        assertThat(told.events).containsExactly("unbind PENDING");
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.RUNNING);
        if (rig.bottom.pool != null) rig.bottom.pool.freePool();
        rig.bottom.complete(NdisStatus.FAILURE);
        rig.run();
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.HALTED);
        assertThat(told.events)
                .containsExactly("unbind PENDING", "completed FAILURE", "close complete");
        rig.settled();
    }

    @Test
    void shouldWaitForAFilterThatPutsItsPauseOff() {
        var filter =
                new LightweightFilter() {
                    @Nullable FilterContext context;
                    final List<String> calls = new ArrayList<>();

                    @Override
                    public void attach(FilterContext given) {
                        context = given;
                    }

                    @Override
                    public NdisStatus pause() {
                        calls.add("pause");
                        return NdisStatus.PENDING;
                    }

                    @Override
                    public NdisStatus restart() {
                        calls.add("restart");
                        return NdisStatus.PENDING;
                    }
                };
        rig.adapter.insert(0, "filter", filter);
        rig.bottom.answer = NdisStatus.SUCCESS;
        rig.send(FRAME);
        rig.adapter.insert(0, "other", new LightweightFilter() {});
        rig.run();
        assertThat(rig.adapter.drivers()).hasSize(1);
        requireNonNull(filter.context).pauseComplete();
        rig.run();
        assertThat(rig.adapter.drivers()).hasSize(2);
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.RESTARTING);
        assertThat(rig.send(FRAME)).isEqualTo(NdisStatus.PAUSED);
        requireNonNull(filter.context).restartComplete(NdisStatus.SUCCESS);
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.RUNNING);
        assertThat(rig.send(FRAME)).isEqualTo(NdisStatus.SUCCESS);
        assertThat(filter.calls).containsExactly("pause", "restart");
        rig.settled();
    }

    @Test
    void shouldStayPausedUntilRestarted() {
        rig.bottom.answer = NdisStatus.SUCCESS;
        rig.send(FRAME);
        rig.adapter.pause();
        rig.run();
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.PAUSED);
        assertThat(rig.send(FRAME)).isEqualTo(NdisStatus.PAUSED);
        rig.adapter.insert(0, "passthru", new Intermediate() {});
        assertThat(rig.adapter.drivers()).hasSize(1);
        rig.run();
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.PAUSED);
        rig.adapter.restart();
        rig.run();
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.RUNNING);
        assertThat(rig.send(FRAME)).isEqualTo(NdisStatus.SUCCESS);
        rig.adapter.restart();
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.RUNNING);
        rig.settled();
    }

    /** A pause ends only with nothing outstanding; a restart before that undoes it afterwards. */
    @Test
    void shouldPauseOnlyWhenEverythingIsHome() {
        rig.send(FRAME);
        rig.adapter.pause();
        rig.run();
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.PAUSING);
        rig.adapter.restart();
        rig.run();
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.PAUSING);
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.run();
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.RUNNING);
        rig.settled();
    }

    @Test
    void shouldHaltAnAdapterThatIsHeldPaused() {
        rig.bottom.answer = NdisStatus.SUCCESS;
        rig.send(FRAME);
        rig.adapter.pause();
        rig.run();
        if (rig.bottom.pool != null) rig.bottom.pool.freePool();
        rig.adapter.halt();
        rig.run();
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.HALTED);
        rig.adapter.restart();
        rig.adapter.pause();
        rig.run();
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.HALTED);
        rig.settled();
    }

    @Test
    void shouldBindARegisteredProtocolAgain() {
        var bound =
                new Protocol() {
                    int times;

                    @Override
                    public String name() {
                        return "bound";
                    }

                    @Override
                    public NdisStatus bindAdapter(BindContext bind) {
                        times++;
                        return bind.open(rig.protocolPlace).status();
                    }

                    @Override
                    public void sendComplete(
                            ProtocolBinding binding, NdisPacket packet, NdisStatus status) {}
                };
        assertThat(rig.adapter.bind("bound")).isFalse();
        rig.ndis.registerProtocol(new DriverCharacteristics(5, 1, "bound", bound));
        assertThat(rig.adapter.bind("bound")).isTrue();
        assertThat(bound.times).isOne();
        assertThat(rig.adapter.unbind("bound")).isTrue();
        rig.run();
        assertThat(rig.adapter.unbind("bound")).isFalse();
        assertThat(rig.adapter.bind("bound")).isTrue();
        assertThat(bound.times).isEqualTo(2);
        rig.settled();
    }
}
