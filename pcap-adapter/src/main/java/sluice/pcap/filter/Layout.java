package sluice.pcap.filter;

import sluice.bpf.Ancillary;

/**
 * Where a packet has what, at the place in the expression that was come to: {@code vlan}, {@code
 * mpls}, {@code pppoes} and {@code geneve} change it for what follows.
 */
final class Layout {
    /** The offset of a type field that a link does not have. */
    static final int NO_TYPE = -1;

    /** Where a load finds 1 if a VLAN tag was taken out of the frame, else 0. */
    static final int ANCILLARY_TAG_PRESENT = Ancillary.OFFSET + Ancillary.VLAN_TAG_PRESENT.number();

    /** The link that the capture is of. */
    final Link outermost;

    final Registers registers = new Registers();

    /** The link whose header is asked now. */
    Link link;

    final Offset linkHeader;
    final Offset linkPayload;
    final Offset linkType;

    /** Offsets of the network header within the link's payload, with SNAP and without. */
    int network;

    int networkNoSnap;

    /** The word of scratch memory with the length of the outermost VLAN tag in the frame. */
    int tagRegister = Offset.NONE;

    /** Labels and tags passed. */
    int mplsDepth;

    /** True behind {@code geneve}, until the next encapsulation. */
    boolean geneve;

    /** True if statements jump, which the optimizer cannot follow. */
    boolean jumpsInside;

    /** True if tests say in words what they ask. */
    final boolean explains;

    /** The type of payload asked for last, by which fields of the network header are named. */
    int asked = NO_TYPE;

    private int testCount;

    /** The column of the primitive that is generated, for refusals. */
    int column = 1;

    Layout(Link link, boolean explains) {
        outermost = link;
        this.explains = explains;
        this.link = link;
        linkHeader = new Offset(link == Link.IEEE802_11_RADIO, 0);
        linkPayload = new Offset(link.isWireless(), link.payloadOffset);
        linkType = new Offset(false, link.typeOffset);
        network = link.networkOffset;
        networkNoSnap = link.networkNoSnapOffset;
    }

    /** Counts a test; there is a limit, so that an expression cannot take up all memory. */
    void countTest() {
        if (++testCount > FilterCompiler.TESTS_MAX) {
            throw refuse("the filter has more than " + FilterCompiler.TESTS_MAX + " tests");
        }
    }

    int allocate() {
        return registers.allocate(column);
    }

    /** True if the link says what its payload is. */
    boolean hasType() {
        return linkType.constant != NO_TYPE;
    }

    /** What follows lies behind a tag that was taken out of the frame, or that is in it. */
    void tagMayBeBeside() {
        tagRegister = allocate();
        linkPayload.set(true, linkPayload.constant, tagRegister);
        linkType.set(true, linkType.constant, tagRegister);
    }

    Refusal refuse(String message) {
        return new Refusal(column, message);
    }

    /** Another link's header begins at {@code at}. */
    void enter(Link inner, boolean variable, int constant, int register) {
        link = inner;
        linkHeader.set(variable, constant, register);
        geneve = false;
    }
}
