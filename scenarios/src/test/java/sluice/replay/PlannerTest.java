package sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;

class PlannerTest {
    static final Path OFFICE_LAN =
            Path.of(System.getProperty("sluice.root", ".."), "examples", "office-lan.pcap");

    private final CaptureFrames capture = new CaptureFrames(OFFICE_LAN);

    @Test
    void shouldTakeTheAddressOfMostFramesForTheStation() throws Exception {
        var survey = Survey.of(capture);
        assertThat(survey.frames()).isEqualTo(667);
        assertThat(survey.candidates().get(0))
                .isEqualTo(new Survey.Candidate(IpAddress.require("192.0.2.107"), 636));
        assertThat(survey.candidates().get(1))
                .isEqualTo(new Survey.Candidate(IpAddress.require("198.51.100.10"), 601));
    }

    @Test
    void shouldReadTheClientFromTheCapture() throws Exception {
        StationPlan plan =
                Planner.plan(capture, Survey.of(capture), IpAddress.require("192.0.2.107"));
        assertThat(plan.router).isFalse();
        assertThat(plan.own)
                .contains(
                        IpAddress.require("2001:db8:1::a"), IpAddress.require("fe80::5eff:fe00:a"));
        assertThat(plan.usualTtl4).isEqualTo(64);
        assertThat(plan.addresses).anySatisfy(a -> assertThat(a.prefixLength()).isEqualTo(24));
        assertThat(plan.routes)
                .contains(
                        new StationPlan.Route(
                                IpAddress.ANY4, 0, IpAddress.require("192.0.2.1"), false),
                        new StationPlan.Route(
                                IpAddress.ANY6, 0, IpAddress.require("2001:db8:1::1"), false));
    }

    @Test
    void shouldReadTheRouterFromTheCapture() throws Exception {
        StationPlan plan =
                Planner.plan(capture, Survey.of(capture), IpAddress.require("192.0.2.1"));
        assertThat(plan.router).isTrue();
        assertThat(plan.own).doesNotContain(IpAddress.require("198.51.100.10"));
        assertThat(plan.farAddresses)
                .containsExactlyInAnyOrder(
                        IpAddress.require("198.51.100.10"), IpAddress.require("2001:db8:2::10"));
    }
}
