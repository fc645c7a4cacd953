package sluice.ndis;

/**
 * What can be put between protocols and miniport: an {@link Intermediate} driver, a {@link
 * LightweightFilter}, or a convenience on top of one of them.
 */
public interface NdisDriver {
    /** The raw driver that stands in the stack for it; itself, unless it is a convenience. */
    default NdisDriver raw() {
        return this;
    }
}
