package sluice.userland;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import sluice.ndis.NdisOptions;
import sluice.ndis.VerifierLevel;
import sluice.packet.Octets;
import sluice.samples.windows.CountingPassthru;
import sluice.time.CostPreset;
import sluice.userland.InspectionProgram.Habits;

/** Whatever happens between driver and program, no packet is lost unnamed, forged or kept. */
class InspectionProperties {
    enum Act {
        SEND,
        RECEIVE,
        RUN,
        WAIT,
        START,
        END,
        START_CRASHING,
        CHANGE_STACK,
        RESET
    }

    /** What the program thinks of packets. */
    enum Mind {
        ALLOWS,
        CHANGES,
        REFUSES_SOME;

        int judge(byte[] octets, int offset) {
            int udp = offset + 14 + 20;
            int letter = octets[udp + 8];
            return switch (this) {
                case ALLOWS -> InspectionRecord.FORWARD;
                case CHANGES -> {
                    Octets.put16(octets, udp + 6, 0);
                    octets[udp + 8] = (byte) Character.toUpperCase(letter);
                    yield InspectionRecord.FORWARD_CHANGED;
                }
                case REFUSES_SOME ->
                        octets[udp + 9] % 2 == 0 ? InspectionRecord.DROP : InspectionRecord.FORWARD;
            };
        }
    }

    @Property(tries = 500, shrinking = ShrinkingMode.BOUNDED)
    void accountsForEveryPacket(
            @ForAll SendPolicy policy,
            @ForAll FetchWay fetch,
            @ForAll ReturnWay back,
            @ForAll RingKind kind,
            @ForAll ClosePolicy close,
            @ForAll boolean costs,
            @ForAll boolean calm,
            @ForAll Mind mind,
            @ForAll boolean verified,
            @ForAll @IntRange(min = 1, max = 12) int slots,
            @ForAll @Size(max = 60) List<Act> acts)
            throws Exception {
        Inspector inspector = (octets, offset, length, up) -> mind.judge(octets, offset);
        var options =
                InspectionOptions.DEFAULT
                        .with(policy, fetch, back)
                        .withRings(kind, slots)
                        .closing(close);
        var table = (costs ? CostPreset.PC_2003 : CostPreset.ZERO).table();
        try (var rig =
                new InspectionRig(
                        options,
                        true,
                        table,
                        verified ? NdisOptions.verified(VerifierLevel.STRICT) : NdisOptions.DEFAULT,
                        null)) {
            boolean disturbed = false;
            boolean above = false;
            int sent = 0;
            rig.start(Habits.GOOD, inspector);
            for (Act act : acts) {
                boolean disturbs = act == Act.CHANGE_STACK || act == Act.RESET;
                if (calm && disturbs) continue;
                // The miniport below indicates in Paused, which is its own breach.
                if (verified && act == Act.CHANGE_STACK) continue;
                disturbed |= disturbs;
                switch (act) {
                    case SEND -> rig.send("s" + sent++);
                    case RECEIVE -> rig.sendBack("r" + sent++);
                    case RUN -> rig.runMillis(1);
                    case WAIT -> rig.runMillis(50);
                    case START -> rig.start(Habits.GOOD, inspector);
                    case END -> {
                        if (rig.program != null) rig.program.end();
                    }
                    case START_CRASHING -> rig.start(Habits.GOOD.crashingAfter(3), inspector);
                    case CHANGE_STACK -> {
                        if (above) rig.one.removeDriver("lan", "above");
                        else rig.one.insertDriver("lan", 0, "above", new CountingPassthru());
                        above = !above;
                        rig.runMillis(5);
                    }
                    case RESET -> {
                        var _ = rig.one.adapter("lan").resetDriver("inspect");
                    }
                }
            }
            rig.runMillis(1_000);
            if (rig.program != null) rig.program.end();
            rig.isAtRest();
            assertThat(rig.driver.waiting()).isZero();
            List<String> all = new ArrayList<>(rig.arrivedThere);
            all.addAll(rig.arrivedHere);
            assertThat(new HashSet<>(all)).hasSameSizeAs(all);
            assertThat(rig.rules.findings()).isEmpty();
            InspectionCounts counts = rig.driver.counts();
            boolean lost =
                    counts.sendsLost()
                                            + counts.receivesLost()
                                            + counts.released()
                                            + counts.dropped()
                                    > 0
                            || disturbed;
            if (!lost) assertThat(all).hasSize(sent);
        }
    }
}
