package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import sluice.time.MachineStopped;

/** Plays mutants and says which rule was broken first. */
final class Mutants {
    private Mutants() {}

    /** What was broken, first one first, errors and warnings alike. */
    static List<String> broken(Mutant mutant, boolean wrong) {
        Rig rig = mutant.rig().get();
        try {
            mutant.play().accept(rig, wrong);
            if (!rig.host.stopped()) rig.advance(1_000_000);
        } catch (MachineStopped _) {
            assertThat(rig.ndis.bugCheck()).isPresent();
        }
        List<String> rules = new ArrayList<>();
        rig.world.contracts().all().forEach(breach -> rules.add(breach.rule()));
        for (NdisFinding finding : rig.ndis.findings())
            if (!rules.contains(finding.rule().id())) rules.add(finding.rule().id());
        rig.world.close();
        return rules;
    }

    static void shouldTripItsRuleFirst(Mutant mutant) {
        assertThat(broken(mutant, true)).as(mutant.toString()).startsWith(mutant.rule().id());
        assertThat(broken(mutant, false)).as("the twin of " + mutant).isEmpty();
    }
}
