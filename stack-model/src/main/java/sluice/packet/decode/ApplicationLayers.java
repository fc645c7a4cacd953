package sluice.packet.decode;

/** What runs over UDP and TCP, told by its port: names, addresses, time, and the web's requests. */
final class ApplicationLayers {
    static final int PORT_DNS = 53;
    static final int PORT_MULTICAST_DNS = 5353;
    static final int PORT_LINK_LOCAL_NAMES = 5355;
    private static final int PORT_DHCP_SERVER = 67;
    private static final int PORT_DHCP_CLIENT = 68;
    private static final int PORT_NTP = 123;
    private static final int PORT_DHCPV6_CLIENT = 546;
    private static final int PORT_DHCPV6_SERVER = 547;
    private static final int PORT_SSDP = 1900;
    private static final int NTP_OCTETS = 48;
    private static final int NTP_MODE_CONTROL = 6;
    private static final int HTTP_METHOD_LETTERS_MIN = 3;
    private static final int HTTP_METHOD_LETTERS_MAX = 12;
    private static final int HTTP_LINE_OCTETS_MAX = 4096;

    private final Walk walk;

    ApplicationLayers(Walk walk) {
        this.walk = walk;
    }

    /** Decodes a datagram of one of the two ports; false if it is of no known protocol. */
    boolean datagram(int port, int at, int cap, int rep) {
        switch (port) {
            case PORT_DNS -> walk.dns.message(Layer.DNS, at, cap, rep);
            case PORT_MULTICAST_DNS -> walk.dns.message(Layer.MULTICAST_DNS, at, cap, rep);
            case PORT_LINK_LOCAL_NAMES -> walk.dns.message(Layer.LINK_LOCAL_NAMES, at, cap, rep);
            case PORT_DHCP_SERVER, PORT_DHCP_CLIENT -> walk.dhcp.message(at, cap, rep);
            case PORT_DHCPV6_CLIENT, PORT_DHCPV6_SERVER -> walk.dhcp.message6(at, cap, rep);
            case PORT_NTP -> ntp(at, cap, rep);
            case PORT_SSDP -> {
                return http(at, cap);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * Decodes the payload of a segment if a message begins with it; false if none is seen to, as in
     * the middle of a stream.
     */
    boolean segment(int source, int destination, int at, int cap, int rep) {
        if (source == PORT_DNS || destination == PORT_DNS) {
            return walk.dns.inStream(at, cap, rep);
        }
        return (isWeb(source) || isWeb(destination)) && http(at, cap);
    }

    private static boolean isWeb(int port) {
        return port == 80 || port == 3128 || port == 8000 || port == 8080;
    }

    /** RFC 5905 section 7.3; control messages share the first octet only. */
    private void ntp(int at, int cap, int rep) {
        if (!walk.enter(Layer.NTP, at, cap) || !walk.has(at, 1, cap, rep)) {
            return;
        }
        int mode = walk.u8(at) & 7;
        walk.detail(Field.NTP_LEAP, at, 1, walk.u8(at) >>> 6);
        walk.detail(Field.NTP_VERSION, at, 1, walk.u8(at) >>> 3 & 7);
        walk.detail(Field.NTP_MODE, at, 1, mode);
        if (mode >= NTP_MODE_CONTROL || !walk.has(at, NTP_OCTETS, cap, rep)) {
            return;
        }
        walk.detail(Field.NTP_STRATUM, at + 1, 1, walk.u8(at + 1));
        walk.detail(Field.NTP_POLL, at + 2, 1, walk.u8(at + 2));
        walk.bytes(Field.NTP_PRECISION, at + 3, 1);
        walk.detail(Field.NTP_ROOT_DELAY, at + 4, 4, walk.u32(at + 4));
        walk.detail(Field.NTP_ROOT_DISPERSION, at + 8, 4, walk.u32(at + 8));
        walk.bytes(Field.NTP_REFERENCE, at + 12, 4);
        walk.bytes(Field.NTP_REFERENCE_TIME, at + 16, 8);
        walk.bytes(Field.NTP_ORIGINATE, at + 24, 8);
        walk.bytes(Field.NTP_RECEIVE, at + 32, 8);
        walk.bytes(Field.NTP_TRANSMIT, at + 40, 8);
    }

    /** A request or answer by its first line (RFC 9112 section 2.1), the rest as octets. */
    private boolean http(int at, int cap) {
        if (!beginsHttp(at, cap)) {
            return false;
        }
        if (walk.enter(Layer.HTTP, at, cap)) {
            int end = lineEnd(walk.octets, at, cap);
            walk.bytes(Field.HTTP_LINE, at, end - at);
            walk.bytes(Field.HTTP_DATA, end, cap - end);
        }
        return true;
    }

    /** Where the first line ends, without its line feed. */
    static int lineEnd(byte[] octets, int at, int cap) {
        int end = at;
        int limit = Math.min(cap, at + HTTP_LINE_OCTETS_MAX);
        while (end < limit && octets[end] != '\r' && octets[end] != '\n') {
            end++;
        }
        return end;
    }

    private boolean beginsHttp(int at, int cap) {
        int letters = 0;
        while (letters < cap - at && letters < HTTP_METHOD_LETTERS_MAX) {
            int letter = walk.u8(at + letters);
            boolean inMethod = (letter >= 'A' && letter <= 'Z') || letter == '-';
            if (!inMethod) {
                boolean answer = letters == 4 && letter == '/' && walk.i32(at) == 0x4854_5450;
                return answer || (letters >= HTTP_METHOD_LETTERS_MIN && letter == ' ');
            }
            letters++;
        }
        return false;
    }
}
