package sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import sluice.ndis.Intermediate;
import sluice.ndis.LightweightFilter;
import sluice.ndis.NdisDriver;
import sluice.ndis.NdisStatus;
import sluice.ndis.filter.FilterDriver;
import sluice.packet.Packet;
import sluice.packet.PlaceStats.FateCount;
import sluice.packet.wire.OctetSequence;
import sluice.samples.SampleCatalog;
import sluice.samples.spec.Sample;
import sluice.samples.spec.SampleRefused;
import sluice.samples.spec.Undecided;

/**
 * Any split of a packet into buffers gives the same result in every driver that ships: the same
 * verdicts, the same octets above and below, the same completions.
 */
@BalancedLedger
class SplitProperties {
    /** All but the one that breaks its contract on purpose. */
    private static final List<Sample<NdisDriver>> SAMPLES =
            SampleCatalog.shipped().drivers().stream()
                    .filter(sample -> !sample.name().equals("careless-driver"))
                    .toList();

    private static final long LONGER_THAN_ANY_HOLD_NANOS = 11_000_000_000L;

    /** What the user program of an undecided driver lets pass. */
    private static boolean even(Packet packet) {
        return packet.lengthOctets() % 2 == 0;
    }

    /** A frame, and two ways to cut it. */
    record Cut(Frame frame, List<Integer> down, List<Integer> up) {}

    /** All that can be seen of a driver from outside. */
    private record Seen(
            List<OctetSequence> below,
            List<OctetSequence> above,
            List<NdisStatus> answers,
            List<NdisStatus> completions,
            List<FateCount> ends) {}

    @Provide
    Arbitrary<List<Cut>> cuts() {
        Arbitrary<Frame> frames = Arbitraries.oneOf(AnyFrame.udp4To(53), AnyFrame.any());
        return frames.flatMap(
                        frame -> {
                            var splits = Splits.of(frame.octets().lengthOctets());
                            return Combinators.combine(splits, splits)
                                    .as((down, up) -> new Cut(frame, down, up));
                        })
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    @Property(tries = 60)
    void shouldNotSeeHowAPacketIsSplit(@ForAll("cuts") List<Cut> cuts, Worlds worlds)
            throws SampleRefused {
        for (Sample<NdisDriver> sample : SAMPLES) {
            Seen whole = seen(worlds, cuts, false, sample.make(Map.of()));
            Seen split = seen(worlds, cuts, true, sample.make(Map.of()));
            assertThat(split).as(sample.name()).isEqualTo(whole);
        }
    }

    /** The same with all of them in one stack, each below the one before. */
    @Property(tries = 30)
    void shouldNotSeeItInAStackOfAllKinds(@ForAll("cuts") List<Cut> cuts, Worlds worlds)
            throws SampleRefused {
        assertThat(seen(worlds, cuts, true, all())).isEqualTo(seen(worlds, cuts, false, all()));
    }

    private static NdisDriver[] all() throws SampleRefused {
        var drivers = new NdisDriver[SAMPLES.size()];
        for (int i = 0; i < drivers.length; i++) drivers[i] = SAMPLES.get(i).make(Map.of());
        return drivers;
    }

    @Example
    void shouldTryDriversOfEveryKind() throws SampleRefused {
        assertThat(all())
                .hasAtLeastOneElementOfType(Intermediate.class)
                .hasAtLeastOneElementOfType(LightweightFilter.class)
                .hasAtLeastOneElementOfType(FilterDriver.class);
    }

    private static Seen seen(Worlds worlds, List<Cut> cuts, boolean split, NdisDriver... drivers) {
        Sandwich rig = Sandwich.in(worlds.open(), drivers);
        for (Cut cut : cuts) {
            if (split) {
                rig.above().send(cut.frame(), cut.down());
                rig.below().indicate(cut.frame(), cut.up());
            } else {
                rig.above().send(cut.frame());
                rig.below().indicate(cut.frame());
            }
        }
        // Drivers that hold packets may stand one below the other: until nothing is on its way.
        for (int round = 0; round < 2 * drivers.length; round++) {
            for (NdisDriver driver : drivers) {
                if (driver instanceof Undecided undecided) undecided.decide(SplitProperties::even);
            }
            rig.advance(LONGER_THAN_ANY_HOLD_NANOS);
            rig.below().completeAll(NdisStatus.SUCCESS);
        }
        assertThat(rig.above().pending()).isZero();
        return new Seen(
                rig.below().sent().stream().map(Frame::octets).toList(),
                rig.above().received().stream().map(Frame::octets).toList(),
                rig.above().answers(),
                rig.above().completions(),
                rig.world().ledger().stats().stream()
                        .flatMap(place -> place.ends().stream())
                        .toList());
    }
}
