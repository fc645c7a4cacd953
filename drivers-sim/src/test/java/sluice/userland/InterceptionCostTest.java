package sluice.userland;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.time.CostPreset;
import sluice.time.CostTable;
import sluice.userland.InterceptionTrial.Result;
import sluice.userland.InterceptionTrial.Setup;
import sluice.userland.InterceptionTrial.Source;

/** What the cost tables say about interception by a program; the table itself is a benchmark. */
class InterceptionCostTest {
    private static final CostTable COSTS = CostPreset.PC_2003.table();
    private static final CostTable MEASURED = CostPreset.PC_1999.table();
    private static final long FAST = 100_000_000;

    private static Result trial(
            long rate, Source source, SendPolicy policy, FetchWay fetch, ReturnWay back) {
        var options = InspectionOptions.DEFAULT.with(policy, fetch, back);
        return InterceptionTrial.run(brief(Setup.of(rate, source, options, COSTS)));
    }

    private static Setup brief(Setup setup) {
        return setup.bitsPerSecond() >= FAST ? setup.lasting(50_000_000, 100_000_000) : setup;
    }

    /** Of the control without a driver, in a hundred. */
    private static double left(
            long rate, Source source, SendPolicy policy, FetchWay fetch, ReturnWay back) {
        double control =
                InterceptionTrial.run(brief(Setup.of(rate, source, null, COSTS)))
                        .goodputBitsPerSecond();
        return 100 * trial(rate, source, policy, fetch, back).goodputBitsPerSecond() / control;
    }

    @Test
    void shouldKeepAlmostAllIfPacketsComeBackBySharedMemory() {
        for (Source source : List.of(Source.UDP, Source.TCP))
            for (SendPolicy policy : SendPolicy.values())
                for (FetchWay fetch : FetchWay.values())
                    assertThat(left(FAST, source, policy, fetch, ReturnWay.SHARED))
                            .as("%s %s %s", source, policy, fetch)
                            .isBetween(95.0, 101.0);
    }

    @Test
    void shouldLosePartOfTheRateIfEachPacketComesBackByItsOwnRequest() {
        for (Source source : List.of(Source.UDP, Source.TCP))
            for (FetchWay fetch : FetchWay.values())
                assertThat(left(FAST, source, SendPolicy.PEND, fetch, ReturnWay.IO))
                        .as("%s %s", source, fetch)
                        .isBetween(75.0, 92.0);
    }

    @Test
    void shouldKeepAlmostAllAtLowRatesWhateverTheWay() {
        for (long rate : new long[] {512_000, 10_000_000})
            for (Source source : List.of(Source.UDP, Source.TCP))
                for (ReturnWay back : List.of(ReturnWay.IO, ReturnWay.SHARED))
                    assertThat(left(rate, source, SendPolicy.PEND, FetchWay.BUFFERED, back))
                            .as("%d %s %s", rate, source, back)
                            .isBetween(95.0, 101.0);
    }

    /** Under the costs that were measured: as the article says, with TCP somewhat better. */
    @Test
    void shouldLoseMoreOnAMachineThatWasMeasured() {
        for (FetchWay fetch : FetchWay.values()) {
            double udp = leftAsMeasured(Source.UDP, fetch, ReturnWay.IO);
            double tcp = leftAsMeasured(Source.TCP, fetch, ReturnWay.IO);
            assertThat(udp).as("UDP, %s", fetch).isBetween(65.0, 80.0);
            assertThat(tcp).as("TCP, %s", fetch).isBetween(55.0, 68.0).isLessThan(udp);
            for (Source source : List.of(Source.UDP, Source.TCP))
                assertThat(leftAsMeasured(source, fetch, ReturnWay.SHARED))
                        .as("%s %s", source, fetch)
                        .isBetween(95.0, 101.0);
        }
    }

    private static double leftAsMeasured(Source source, FetchWay fetch, ReturnWay back) {
        var options = InspectionOptions.DEFAULT.with(SendPolicy.PEND, fetch, back);
        double all =
                InterceptionTrial.run(brief(Setup.of(FAST, source, null, MEASURED)))
                        .goodputBitsPerSecond();
        return 100
                * InterceptionTrial.run(brief(Setup.of(FAST, source, options, MEASURED)))
                        .goodputBitsPerSecond()
                / all;
    }

    /** The request itself is cheap: that it waits for the NIC is what costs. */
    @Test
    void shouldKeepAllIfTheRequestDoesNotWaitForItsPacket() {
        var options = SendPolicy.PEND;
        assertThat(left(FAST, Source.UDP, options, FetchWay.BUFFERED, ReturnWay.IO_AT_ONCE))
                .isBetween(98.0, 101.0);
    }

    /** The control of the article: no driver, but each call waits until its datagram is sent. */
    @Test
    void shouldLimitAProgramThatSendsOneDatagramPerCall() {
        double all = control(Source.UDP);
        assertThat(control(Source.UDP_ONE_BY_ONE) / all).isBetween(0.80, 0.96);
        assertThat(control(Source.UDP_LARGE)).isGreaterThan(control(Source.UDP_ONE_BY_ONE));
    }

    private static double control(Source source) {
        return InterceptionTrial.run(brief(Setup.of(FAST, source, null, COSTS)))
                .goodputBitsPerSecond();
    }

    @Test
    void shouldLoseMostDatagramsThatWereSaidToBeSentAndNoneThatPend() {
        var early = trial(FAST, Source.UDP, SendPolicy.EARLY, FetchWay.SHARED, ReturnWay.IO);
        assertThat(early.lossPercent()).isGreaterThan(90);
        var pended = trial(FAST, Source.UDP, SendPolicy.PEND, FetchWay.SHARED, ReturnWay.IO);
        assertThat(pended.lossPercent()).isZero();
    }

    @Test
    void shouldGiveTheSameFiguresAgain() {
        var options =
                InspectionOptions.DEFAULT.with(SendPolicy.EARLY, FetchWay.SHARED, ReturnWay.IO);
        Setup setup = brief(Setup.of(FAST, Source.TCP, options, COSTS));
        assertThat(InterceptionTrial.run(setup)).isEqualTo(InterceptionTrial.run(setup));
    }
}
