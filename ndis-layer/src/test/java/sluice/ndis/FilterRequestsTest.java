package sluice.ndis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests on their way through filter modules: passed on, cloned, kept, made by them. */
class FilterRequestsTest {
    private final Rig rig = Rig.verified(6, 6, 0, VerifierLevel.STRICT);
    private final List<String> told = new ArrayList<>();

    FilterRequestsTest() {
        rig.bottom.requestAnswer = NdisStatus.PENDING;
    }

    /** Notes requests and passes them on as they are. */
    private class Noting implements LightweightFilter {
        final String name;
        @Nullable FilterContext context;

        Noting(String name) {
            this.name = name;
        }

        FilterContext context() {
            return requireNonNull(context);
        }

        @Override
        public void attach(FilterContext filter) {
            context = filter;
        }

        @Override
        public NdisStatus request(FilterContext filter, OidRequest request) {
            told.add(name + " is asked " + request.oid());
            return filter.request(request);
        }

        @Override
        public void requestComplete(FilterContext filter, OidRequest request, NdisStatus status) {
            told.add(name + " is answered " + status);
            filter.requestComplete(request, status);
        }
    }

    private void insert(int at, String name, LightweightFilter filter) {
        rig.adapter.insert(at, name, filter);
        rig.run();
    }

    private static OidRequest speed() {
        return OidRequest.query(Oid.GEN_LINK_SPEED);
    }

    @Test
    void shouldPassFiltersFromTheTopAndBackFromTheBottom() {
        insert(0, "lower", new Noting("lower"));
        insert(0, "upper", new Noting("upper"));
        OidRequest request = speed();
        assertThat(rig.binding.request(request)).isEqualTo(NdisStatus.PENDING);
        assertThat(told)
                .containsExactly("upper is asked GEN_LINK_SPEED", "lower is asked GEN_LINK_SPEED");
        assertThat(rig.bottom.requests).containsExactly(request);
        told.clear();
        rig.bottom.context().requestComplete(request, NdisStatus.SUCCESS);
        assertThat(told).containsExactly("lower is answered SUCCESS", "upper is answered SUCCESS");
        assertThat(rig.requestsCompleted).containsExactly(NdisStatus.SUCCESS);
        rig.settled();
    }

    @Test
    void shouldGoPastAFilterWithoutTheHandler() {
        insert(0, "deaf", new LightweightFilter() {});
        OidRequest request = speed();
        rig.binding.request(request);
        assertThat(rig.bottom.requests).containsExactly(request);
        rig.bottom.context().requestComplete(request, NdisStatus.FAILURE);
        assertThat(rig.requestsCompleted).containsExactly(NdisStatus.FAILURE);
        rig.settled();
    }

    @Test
    void shouldLetAFilterAnswerWithoutTheMiniport() {
        insert(
                0,
                "liar",
                new Noting("liar") {
                    @Override
                    public NdisStatus request(FilterContext filter, OidRequest request) {
                        return request.answer(4_242);
                    }
                });
        OidRequest request = speed();
        assertThat(rig.binding.request(request)).isEqualTo(NdisStatus.SUCCESS);
        assertThat(request.value()).isEqualTo(4_242);
        assertThat(rig.bottom.requests).isEmpty();
        rig.settled();
    }

    /** What the Windows documents want of a filter: a clone goes down, its answer is copied. */
    @Test
    void shouldLetAFilterCloneWhatItPassesOn() {
        var cloning =
                new Noting("cloning") {
                    final List<OidRequest> originals = new ArrayList<>();

                    @Override
                    public NdisStatus request(FilterContext filter, OidRequest request) {
                        OidRequest clone = request.copy();
                        NdisStatus status = filter.request(clone);
                        if (status == NdisStatus.PENDING) originals.add(request);
                        else request.answerAs(clone);
                        return status;
                    }

                    @Override
                    public void requestComplete(
                            FilterContext filter, OidRequest clone, NdisStatus status) {
                        OidRequest original = originals.removeFirst();
                        original.answerAs(clone);
                        filter.requestComplete(original, status);
                    }
                };
        insert(0, "cloning", cloning);
        OidRequest request = speed();
        assertThat(rig.binding.request(request)).isEqualTo(NdisStatus.PENDING);
        OidRequest below = rig.bottom.requests.getFirst();
        assertThat(below).isNotSameAs(request);
        below.answer(1_000);
        rig.bottom.context().requestComplete(below, NdisStatus.SUCCESS);
        assertThat(request.value()).isEqualTo(1_000);
        assertThat(request.bytesWritten()).isEqualTo(4);
        assertThat(rig.requestsCompleted).containsExactly(NdisStatus.SUCCESS);
        rig.settled();
    }

    @Test
    void shouldTellAFilterOfItsOwnRequestAndNobodyAbove() {
        var own =
                new Noting("own") {
                    @Override
                    public void requestComplete(
                            FilterContext filter, OidRequest request, NdisStatus status) {
                        told.add("own: " + status);
                    }
                };
        insert(0, "above", new Noting("above"));
        insert(1, "own", own);
        OidRequest mine = speed();
        assertThat(own.context().request(mine)).isEqualTo(NdisStatus.PENDING);
        rig.bottom.context().requestComplete(mine, NdisStatus.SUCCESS);
        assertThat(told).containsExactly("own: SUCCESS");
        assertThat(rig.requestsCompleted).isEmpty();
        rig.settled();
    }

    @Test
    void shouldAskAFilterOneThingAtATime() {
        insert(0, "noting", new Noting("noting"));
        OidRequest first = speed();
        OidRequest second = OidRequest.query(Oid.GEN_MAXIMUM_LOOKAHEAD);
        rig.binding.request(first);
        assertThat(rig.binding.request(second)).isEqualTo(NdisStatus.PENDING);
        assertThat(told).containsExactly("noting is asked GEN_LINK_SPEED");
        rig.bottom.context().requestComplete(first, NdisStatus.SUCCESS);
        assertThat(told).endsWith("noting is asked GEN_MAXIMUM_LOOKAHEAD");
        rig.bottom.context().requestComplete(second, NdisStatus.SUCCESS);
        assertThat(rig.requestsCompleted).hasSize(2);
        rig.settled();
    }

    @Test
    void shouldAbortWhatALeavingFilterHasNotAnswered() {
        insert(
                0,
                "mute",
                new Noting("mute") {
                    @Override
                    public NdisStatus request(FilterContext filter, OidRequest request) {
                        return NdisStatus.PENDING;
                    }
                });
        rig.binding.request(speed());
        assertThat(rig.adapter.remove("mute")).isTrue();
        rig.run();
        assertThat(rig.requestsCompleted).containsExactly(NdisStatus.REQUEST_ABORTED);
    }

    @Test
    void shouldFindAFilterThatCompletesWhatItWasNotAsked() {
        var wrong = new Noting("wrong");
        insert(0, "wrong", wrong);
        try {
            wrong.context().requestComplete(speed(), NdisStatus.SUCCESS);
        } catch (sluice.time.MachineStopped _) {
            // as it should be
        }
        assertThat(rig.ndis.bugCheck().orElseThrow().rule()).isEqualTo(RequestRule.Q12);
    }

    // ---- cancelling

    @Test
    void shouldEndWhatWaitsAndTellWhoHasIt() {
        insert(
                0,
                "keeping",
                new Noting("keeping") {
                    @Override
                    public NdisStatus request(FilterContext filter, OidRequest request) {
                        boolean keeps = request.oid() == Oid.GEN_LINK_SPEED;
                        return keeps ? NdisStatus.PENDING : filter.request(request);
                    }

                    @Override
                    public void cancelRequest(FilterContext filter, OidRequest request) {
                        told.add("keeping cancels " + request.oid());
                        filter.requestComplete(request, NdisStatus.REQUEST_ABORTED);
                    }
                });
        OidRequest kept = speed();
        OidRequest waiting = OidRequest.query(Oid.GEN_MAXIMUM_LOOKAHEAD);
        rig.binding.request(kept);
        rig.binding.request(waiting);
        rig.binding.cancelRequest(waiting);
        assertThat(rig.requestsCompleted).containsExactly(NdisStatus.REQUEST_ABORTED);
        assertThat(rig.bottom.requests).isEmpty();
        rig.binding.cancelRequest(kept);
        assertThat(told).containsExactly("keeping cancels GEN_LINK_SPEED");
        assertThat(rig.requestsCompleted).hasSize(2);
        rig.binding.cancelRequest(kept); // over: nothing is left to be cancelled
        assertThat(rig.requestsCompleted).hasSize(2);
        rig.settled();
    }

    // ---- events

    @Test
    void shouldTellFiltersOfPowerBeforeBindings() {
        class Told extends Noting {
            Told(String name) {
                super(name);
            }

            @Override
            public NdisStatus pnpEvent(FilterContext filter, PnpEvent event) {
                told.add(name + " hears " + event);
                return NdisStatus.SUCCESS;
            }
        }
        insert(0, "lower", new Told("lower"));
        insert(0, "upper", new Told("upper"));
        rig.bottom.requestAnswer = null;
        told.clear();
        rig.adapter.setPower(DevicePower.D3);
        rig.adapter.setPower(DevicePower.D0);
        assertThat(told)
                .containsExactly(
                        "lower hears SetPower[state=D3]",
                        "upper hears SetPower[state=D3]",
                        "lower hears SetPower[state=D0]",
                        "upper hears SetPower[state=D0]");
        told.clear();
        rig.adapter.surpriseRemove();
        assertThat(told).startsWith("lower hears SURPRISE_REMOVED", "upper hears SURPRISE_REMOVED");
    }

    // ---- statuses on their way up

    @Test
    void shouldTranslateTheLinkBetweenVersionsAndKeepTheBuffer() {
        List<String> heard = new ArrayList<>();
        insert(
                0,
                "listening",
                new LightweightFilter() {
                    @Override
                    public void status(FilterContext filter, NdisStatus status) {
                        heard.add("filter " + status);
                        filter.indicateStatus(status);
                    }
                });
        rig.adapter.open(
                new Protocol6() {
                    @Override
                    public String name() {
                        return "whole";
                    }

                    @Override
                    public void sendNetBufferListsComplete(
                            ProtocolBinding binding, NetBufferList chain) {}

                    @Override
                    public void receiveNetBufferLists(
                            ProtocolBinding binding, NetBufferList chain, boolean resources) {}

                    @Override
                    public void status(ProtocolBinding binding, StatusIndication indication) {
                        heard.add(indication + ", " + indication.buffer()[4]);
                    }
                },
                rig.protocolPlace);
        rig.adapter.open(
                new Protocol() {
                    @Override
                    public String name() {
                        return "old";
                    }

                    @Override
                    public void sendComplete(
                            ProtocolBinding binding, NdisPacket packet, NdisStatus status) {}

                    @Override
                    public void status(ProtocolBinding binding, NdisStatus status) {
                        heard.add("old " + status);
                    }
                },
                rig.protocolPlace);
        rig.bottom.context().indicateStatus(LinkStates.linkState(false));
        rig.bottom.context().indicateStatus(NdisStatus.MEDIA_CONNECT);
        String words = NdisStatus.LINK_STATE.ddkName() + " with 40 octets, ";
        assertThat(heard)
                .containsExactly(
                        "filter LINK_STATE",
                        words + 2,
                        "old MEDIA_DISCONNECT",
                        "filter LINK_STATE",
                        words + 1,
                        "old MEDIA_CONNECT");
        rig.settled();
    }
}
