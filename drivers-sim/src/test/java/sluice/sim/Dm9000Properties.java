package sluice.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No sequence of accesses does harm, and every frame that came in is accounted for. */
class Dm9000Properties {
    /** One access, or a frame. */
    record Act(int kind, int register, int value) {}

    @Provide
    Arbitrary<List<Act>> acts() {
        Arbitrary<Integer> register =
                Arbitraries.oneOf(
                        Arbitraries.integers().between(0, 0xff),
                        Arbitraries.of(
                                Dm9Reg.NCR,
                                Dm9Reg.TCR,
                                Dm9Reg.RCR,
                                Dm9Reg.MRCMD,
                                Dm9Reg.MRCMDX,
                                Dm9Reg.MWCMD,
                                Dm9Reg.MRRL,
                                Dm9Reg.MRRH,
                                Dm9Reg.MWRH,
                                Dm9Reg.TXPLL,
                                Dm9Reg.TXPLH,
                                Dm9Reg.ISR,
                                Dm9Reg.IMR,
                                Dm9Reg.GPR));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        register,
                        Arbitraries.oneOf(
                                Arbitraries.integers().between(0, 0xff), Arbitraries.integers()))
                .as(Act::new)
                .list()
                .ofMaxSize(120);
    }

    @Property(tries = 300)
    void shouldBearAnySequenceOfAccesses(
            @ForAll IoWidth width, @ForAll("acts") List<Act> acts, @ForAll long seed) {
        try (var rig = new ChipRig(width)) {
            rig.receiveAll();
            int injected = 0;
            for (Act act : acts) {
                switch (act.kind) {
                    case 0, 1 -> rig.write(act.register, act.value);
                    case 2 -> rig.read(act.register);
                    case 3 -> rig.readMemory(Math.floorMod(act.value, 2000));
                    case 4 -> rig.run();
                    default -> {
                        int length = Math.floorMod(act.value, 1600);
                        if (length >= 14) {
                            rig.arrive(ChipRig.frame(ChipRig.MAC, length, seed));
                            injected++;
                        }
                    }
                }
                assertThat(rig.chip.readPointer()).isBetween(0, 0x3fff);
            }
            rig.run();
            assertThat(rig.world.ledger().check()).isEmpty();
            assertThat(rig.world.ledger().totals().injected()).isGreaterThanOrEqualTo(injected);
        }
    }

    @Property(tries = 200)
    void shouldGiveAWellBehavedDriverEveryFrameThatItTook(
            @ForAll IoWidth width, @ForAll List<Boolean> fetches, @ForAll long seed) {
        try (var rig = new ChipRig(width)) {
            rig.receiveAll();
            var stored = new java.util.ArrayDeque<byte[]>();
            int number = 0;
            for (boolean fetch : fetches) {
                if (fetch && !stored.isEmpty()) {
                    assertThat(rig.ready()).isEqualTo(1);
                    assertThat(rig.readFrame()).isEqualTo(ChipRig.withCheck(stored.removeFirst()));
                } else {
                    int length = 14 + (int) Math.floorMod(seed + number * 997L, 1500L);
                    byte[] frame = ChipRig.frame(ChipRig.MAC, length, seed + number++);
                    long before = rig.chip.framesStored();
                    rig.arrive(frame);
                    if (rig.chip.framesStored() > before) stored.addLast(frame);
                }
            }
        }
    }
}
