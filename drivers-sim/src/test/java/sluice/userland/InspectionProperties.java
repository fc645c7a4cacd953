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
import sluice.samples.windows.CountingPassthru;
import sluice.time.CostPreset;
import sluice.ndis.NdisOptions;
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

    @Property(tries = 500, shrinking = ShrinkingMode.BOUNDED)
    void accountsForEveryPacket(
            @ForAll SendPolicy policy,
            @ForAll FetchWay fetch,
            @ForAll ReturnWay back,
            @ForAll RingKind kind,
            @ForAll ClosePolicy close,
            @ForAll boolean costs,
            @ForAll boolean calm,
            @ForAll @IntRange(min = 1, max = 12) int slots,
            @ForAll @Size(max = 60) List<Act> acts)
            throws Exception {
        var options =
                InspectionOptions.DEFAULT
                        .with(policy, fetch, back)
                        .withRings(kind, slots)
                        .closing(close);
        var table = (costs ? CostPreset.PC_2003 : CostPreset.ZERO).table();
        try (var rig = new InspectionRig(options, true, table, NdisOptions.DEFAULT, null)) {
            boolean disturbed = false;
            boolean above = false;
            int sent = 0;
            rig.start(Habits.GOOD, Inspector.ALLOW);
            for (Act act : acts) {
                boolean disturbs = act == Act.CHANGE_STACK || act == Act.RESET;
                if (calm && disturbs) continue;
                disturbed |= disturbs;
                switch (act) {
                    case SEND -> rig.send("s" + sent++);
                    case RECEIVE -> rig.sendBack("r" + sent++);
                    case RUN -> rig.runMillis(1);
                    case WAIT -> rig.runMillis(50);
                    case START -> rig.start(Habits.GOOD, Inspector.ALLOW);
                    case END -> {
                        if (rig.program != null) rig.program.end();
                    }
                    case START_CRASHING -> rig.start(Habits.GOOD.crashingAfter(3), Inspector.ALLOW);
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
                    counts.sendsLost() + counts.receivesLost() + counts.released() > 0 || disturbed;
            if (!lost) assertThat(all).hasSize(sent);
        }
    }
}
