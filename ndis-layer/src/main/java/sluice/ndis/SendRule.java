package sluice.ndis;

/**
 * Rules of the driver contract, section A. Sending: descriptors between protocols and miniports.
 *
 * <p>The source names a document: NT the NT 4 DDK, 5x the NDIS 5 documents, DDI and WDD the Windows
 * driver documents, SDV static driver verifier, BC the bug check reference, PT the Passthru sample.
 */
public enum SendRule implements NdisRule {
    /** Only a send that was answered PENDING and is still pending in this driver is completed. */
    S01(
            Severity.FATAL,
            Kind.DRIVER,
            true,
            new BugCode(0x7C, 0x1E),
            "only a send that was answered PENDING and is still pending in this driver is"
                    + " completed",
            "NT:NdisMSendComplete"),
    /** Each pended send is completed exactly once. */
    S02(
            Severity.FATAL,
            Kind.DRIVER,
            true,
            new BugCode(0x7C, 0x1E),
            "each pended send is completed exactly once",
            "NT:NdisMSendComplete"),
    /** A driver does not touch a send after its final answer or its completion. */
    S03(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xD1, 0x0),
            "a driver does not touch a send after its final answer or its completion",
            "NT:MiniportSend, NdisMSendResourcesAvailable"),
    /** A protocol does not touch a send between its start and its return or completion. */
    S04(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xD1, 0x0),
            "a protocol does not touch a send between its start and its return or completion",
            "NT:ProtocolSendComplete"),
    /** A descriptor is not sent again while it is under way. */
    S05(
            Severity.FATAL,
            Kind.DRIVER,
            true,
            new BugCode(0x7C, 0x1E),
            "a descriptor is not sent again while it is under way",
            "derived from NT:NdisSend"),
    /** A send is never completed with RESOURCES or PENDING. */
    S06(
            Severity.ERROR,
            Kind.DRIVER,
            true,
            BugCode.NONE,
            "a send is never completed with RESOURCES or PENDING",
            "NT:MiniportSendPackets"),
    /** A deserialized driver never answers a send with RESOURCES. */
    S07(
            Severity.ERROR,
            Kind.DRIVER,
            true,
            BugCode.NONE,
            "a deserialized driver never answers a send with RESOURCES",
            "DDI:nf-ndis-ndismsetattributesex; WDD:deserialized-ndis-miniport-drivers"),
    /** Resources are said to be available only while a send is pending in the miniport. */
    S08(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "resources are said to be available only while a send is pending in the miniport",
            "NT:NdisMSendResourcesAvailable"),
    /**
     * After RESOURCES on an element of an array, neither it nor a later one is touched until it
     * comes again.
     */
    S09(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xD1, 0x0),
            "after RESOURCES on an element of an array, neither it nor a later one is touched until"
                    + " it comes again",
            "NT:MiniportSendPackets"),
    /**
     * An intermediate driver sends on under a descriptor of its own unless a slot of the packet
     * stack is free.
     */
    S10(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0x5),
            "an intermediate driver sends on under a descriptor of its own unless a slot of the"
                    + " packet stack is free",
            "NT:MiniportSend; 5x:NdisIMGetCurrentPacketStack"),
    /** A miniport writes nothing of a send but the two notes of its own. */
    S11(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "a miniport writes nothing of a send but the two notes of its own",
            "NT:MiniportSend"),
    /** Sends reach the driver in the order of each binding, arrays in theirs. */
    S12(
            Severity.ERROR,
            Kind.EMULATOR,
            false,
            BugCode.NONE,
            "sends reach the driver in the order of each binding, arrays in theirs",
            "NT:NdisSendPackets"),
    /** A send is no shorter than an Ethernet header and no longer than the largest frame. */
    S13(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "a send is no shorter than an Ethernet header and no longer than the largest frame",
            "NT:NdisSend"),
    /** Frames below 60 octets are padded before the wire. */
    S14(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "frames below 60 octets are padded before the wire",
            "NT:MiniportSendPackets"),
    /** Each completed list has its status set and the net buffers it came with. */
    S15(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "each completed list has its status set and the net buffers it came with",
            "DDI:nf-ndis-ndismsendnetbufferlistscomplete"),
    /** The source handle of a list is its originator's, and nobody else changes it. */
    S16(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0x1E),
            "the source handle of a list is its originator's, and nobody else changes it",
            "WDD:sending-data-from-a-filter-driver"),
    /** A send completes within 30 seconds. */
    S17(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            new BugCode(0xC4, 0x9200D),
            "a send completes within 30 seconds",
            "SDV:ndis-ndistimeddatasend"),
    /** While sends are pending, one completes at least every 22 seconds. */
    S18(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            new BugCode(0xC4, 0x9200F),
            "while sends are pending, one completes at least every 22 seconds",
            "SDV:ndis-ndistimeddatahang"),
    /** Cancelling completes every queued send of that id. */
    S19(
            Severity.WARNING,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "cancelling completes every queued send of that id",
            "DDI:nc-ndis-miniport_cancel_send"),
    /** A paused miniport or filter completes sends at once with PAUSED and passes none down. */
    S20(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "a paused miniport or filter completes sends at once with PAUSED and passes none down",
            "DDI:nc-ndis-miniport_pause, filter_send_net_buffer_lists"),
    /** Nothing is sent on a binding that is closing, closed or paused, or whose adapter sleeps. */
    S21(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "nothing is sent on a binding that is closing, closed or paused, or whose adapter"
                    + " sleeps",
            "NT:NdisSend; WDD:handling-a-set-power-request"),
    /** A driver that completes a send before it has sent its own uses a copy of the octets. */
    S22(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xD1, 0x0),
            "a driver that completes a send before it has sent its own uses a copy of the octets",
            "A:userland + S03");

    private final RuleText rule;

    SendRule(
            Severity severity,
            Kind kind,
            boolean always,
            BugCode code,
            String text,
            String source) {
        rule = new RuleText(severity, kind, always, code, text, source);
    }

    @Override
    public RuleText rule() {
        return rule;
    }
}
