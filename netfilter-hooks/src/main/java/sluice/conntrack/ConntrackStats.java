package sluice.conntrack;

/**
 * Counters of tracking, as {@code conntrack -S} prints them.
 *
 * @param found lookups of expected replies that met something else; always 0
 * @param invalid packets that belong to no connection
 * @param insert connections confirmed
 * @param insertFailed connections that could not be confirmed
 * @param drop packets dropped by tracking
 * @param earlyDrop connections thrown away because the table was full
 * @param expectNew connections that had been expected
 * @param expectCreate expectations made
 * @param expectDelete expectations used, replaced or run out
 * @param clashResolve packets that went on with another's connection
 */
public record ConntrackStats(
        long found,
        long invalid,
        long insert,
        long insertFailed,
        long drop,
        long earlyDrop,
        long expectNew,
        long expectCreate,
        long expectDelete,
        long clashResolve) {}
