package sluice.rules.iptables;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of a ruleset, taken apart ({@code struct iptables_command_state}). */
final class Command {
    /** A value that may be negated. */
    record Part(Word word, boolean inverted) {}

    /**
     * {@code A}, {@code I}, {@code D}, {@code R}, {@code N}, {@code X}, {@code F}, {@code P},
     * {@code Z}; 0 for none.
     */
    char verb;

    @Nullable Word table;
    @Nullable Word chain;

    /** Number of a rule behind the chain, 1 and up; 0 for none. */
    int number;

    @Nullable Word policy;
    @Nullable Part protocol;
    int protocolNumber;
    @Nullable Part source;
    @Nullable Part destination;
    @Nullable Part in;
    @Nullable Part out;

    /** {@code -f}: 0 not given, 1 later fragments, 2 {@code ! -f}. */
    int fragment;

    final List<Use> matches = new ArrayList<>();
    @Nullable Use target;

    /** What {@code -j} or {@code -g} names, a target of {@link #target} included; null for none. */
    @Nullable Word jump;

    boolean goesTo;
    long packets;
    long octets;

    /** {@code -4}, {@code -6}: 4, 6 or 0. */
    int onlyVersion;

    /** The words that make the rule, without command, chain and counters; in order. */
    final List<Word> specification = new ArrayList<>();

    Word requireChain() {
        Word named = chain;
        if (named == null) throw new Refused(1, "no chain is named");
        return named;
    }
}
