package sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import sluice.bump.EspDriver;
import sluice.bump.EspMode;
import sluice.bump.EspOptions;
import sluice.bump.PppoeDriver;
import sluice.bump.PppoeRole;
import sluice.bump.SecurityAssociation;
import sluice.ndis.NdisDriver;
import sluice.samples.windows.AppLayerIntercept;
import sluice.samples.windows.CountingFilter;
import sluice.samples.windows.CountingPassthru;
import sluice.samples.windows.Hold;
import sluice.samples.windows.PassAll;
import sluice.samples.windows.Passthru;
import sluice.samples.windows.PortBlocker;

/** No schedule accuses a driver that keeps its contract, and each play is the same again. */
class NdisScheduleProperties {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f10111213";

    enum Behaved {
        PASSTHRU,
        COUNT,
        LIGHT,
        PASS,
        BLOCK,
        HOLD,
        INTERCEPT,
        ESP,
        PPPOE;

        NdisDriver driver() {
            return switch (this) {
                case PASSTHRU -> new Passthru();
                case COUNT -> new CountingPassthru();
                case LIGHT -> new CountingFilter();
                case PASS -> new PassAll();
                case BLOCK -> new PortBlocker(9);
                case HOLD -> new Hold(Hold.Direction.BOTH, 20_000_000, 4);
                case INTERCEPT -> {
                    var driver = new AppLayerIntercept(4);
                    driver.onWaiting(() -> driver.decide(packet -> packet.id() % 2 == 0));
                    yield driver;
                }
                case PPPOE -> new PppoeDriver(PppoeRole.HOST, NdisStage.WIN, "");
                case ESP ->
                        new EspDriver(
                                EspOptions.between(EspMode.TRANSPORT, NdisStage.WIN, NdisStage.LIN)
                                        .withMtuOfTheLink(),
                                SecurityAssociation.of(0x1001, KEY),
                                SecurityAssociation.of(0x2002, KEY));
            };
        }
    }

    @Provide
    Arbitrary<Behaved> behaved() {
        return Arbitraries.of(Behaved.class);
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void shouldAccuseNoDriverThatKeepsTheContract(
            @ForAll NdisSchedule schedule, @ForAll("behaved") Behaved which) {
        schedule.play(which::driver);
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void shouldPlayTheSameAgain(@ForAll NdisSchedule schedule, @ForAll("behaved") Behaved which) {
        NdisPlay first = schedule.run(which::driver);
        NdisPlay again = schedule.run(which::driver);
        assertThat(again.rules()).isEqualTo(first.rules());
        assertThat(again.findings()).isEqualTo(first.findings());
        assertThat(again.delivered()).isEqualTo(first.delivered());
    }
}
