package sluice.conntrack;

/**
 * A number that keeps connections with the same tuples apart ({@code struct nf_conntrack_zone}).
 *
 * @param id 0..65535
 * @param original whether it counts in the original direction; else that direction is in zone 0
 * @param reply whether it counts in the reply direction
 */
public record Zone(int id, boolean original, boolean reply) {
    /** The zone of everything that nobody put elsewhere. */
    public static final Zone DEFAULT = new Zone(0, true, true);

    /** Checks the number. */
    public Zone {
        if (id < 0 || id > 0xffff) throw new IllegalArgumentException("conntrack zone " + id);
    }

    /** A zone of both directions. */
    public static Zone of(int id) {
        return id == 0 ? DEFAULT : new Zone(id, true, true);
    }

    /** The zone's number as a direction sees it. */
    public int id(Direction direction) {
        boolean counts = direction == Direction.ORIGINAL ? original : reply;
        return counts ? id : 0;
    }
}
