package sluice.firewall;

import java.util.List;
import java.util.Optional;

/**
 * What became of one packet.
 *
 * @param decision what it came down to
 * @param path where it has been, in order
 * @param copies where copies of it went that rules had made ({@code TEE}, {@code dup})
 * @param connection what was known of its connection: {@code NEW}; empty if it was not tracked
 * @param translation how its addresses were changed; empty if they were not
 * @param end where it ended, in words: {@code sent on eth1}
 */
public record Answer(
        PacketSpec packet,
        Verdict verdict,
        Optional<PathStep> decision,
        List<PathStep> path,
        List<Branch> copies,
        String connection,
        String translation,
        String end) {
    /** Copies the lists. */
    public Answer {
        path = List.copyOf(path);
        copies = List.copyOf(copies);
    }

    /**
     * The way of a copy.
     *
     * @param behind how many steps of the packet's own path lie before it: the rule that copied is
     *     the next one
     * @param path where it has been, in order
     * @param end where it ended, in words
     */
    public record Branch(int behind, List<PathStep> path, String end) {
        /** Copies the path. */
        public Branch {
            path = List.copyOf(path);
        }
    }

    /** What it came down to. */
    public enum Verdict {
        /** It went its way. */
        ACCEPT,
        /** A rule, a policy or the stack lost it. */
        DROP,
        /** A rule lost it and said so to its sender. */
        REJECT
    }

    /** {@code DROP by filter INPUT rule 7, line 41: -A INPUT ...}. */
    public String headline() {
        return decision.map(step -> verdict + " by " + step.place()).orElse(verdict + ": " + end);
    }
}
