package sluice.packet;

/**
 * The end of a packet that did not reach what it was meant for. Implemented by one enum per area.
 */
public non-sealed interface DropReason extends Fate {}
