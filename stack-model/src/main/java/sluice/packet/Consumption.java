package sluice.packet;

/** The end of a packet that did what it was meant to do. Implemented by one enum per area. */
public non-sealed interface Consumption extends Fate {
    /** True if an application got it; false if the stack itself used it up. */
    boolean delivered();
}
