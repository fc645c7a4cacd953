package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.trace.Step;
import sluice.world.WorldOptions;

/** What becomes of sends in a reset, by the kind of driver (the table of ndis.md 5.2), and when. */
class ResetTableTest {
    private static final String FRAME = "0200000000ee020000000002080045";
    private static final long SECOND = 1_000_000_000L;

    private static Rig rig(int kind, int attributes, NdisVersion version) {
        return new Rig(
                kind,
                kind,
                attributes,
                null,
                WorldOptions.DEFAULT,
                NdisOptions.verified(VerifierLevel.STANDARD).withVersion(version));
    }

    private static void send(Rig rig, int kind) {
        if (kind == 5) rig.send(FRAME);
        else rig.binding.send(Objects.requireNonNull(rig.lists.allocate(rig.packet(FRAME))));
    }

    /**
     * Two sends are out and a reset pends; then one more is sent, and the reset ends.
     *
     * @param before completions when the handler has answered PENDING
     * @param meanwhile what the third send was told at once, or nothing
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    serialized   | 5 | 0    | NDIS_5_1  | RESET_IN_PROGRESS,REQUEST_ABORTED | at once RESET_IN_PROGRESS
                    deserialized | 5 | 0x20 | NDIS_5_1  | REQUEST_ABORTED,REQUEST_ABORTED   | at once RESET_IN_PROGRESS
                    NDIS 6.0     | 6 | 0    | NDIS_6_0  | ''                                | ''
                    NDIS 6.30    | 6 | 0    | NDIS_6_30 | ''                                | ''
                    """)
    void shouldDoWithSendsWhatTheKindOfDriverAsks(
            String column,
            int kind,
            String attributes,
            NdisVersion version,
            String before,
            String meanwhile) {
        Rig rig = rig(kind, Integer.decode(attributes), version);
        rig.bottom.resetAnswer = NdisStatus.PENDING;
        send(rig, kind);
        send(rig, kind);
        assertThat(rig.bottom.sent).as(column).hasSize(column.equals("serialized") ? 1 : 2);
        rig.adapter.reset();
        assertThat(String.join(",", rig.completions)).isEqualTo(before);
        int completed = rig.completions.size();
        send(rig, kind);
        assertThat(String.join(",", rig.completions.subList(completed, rig.completions.size())))
                .isEqualTo(meanwhile);
        if (kind == 6) {
            // in 6.0 the driver may as well complete afterwards; from 6.30 on it may not
            if (version == NdisVersion.NDIS_6_30)
                while (!rig.bottom.pending.isEmpty()) rig.bottom.complete(NdisStatus.SEND_ABORTED);
            rig.bottom.context().resetComplete(NdisStatus.SUCCESS, true);
            while (!rig.bottom.pending.isEmpty()) rig.bottom.complete(NdisStatus.SUCCESS);
        } else {
            rig.bottom.context().resetComplete(NdisStatus.SUCCESS, true);
        }
        assertThat(rig.statuses).containsExactly(NdisStatus.RESET_START, NdisStatus.RESET_END);
        assertThat(rig.completions).hasSize(3);
        assertThat(rig.world.contracts().all()).isEmpty();
        assertThat(rig.adapter.underWay()).isZero();
    }

    @Test
    void shouldIndicateNothingForAResetOfNdis6ThatIsOverAtOnce() {
        Rig rig = rig(6, 0, NdisVersion.NDIS_6_30);
        rig.bottom.resetAnswer = NdisStatus.SUCCESS;
        assertThat(rig.adapter.reset()).isEqualTo(NdisStatus.SUCCESS);
        assertThat(rig.statuses).isEmpty();
    }

    @Test
    void shouldTellTheInitiatorOnlyWhenAPendedResetIsOver() {
        Rig rig = rig(5, MiniportAttributes.DESERIALIZE, NdisVersion.NDIS_5_1);
        rig.bottom.resetAnswer = NdisStatus.PENDING;
        assertThat(rig.binding.reset()).isEqualTo(NdisStatus.PENDING);
        assertThat(rig.resetsCompleted).isEmpty();
        rig.bottom.context().resetComplete(NdisStatus.SUCCESS, false);
        assertThat(rig.resetsCompleted).containsExactly(NdisStatus.SUCCESS);
        rig.bottom.resetAnswer = NdisStatus.SUCCESS;
        assertThat(rig.binding.reset()).isEqualTo(NdisStatus.SUCCESS);
        rig.adapter.reset();
        assertThat(rig.resetsCompleted).hasSize(1);
    }

    /** NDIS looks at ticks: what is pended at t is reset in (t + I, t + 3 I]. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void shouldResetForAnOldSendWithinTheWindow(int seconds) {
        long interval = Math.max(2, seconds == 0 ? 2 : 2 * (seconds / 2)) * SECOND;
        for (long phase : new long[] {0, SECOND / 3, interval - 1}) {
            List<Long> resets = new ArrayList<>();
            Rig rig =
                    new Rig(
                            5,
                            5,
                            0,
                            step -> noteReset(step, resets),
                            WorldOptions.DEFAULT,
                            NdisOptions.DEFAULT);
            rig.adapter.hangs.setInterval(seconds);
            rig.send(FRAME);
            rig.advance(phase);
            rig.bottom.complete(NdisStatus.SUCCESS);
            long pended = rig.world.scheduler().nowNanos();
            rig.send(FRAME);
            rig.advance(interval);
            assertThat(resets).isEmpty();
            rig.advance(2 * interval);
            assertThat(resets).hasSize(1);
            assertThat(resets.getFirst() - pended).isBetween(interval + 1, 3 * interval);
        }
    }

    private static void noteReset(Step step, List<Long> resets) {
        if (step instanceof NdisStep.Reset) resets.add(step.timeNanos());
    }

    @Test
    void shouldResetForAnUnansweredRequestUnlessToldNotTo() {
        for (int flags : new int[] {0, MiniportAttributes.IGNORE_REQUEST_TIMEOUT}) {
            Rig rig =
                    new Rig(
                            5,
                            5,
                            MiniportAttributes.DESERIALIZE | flags,
                            null,
                            WorldOptions.DEFAULT,
                            NdisOptions.DEFAULT);
            rig.bottom.requestAnswer = NdisStatus.PENDING;
            rig.binding.request(OidRequest.query(Oid.GEN_LINK_SPEED));
            rig.advance(2 * SECOND);
            assertThat(rig.bottom.resets).isZero();
            rig.bottom.requestAnswer = null;
            rig.advance(4 * SECOND);
            assertThat(rig.bottom.resets).isEqualTo(flags == 0 ? 1 : 0);
            assertThat(rig.requestsCompleted)
                    .isEqualTo(flags == 0 ? List.of(NdisStatus.REQUEST_ABORTED) : List.of());
        }
    }

    @Test
    void shouldAskForOneObjectAtATimeAndInOrder() {
        Rig rig = rig(5, MiniportAttributes.DESERIALIZE, NdisVersion.NDIS_5_1);
        rig.bottom.requestAnswer = NdisStatus.PENDING;
        List<OidRequest> asked = new ArrayList<>();
        for (Oid oid : List.of(Oid.GEN_LINK_SPEED, Oid.GEN_RCV_OK, Oid.GEN_XMIT_OK)) {
            asked.add(OidRequest.query(oid));
            assertThat(rig.binding.request(asked.getLast())).isEqualTo(NdisStatus.PENDING);
        }
        assertThat(rig.bottom.requests).containsExactly(asked.getFirst());
        rig.bottom.context().requestComplete(asked.get(0), NdisStatus.SUCCESS);
        assertThat(rig.bottom.requests).containsExactly(asked.get(0), asked.get(1));
        rig.bottom.requestAnswer = NdisStatus.NOT_SUPPORTED;
        rig.bottom.context().requestComplete(asked.get(1), NdisStatus.FAILURE);
        assertThat(rig.bottom.requests).containsExactlyElementsOf(asked);
        assertThat(rig.requestsCompleted)
                .containsExactly(NdisStatus.SUCCESS, NdisStatus.FAILURE, NdisStatus.NOT_SUPPORTED);
        assertThat(rig.world.contracts().all()).isEmpty();
    }

    @Test
    void shouldCancelByIdWhatWaitsInTheWrappersQueue() {
        Rig rig = rig(5, 0, NdisVersion.NDIS_5_1);
        for (int i = 0; i < 3; i++) {
            NdisPacket packet = Objects.requireNonNull(rig.pool.allocate(rig.packet(FRAME)));
            packet.setCancelId(i == 1 ? "this" : "that");
            rig.send(packet);
        }
        rig.binding.cancelSends("this");
        assertThat(rig.completions).containsExactly("REQUEST_ABORTED");
        rig.bottom.complete(NdisStatus.SUCCESS);
        rig.bottom.complete(NdisStatus.SUCCESS);
        assertThat(rig.completions).containsExactly("REQUEST_ABORTED", "SUCCESS", "SUCCESS");
        rig.settled();
    }

    /**
     * Believed: every binding knows of a reset. True: one that is opened in it was told nothing.
     */
    @Test
    void shouldNotAccuseABindingThatWasOpenedInTheReset() {
        var rig = Rig.verified(5, 5, MiniportAttributes.DESERIALIZE, VerifierLevel.STRICT);
        rig.bottom.resetAnswer = NdisStatus.PENDING;
        rig.adapter.reset();
        ProtocolBinding fresh =
                rig.adapter.open(
                        new Protocol() {
                            @Override
                            public String name() {
                                return "late";
                            }

                            @Override
                            public void sendComplete(
                                    ProtocolBinding from, NdisPacket packet, NdisStatus status) {}

                            @Override
                            public int receivePacket(ProtocolBinding from, NdisPacket packet) {
                                return 0;
                            }
                        },
                        rig.protocolPlace);
        var packet =
                java.util.Objects.requireNonNull(
                        fresh.packetPool(1).allocate(rig.packet("0200000000ee0200000000020800")));
        assertThat(fresh.send(packet)).isEqualTo(NdisStatus.RESET_IN_PROGRESS);
        assertThat(rig.ndis.findings()).isEmpty();
        rig.bottom.context().resetComplete(NdisStatus.SUCCESS, false);
    }
}
