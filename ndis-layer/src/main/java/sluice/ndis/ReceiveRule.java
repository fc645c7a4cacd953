package sluice.ndis;

/**
 * Rules of the driver contract, section B. Receiving: descriptors between miniports and protocols.
 *
 * <p>The source names a document: NT the NT 4 DDK, 5x the NDIS 5 documents, DDI and WDD the Windows
 * driver documents, SDV static driver verifier, BC the bug check reference, PT the Passthru sample.
 */
public enum ReceiveRule implements NdisRule {
    /** A descriptor that protocols still hold is not indicated again. */
    R01(
            Severity.FATAL,
            Kind.DRIVER,
            true,
            new BugCode(0x7C, 0x6),
            "a descriptor that protocols still hold is not indicated again",
            "BC:0x7c"),
    /** A packet is not returned inside the ProtocolReceivePacket that shows it. */
    R02(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "a packet is not returned inside the ProtocolReceivePacket that shows it",
            "NT:NdisReturnPackets"),
    /** A packet is returned exactly as often as the protocol said. */
    R03(
            Severity.FATAL,
            Kind.DRIVER,
            true,
            new BugCode(0x7C, 0x1E),
            "a packet is returned exactly as often as the protocol said",
            "NT:NdisReturnPackets"),
    /** A packet that was lent, or for which 0 was answered, is not kept. */
    R04(
            Severity.FATAL,
            Kind.DRIVER,
            true,
            new BugCode(0xD1, 0x0),
            "a packet that was lent, or for which 0 was answered, is not kept",
            "5x:NDIS_GET_PACKET_STATUS"),
    /** Once an element of an array is lent, all later ones are. */
    R05(
            Severity.WARNING,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "once an element of an array is lent, all later ones are",
            "NT:NdisMIndicateReceivePacket"),
    /** Received octets are not written to by protocols. */
    R06(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xD1, 0x0),
            "received octets are not written to by protocols",
            "NT:ProtocolReceivePacket"),
    /** Header and look-ahead are not used after ProtocolReceive has returned. */
    R07(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xD1, 0x0),
            "header and look-ahead are not used after ProtocolReceive has returned",
            "NT:ProtocolReceive"),
    /** At most one transfer is asked for about one indication, and within the frame. */
    R08(
            Severity.ERROR,
            Kind.DRIVER,
            true,
            BugCode.NONE,
            "at most one transfer is asked for about one indication, and within the frame",
            "NT:NdisTransferData"),
    /** A serialized miniport indicates nothing while its transfer is pending. */
    R09(
            Severity.ERROR,
            Kind.DRIVER,
            true,
            BugCode.NONE,
            "a serialized miniport indicates nothing while its transfer is pending",
            "NT:MiniportTransferData"),
    /** A burst of look-ahead indications is followed by a receive complete. */
    R10(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "a burst of look-ahead indications is followed by a receive complete",
            "NT:ProtocolReceiveComplete"),
    /** The look-ahead is as long as was asked for, or all there is. */
    R11(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "the look-ahead is as long as was asked for, or all there is",
            "NT:NdisMEthIndicateReceive"),
    /** The out-of-band block says the length of the medium's header. */
    R12(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "the out-of-band block says the length of the medium's header",
            "NT:NdisMIndicateReceivePacket"),
    /** A received descriptor has room for four notes of a protocol. */
    R13(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x19, 0x0),
            "a received descriptor has room for four notes of a protocol",
            "NT:NdisMIndicateReceivePacket"),
    /** The chain of lent lists is as it was when the handler returns. */
    R14(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0x1E),
            "the chain of lent lists is as it was when the handler returns",
            "DDI:nc-ndis-protocol_receive_net_buffer_lists"),
    /** A miniport does not touch what it has indicated until it is returned. */
    R15(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0xD1, 0x0),
            "a miniport does not touch what it has indicated until it is returned",
            "DDI:nf-ndis-ndismindicatereceivenetbufferlists"),
    /** Lists that were lent are not returned, all others exactly once. */
    R16(
            Severity.FATAL,
            Kind.DRIVER,
            true,
            new BugCode(0x7C, 0x1E),
            "lists that were lent are not returned, all others exactly once",
            "DDI:nf-ndis-ndismindicatereceivenetbufferlists"),
    /** A filter returns and completes only what it did not make. */
    R17(
            Severity.FATAL,
            Kind.DRIVER,
            false,
            new BugCode(0x7C, 0x1E),
            "a filter returns and completes only what it did not make",
            "DDI:nc-ndis-filter_return_net_buffer_lists"),
    /** A filter is done with a receive in bounded time. */
    R18(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            new BugCode(0xC4, 0x92012),
            "a filter is done with a receive in bounded time",
            "SDV:ndisfiltertimeddatareceive"),
    /** A filter is done with a send in bounded time. */
    R19(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            new BugCode(0xC4, 0x92011),
            "a filter is done with a send in bounded time",
            "SDV:ndisfiltertimeddatasend"),
    /**
     * Nothing is indicated with packet filter 0, before initialization ends, while paused or
     * asleep, after halt.
     */
    R20(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "nothing is indicated with packet filter 0, before initialization ends, while paused or"
                    + " asleep, after halt",
            "WDD:oid-gen-current-packet-filter; DDI:nc-ndis-miniport_pause"),
    /** A binding is shown only what its own packet filter accepts. */
    R21(
            Severity.ERROR,
            Kind.EMULATOR,
            false,
            BugCode.NONE,
            "a binding is shown only what its own packet filter accepts",
            "WDD:oid-gen-current-packet-filter"),
    /** A serialized intermediate driver calls up only after NdisIMSwitchToMiniport. */
    R22(
            Severity.ERROR,
            Kind.DRIVER,
            false,
            BugCode.NONE,
            "a serialized intermediate driver calls up only after NdisIMSwitchToMiniport",
            "NT:ProtocolReceivePacket");

    private final RuleText rule;

    ReceiveRule(
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
