package sluice.ndis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A driver that was paused does not start again. */
class RestartFailureTest {
    private static final String FRAME = "0200000000ee020000000002080045";

    private final Rig rig = Rig.verified(6, 6, 0, VerifierLevel.STRICT);
    private final List<String> calls = new ArrayList<>();

    private static final class Filter implements LightweightFilter {
        final String name;
        final List<String> calls;
        @Nullable FilterContext context;
        NdisStatus restart = NdisStatus.SUCCESS;
        boolean mandatory;

        Filter(String name, List<String> calls) {
            this.name = name;
            this.calls = calls;
        }

        @Override
        public void attach(FilterContext filter) {
            context = filter;
        }

        @Override
        public boolean isMandatory() {
            return mandatory;
        }

        @Override
        public NdisStatus pause() {
            calls.add(name + " pauses");
            return NdisStatus.SUCCESS;
        }

        @Override
        public NdisStatus restart() {
            calls.add(name + " restarts");
            return restart;
        }

        @Override
        public void detach() {
            calls.add(name + " is out");
        }
    }

    private NdisStatus sendList() {
        rig.completions.clear();
        rig.bottom.answer = NdisStatus.SUCCESS;
        rig.binding.send(requireNonNull(rig.lists.allocate(rig.packet(FRAME))));
        assertThat(rig.completions).hasSize(1);
        return NdisStatus.valueOf(rig.completions.getFirst());
    }

    /** Filters that stand, and one send that has passed them. */
    private void insert(Filter... topmostFirst) {
        for (int i = 0; i < topmostFirst.length; i++)
            rig.adapter.insert(i, topmostFirst[i].name, topmostFirst[i]);
        rig.run();
        assertThat(sendList()).isEqualTo(NdisStatus.SUCCESS);
        calls.clear();
    }

    /** Pauses and restarts the stack. */
    private void bounce() {
        rig.adapter.insert(0, "new", new LightweightFilter() {});
        rig.run();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnWithoutAnOptionalFilter(boolean later) {
        var upper = new Filter("upper", calls);
        var failing = new Filter("failing", calls);
        insert(upper, failing);
        failing.restart = later ? NdisStatus.PENDING : NdisStatus.FAILURE;
        bounce();
        if (later) {
            assertThat(rig.adapter.state()).isEqualTo(AdapterState.RESTARTING);
            requireNonNull(failing.context).restartComplete(NdisStatus.RESOURCES);
            rig.run();
        }
        assertThat(calls)
                .containsExactly(
                        "upper pauses",
                        "failing pauses",
                        "failing restarts",
                        "failing is out",
                        "upper restarts");
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.RUNNING);
        assertThat(rig.adapter.driverNames()).containsExactly("new", "upper");
        assertThat(sendList()).isEqualTo(NdisStatus.SUCCESS);
        rig.settled();
    }

    @Test
    void shouldTearTheStackDownWithoutAMandatoryFilter() {
        var upper = new Filter("upper", calls);
        var failing = new Filter("failing", calls);
        failing.mandatory = true;
        insert(upper, failing);
        if (rig.bottom.pool != null) rig.bottom.pool.freePool();
        failing.restart = NdisStatus.FAILURE;
        bounce();
        assertThat(calls)
                .containsExactly(
                        "upper pauses",
                        "failing pauses",
                        "failing restarts",
                        "upper is out",
                        "failing is out");
        assertThat(rig.adapter.state()).isEqualTo(AdapterState.HALTED);
        assertThat(rig.world.contracts().all()).isEmpty();
    }

    /** A miniport that does not restart stays paused, and whoever is above it too. */
    @Test
    void shouldStayPausedOverAMiniportThatFails() {
        var bottom = new FailingBottom();
        NdisAdapter adapter = rig.ndis.addAdapter("second", bottom);
        var upper = new Filter("upper", calls);
        adapter.insert(0, "upper", upper);
        ProtocolBinding binding = adapter.open(new Silent(), rig.protocolPlace);
        NetBufferListPool lists = binding.listPool(8);
        binding.send(requireNonNull(lists.allocate(rig.packet(FRAME))));
        assertThat(bottom.sent).isEqualTo(1);
        calls.clear();
        bottom.restart = NdisStatus.FAILURE;
        adapter.insert(0, "new", new LightweightFilter() {});
        rig.run();
        assertThat(adapter.state()).isEqualTo(AdapterState.PAUSED);
        assertThat(calls).containsExactly("upper pauses");
        bottom.restart = NdisStatus.SUCCESS;
        adapter.remove("new");
        rig.run();
        assertThat(adapter.state()).isEqualTo(AdapterState.RUNNING);
        assertThat(calls).containsExactly("upper pauses", "upper restarts");
        binding.send(requireNonNull(lists.allocate(rig.packet(FRAME))));
        assertThat(bottom.sent).isEqualTo(2);
        rig.settled();
    }

    private static final class FailingBottom implements Miniport6 {
        @Nullable MiniportContext context;
        NdisStatus restart = NdisStatus.SUCCESS;
        int sent;

        @Override
        public void initialize(MiniportContext adapter) {
            context = adapter;
        }

        @Override
        public void sendNetBufferLists(NetBufferList chain) {
            sent++;
            chain.setStatus(NdisStatus.SUCCESS);
            requireNonNull(context).sendComplete(chain);
        }

        @Override
        public NdisStatus restart() {
            return restart;
        }
    }

    private static final class Silent implements Protocol6 {
        @Override
        public String name() {
            return "silent";
        }

        @Override
        public void sendNetBufferListsComplete(ProtocolBinding binding, NetBufferList chain) {
            NdisPacket record = chain.record();
            record.pool().free(record);
        }

        @Override
        public void receiveNetBufferLists(
                ProtocolBinding binding, NetBufferList chain, boolean resources) {
            if (!resources) binding.returnLists(chain);
        }
    }
}
