package sluice.script;

/** A program that only runs on a Linux host. */
public sealed interface LinuxProgramSpec extends ProgramSpec {
    /**
     * Connects a tun or tap device with another end over UDP.
     *
     * @param device made by a command of the host
     * @param port of its own
     * @param to where the other end is
     * @param key what both ends know; empty: not sealed
     */
    record Tunnel(
            Place place,
            String name,
            String on,
            String device,
            int port,
            Target to,
            int toPort,
            String key)
            implements LinuxProgramSpec {}

    /** Switches the Ethernet frames of tunnels over tap devices. */
    record Switch(Place place, String name, String on, int port) implements LinuxProgramSpec {}

    /**
     * A module that takes the frames of an EtherType while it is loaded.
     *
     * @param etherType or {@link #ALL}
     */
    record Protocol(
            Place place, String name, String on, int etherType, long startNanos, long lastsNanos)
            implements LinuxProgramSpec {
        /** {@code ETH_P_ALL}. */
        public static final int ALL = 3;

        /** {@link #lastsNanos} of one that stays. */
        public static final long FOR_EVER = Long.MAX_VALUE;
    }
}
