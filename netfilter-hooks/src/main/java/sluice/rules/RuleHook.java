package sluice.rules;

import java.util.Locale;
import java.util.Optional;

/** Where a base chain stands, in the words of {@code nft}. */
public enum RuleHook {
    /** At a device, before everything. */
    INGRESS,
    /** After the header checks, before routing. */
    PREROUTING,
    /** For this host. */
    INPUT,
    /** For another host. */
    FORWARD,
    /** Sent by this host. */
    OUTPUT,
    /** About to leave. */
    POSTROUTING,
    /** At a device, before the queueing discipline. */
    EGRESS;

    /** The word of {@code nft}: {@code prerouting}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The hook of a word in small or capital letters, if it is one. */
    public static Optional<RuleHook> of(String word) {
        for (RuleHook hook : values())
            if (hook.word().equalsIgnoreCase(word)) return Optional.of(hook);
        return Optional.empty();
    }
}
