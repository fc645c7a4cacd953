package sluice.winstack;

/**
 * The filter-hook callback of tcpip ({@code PacketFilterExtensionPtr}): sees every IPv4 packet that
 * is received or sent by an interface. One per host; not called for 127/8 and own addresses.
 *
 * <p>Source: Microsoft, "Creating a Filter Hook" (Windows XP DDK, {@code pfhook.h}).
 */
@FunctionalInterface
public interface FilterHook {
    /** In place of an interface index: not applicable. */
    int NO_INTERFACE = -1;

    /**
     * Decides about one packet; the octets are for reading.
     *
     * @param offset where the IPv4 header begins
     * @param receiveInterface index of the interface it came by, or {@link #NO_INTERFACE}
     * @param sendInterface index of the interface it leaves by, or {@link #NO_INTERFACE}
     */
    Action filter(
            byte[] octets, int offset, int lengthOctets, int receiveInterface, int sendInterface);

    /** The answers, with their numbers. */
    enum Action {
        /** Let it go, no further filtering. */
        FORWARD(0),
        /** Drop it. */
        DROP(1),
        /** Let the static filters decide: {@link PacketFilterInterface}. */
        PASS(2);

        private final int code;

        Action(int code) {
            this.code = code;
        }

        /** The number. */
        public int code() {
            return code;
        }
    }
}
