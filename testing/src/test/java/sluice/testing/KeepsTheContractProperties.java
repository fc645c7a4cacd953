package sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import sluice.ndis.VerifierLevel;
import sluice.packet.Octets;

/**
 * No schedule accuses a driver that keeps its contract, with the verifier or without, and each play
 * is the same again.
 *
 * <p>The whole form plays a million schedules, shared out among the drivers, and prints what came
 * of it: {@code -Dsluice.effort=whole}; {@code -Dsluice.schedules=N} and {@code -Dsluice.seed=N}
 * play others.
 */
class KeepsTheContractProperties {
    private static final int WHOLE = 1_000_000;

    @Provide
    Arbitrary<Behaved> behaved() {
        return Arbitraries.of(Behaved.class);
    }

    private static void judge(NdisSchedule schedule, Behaved which, NdisPlay played) {
        assertThat(played.clean())
                .withFailMessage(() -> which + "\n" + NdisScenario.list(schedule, played))
                .isTrue();
        assertThat(played.outOfOrder()).isEmpty();
    }

    @Property(tries = 600, edgeCases = EdgeCasesMode.NONE)
    void shouldAccuseNoDriverThatKeepsTheContract(
            @ForAll NdisSchedule schedule, @ForAll("behaved") Behaved which) {
        judge(schedule, which, schedule.run(which.bed()));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void shouldKeepTheLawsWithoutAVerifierToo(
            @ForAll NdisSchedule schedule, @ForAll("behaved") Behaved which) {
        NdisBed bed = which.bed().withVerifier(VerifierLevel.OFF);
        judge(schedule, which, schedule.run(bed));
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void shouldPlayTheSameAgain(@ForAll NdisSchedule schedule, @ForAll("behaved") Behaved which) {
        NdisPlay first = schedule.run(which.bed());
        NdisPlay again = schedule.run(which.bed());
        assertThat(again.rules()).isEqualTo(first.rules());
        assertThat(again.findings()).isEqualTo(first.findings());
        assertThat(again.delivered()).isEqualTo(first.delivered());
    }

    @Example
    void shouldSendInTurnThoughTheCableIsPulledInTheMiddle() {
        var schedule =
                new NdisSchedule(
                        List.of(
                                new NdisAction.Datagram(0, true, 9, 0),
                                new NdisAction.Cable(0, false),
                                new NdisAction.Frames(0, 2)));
        judge(schedule, Behaved.EMBEDDED, schedule.run(Behaved.EMBEDDED.bed()));
    }

    @Example
    void shouldGatherAFrameThatWasShownWholeAfterOneThatWasNot() {
        byte[] tagged = new byte[64];
        Octets.put48(tagged, 0, 0xffff_ffff_ffffL);
        Octets.put48(tagged, 6, 0x0200_0000_0002L);
        Octets.put16(tagged, 12, 0x8100);
        var schedule =
                new NdisSchedule(
                        List.of(
                                new NdisAction.Datagram(4, true, 80, 638),
                                new NdisAction.Arrival(18, Frame.of(tagged, "tagged"))));
        Behaved which = Behaved.EMBEDDED_LOOKAHEADS;
        judge(schedule, which, schedule.run(which.bed()));
    }

    @Example
    void shouldRaiseNoFalseAlarmInAMillionSchedules() {
        boolean whole = "whole".equals(System.getProperty("sluice.effort"));
        int schedules = Integer.getInteger("sluice.schedules", whole ? WHOLE : 500);
        long seed = Long.getLong("sluice.seed", 1);
        var campaign = new ContractCampaign(schedules, seed);
        campaign.run();
        if (whole) System.out.print(campaign.table());
        assertThat(campaign.alarms()).isEmpty();
    }
}
