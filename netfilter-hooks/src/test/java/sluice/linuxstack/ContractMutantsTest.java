package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sluice.linuxstack.ContractMutants.Mutant;
import sluice.netfilter.ContractRule;
import sluice.trace.ContractBroken;

/** Each rule names the hook that breaks it, before any other rule does, and never its twin. */
class ContractMutantsTest {
    static List<Mutant> mutants() {
        return ContractMutants.all();
    }

    private static ContractBench run(java.util.function.Consumer<ContractBench> put, boolean on) {
        var bench = new ContractBench(on);
        put.accept(bench);
        bench.send("one");
        bench.send("two");
        bench.reply("three");
        bench.toTheEnd();
        return bench;
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void shouldNameTheRuleOfTheMutantFirst(Mutant mutant) {
        ContractBench bench = run(mutant.wrong(), true);
        assertThat(bench.rules()).isNotEmpty();
        assertThat(bench.rules().getFirst()).isEqualTo(mutant.rule().id());
        assertThat(bench.world.ledger().check()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void shouldNotAccuseTheTwin(Mutant mutant) {
        ContractBench bench = run(mutant.right(), true);
        assertThat(bench.rules()).isEmpty();
        assertThat(bench.world.ledger().check()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void shouldFindTheCheapOnesWithoutVerifier(Mutant mutant) {
        if (!mutant.rule().always()) return;
        if (mutant.way().equals("by another hook")) return; // only a verifier knows who runs
        ContractBench bench = run(mutant.wrong(), false);
        assertThat(bench.rules().getFirst()).isEqualTo(mutant.rule().id());
        assertThat(bench.world.ledger().check()).isEmpty();
    }

    @Test
    void shouldNameTheHookThePacketAndItsPast() {
        Mutant mutant =
                ContractMutants.all().stream()
                        .filter(one -> one.rule() == ContractRule.N14)
                        .findFirst()
                        .orElseThrow();
        ContractBroken breach = run(mutant.wrong(), true).world.contracts().all().getFirst();
        assertThat(breach.offender()).isEqualTo("mine");
        assertThat(breach.packetId()).isPositive();
        assertThat(breach.history()).isNotEmpty();
        assertThat(breach.history().getLast()).contains("hook mine at lin2/nf/LOCAL_IN");
        assertThat(breach.history()).anyMatch(line -> line.contains("passed on to lin2/nic/eth0"));
        assertThat(breach)
                .hasMessageStartingWith("N14: an IPv4 header was changed and its checksum was not");
    }

    /** The table that the contract is held by. */
    @Test
    void shouldHaveAMutantForEveryRule() {
        Set<ContractRule> caught = EnumSet.noneOf(ContractRule.class);
        List<String> lines = new ArrayList<>();
        int mutants = 0;
        int found = 0;
        for (Mutant mutant : ContractMutants.all()) {
            mutants++;
            List<String> rules = run(mutant.wrong(), true).rules();
            boolean first = !rules.isEmpty() && rules.getFirst().equals(mutant.rule().id());
            if (first) {
                found++;
                caught.add(mutant.rule());
            }
            lines.add(
                    "%-4s %-45s %s"
                            .formatted(mutant.rule(), mutant.way(), first ? "caught" : rules));
        }
        lines.forEach(System.out::println);
        int rules = ContractRule.values().length;
        System.out.println(
                "Mutants caught: "
                        + found
                        + " of "
                        + mutants
                        + "; rules: "
                        + caught.size()
                        + " of "
                        + rules);
        assertThat(caught).containsExactlyInAnyOrder(ContractRule.values());
        assertThat(found).isEqualTo(mutants);
    }
}
