package sluice.rules.iptables;

import sluice.rules.xtables.IpSets;

/**
 * How a text is loaded.
 *
 * @param lenient rules that are not understood are left out and listed, in place of an error
 * @param counters counters in the text are taken over ({@code iptables-restore -c}); else all begin
 *     at zero
 * @param keep what is in a table stays ({@code --noflush})
 * @param sets what {@code -m set} and {@code -j SET} name
 */
public record IptablesOptions(boolean lenient, boolean counters, boolean keep, IpSets sets) {
    /** Strict, as {@code iptables-restore} without options. */
    public static IptablesOptions strict() {
        return new IptablesOptions(false, false, false, new IpSets());
    }

    /** The same, but what is not understood is left out and listed. */
    public IptablesOptions leniently() {
        return new IptablesOptions(true, counters, keep, sets);
    }

    /** The same with counters from the text. */
    public IptablesOptions withCounters() {
        return new IptablesOptions(lenient, true, keep, sets);
    }

    /** The same with what is there kept. */
    public IptablesOptions keeping() {
        return new IptablesOptions(lenient, counters, true, sets);
    }

    /** The same with sets. */
    public IptablesOptions withSets(IpSets named) {
        return new IptablesOptions(lenient, counters, keep, named);
    }
}
