package sluice.ndis;

/**
 * The two languages for a link that comes or goes, and what NDIS translates between them: drivers
 * of NDIS 5 hear MEDIA_CONNECT and MEDIA_DISCONNECT, those of NDIS 6 LINK_STATE with an {@code
 * NDIS_LINK_STATE} (Microsoft, "NDIS_STATUS_MEDIA_DISCONNECT", "NDIS_STATUS_LINK_STATE").
 *
 * <pre>
 *   0  header       4  MediaConnectState: 0 unknown, 1 connected, 2 disconnected
 *   8  duplex      16  speed out   24  speed in   32  pause functions   36  negotiation
 * </pre>
 */
public final class LinkStates {
    static final int OCTETS = 40;

    private static final int CONNECT_STATE = 4;
    private static final byte CONNECTED = 1;
    private static final byte DISCONNECTED = 2;

    private LinkStates() {}

    /** A LINK_STATE that says so much and leaves all else unknown. */
    public static StatusIndication linkState(boolean connected) {
        byte[] buffer = new byte[OCTETS];
        buffer[CONNECT_STATE] = connected ? CONNECTED : DISCONNECTED;
        return new StatusIndication(NdisStatus.LINK_STATE, buffer);
    }

    /** What a driver of that version is told in place of {@code said}. */
    static StatusIndication forVersion(NdisVersion version, StatusIndication said) {
        boolean six = version.major() >= 6;
        return switch (said.status()) {
            case MEDIA_CONNECT -> six ? linkState(true) : said;
            case MEDIA_DISCONNECT -> six ? linkState(false) : said;
            case LINK_STATE -> six ? said : inOldWords(said);
            default -> said;
        };
    }

    /** Unknown has no old word and stays as it is. */
    private static StatusIndication inOldWords(StatusIndication said) {
        if (said.buffer().length <= CONNECT_STATE) return said;
        return switch (said.buffer()[CONNECT_STATE]) {
            case CONNECTED -> StatusIndication.of(NdisStatus.MEDIA_CONNECT);
            case DISCONNECTED -> StatusIndication.of(NdisStatus.MEDIA_DISCONNECT);
            default -> said;
        };
    }
}
