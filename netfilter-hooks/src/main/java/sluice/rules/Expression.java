package sluice.rules;

/**
 * A value that a rule reads. Values are octets, numbers in network order; a name of a device has 16
 * octets, filled up with zeros.
 */
public interface Expression {
    /** Most octets of a value ({@code NFT_DATA_VALUE_MAXLEN}). */
    int LENGTH_OCTETS_MAX = 64;

    /** Length of its value. */
    int lengthOctets();

    /**
     * Writes the value to {@code to} from {@code at} on.
     *
     * @return false if there is no such thing in this packet: the rule does not match
     */
    boolean load(Evaluation packet, byte[] to, int at);

    /** What must be switched on for it. */
    default Statement.Need need() {
        return Statement.Need.NOTHING;
    }

    /** Whether loading it twice gives the same: false of generators. */
    default boolean pure() {
        return true;
    }
}
