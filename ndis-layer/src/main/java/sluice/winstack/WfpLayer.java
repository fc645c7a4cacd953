package sluice.winstack;

/**
 * Layers of the filtering platform that callouts can stand at; each for both families.
 *
 * <p>Source: Microsoft, "Packet inspection points", "Management filtering layer identifiers".
 * Differs: the transport, stream and authorization layers are left out.
 */
public enum WfpLayer {
    /** Packets for this host, before they are put together; turned-round ones too. */
    INBOUND_IPPACKET,
    /** Packets of this host, before they are cut up; fragments are not shown. */
    OUTBOUND_IPPACKET,
    /** Packets that are passed on for others. */
    IPFORWARD
}
