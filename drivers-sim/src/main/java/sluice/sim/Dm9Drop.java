package sluice.sim;

import sluice.packet.DropReason;

/** Losses in a DM9000 and its driver. */
public enum Dm9Drop implements DropReason {
    /** The receiver or the PHY is off. */
    RECEIVER_OFF("the receiver is switched off"),
    /** Shorter than an Ethernet header. */
    SHORT_FRAME("shorter than an Ethernet header"),
    /** Neither its address, nor in its hash table, nor promiscuous. */
    ADDRESS_NOT_WANTED("for another station"),
    /** Longer than 1522 octets, or than the memory can take. */
    LONG_FRAME("longer than the chip takes"),
    /** Wrong check sequence. */
    BAD_FRAME_CHECK("wrong check sequence"),
    /** The receive memory is full: the driver is late. */
    RECEIVE_MEMORY_FULL("receive memory full"),
    /** It was in memory when the chip was reset. */
    LOST_BY_RESET("in the chip's memory when it was reset"),
    /** The driver read on without it, or later frames were written over it. */
    SKIPPED("passed over by the driver"),
    /** The driver found the chip's status bits damaged. */
    DAMAGED("received with an error"),
    /** No protocol took it. */
    LEFT_IN_CHIP("indicated, and taken by no protocol"),
    /** Longer than what a chip can transmit. */
    JABBER("too long to be transmitted"),
    /** Sent with a check sequence of the driver's own, which is wrong. */
    SENT_WITH_BAD_CHECK("sent with a wrong check sequence");

    private final String text;

    Dm9Drop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "dm9000";
    }

    @Override
    public String text() {
        return text;
    }
}
