package sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import sluice.ndis.VerifierLevel;

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
