package sluice.nat;

import sluice.packet.DropReason;

/** Losses in address translation. */
public enum NatDrop implements DropReason {
    /** The device has no address to masquerade with. */
    NO_ADDRESS("its device has no address to masquerade with"),
    /** The device it came in on has no address to redirect to. */
    NO_LOCAL_ADDRESS("its device has no address to redirect to"),
    /** A rule maps what is mapped already. */
    MAPPED_TWICE("its connection is mapped already"),
    /** Masqueraded for one device, and leaves by another. */
    OTHER_DEVICE("its connection is masqueraded for another device"),
    /** An ICMP error or redirect that cannot be translated. */
    ICMP_UNTRANSLATED("an ICMP error that cannot be translated"),
    /** Too little of a header is there. */
    HEADER_TRUNCATED("too little of its header to translate");

    private final String text;

    NatDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "nat";
    }

    @Override
    public String text() {
        return text;
    }
}
