package sluice.winstack;

import java.util.Optional;
import sluice.inet.IcmpProfile;
import sluice.inet.NeighbourTimings;
import sluice.inet.tcp.TcpProfile;

/**
 * What differs between generations of Windows.
 *
 * @param name as written in scenarios
 * @param strongHost whether a packet must arrive on the interface that has its address (Vista and
 *     later; Microsoft, "Strong and Weak Host Models", The Cable Guy, September 2007)
 * @param ttl default time to live and hop limit (Microsoft, "Microsoft Windows 2000 TCP/IP
 *     Implementation Details": DefaultTTL 128)
 * @param neighbours how neighbour entries age
 * @param icmp how ICMP messages are written
 * @param ephemeralFirst first port given out (XP: 1025, KB 196271; Vista and later: 49152, KB
 *     929851)
 * @param ephemeralLast last port given out
 * @param sendBufferOctets what a socket may have on its way before a send is refused
 * @param receiveBufferOctets what a socket keeps until it is read (AFD's DefaultReceiveWindow 8192
 *     on XP)
 * @param tcp how TCP behaves
 * @param rawSockets what raw sockets may do
 */
public record WindowsPreset(
        String name,
        boolean strongHost,
        int ttl,
        NeighbourTimings neighbours,
        IcmpProfile icmp,
        int ephemeralFirst,
        int ephemeralLast,
        int sendBufferOctets,
        int receiveBufferOctets,
        TcpProfile tcp,
        RawSocketRules rawSockets) {
    /** A generation with unrestricted raw sockets. */
    public WindowsPreset(
            String name,
            boolean strongHost,
            int ttl,
            NeighbourTimings neighbours,
            IcmpProfile icmp,
            int ephemeralFirst,
            int ephemeralLast,
            int sendBufferOctets,
            int receiveBufferOctets,
            TcpProfile tcp) {
        this(
                name,
                strongHost,
                ttl,
                neighbours,
                icmp,
                ephemeralFirst,
                ephemeralLast,
                sendBufferOctets,
                receiveBufferOctets,
                tcp,
                RawSocketRules.FULL);
    }

    /** The same with sockets that have at most so many octets on their way. */
    public WindowsPreset withSendBuffer(int octets) {
        return new WindowsPreset(
                name,
                strongHost,
                ttl,
                neighbours,
                icmp,
                ephemeralFirst,
                ephemeralLast,
                octets,
                receiveBufferOctets,
                tcp,
                rawSockets);
    }

    /** Windows XP. */
    public static final WindowsPreset XP =
            new WindowsPreset(
                    "windows-xp",
                    false,
                    128,
                    NeighbourTimings.WINDOWS_XP,
                    IcmpProfile.WINDOWS_XP,
                    1025,
                    5000,
                    8192,
                    8192,
                    TcpProfile.WINDOWS_XP,
                    RawSocketRules.FULL);

    /**
     * Windows 10.
     *
     * <p>Differs: buffer sizes adapt there; here they are 64 KiB.
     */
    public static final WindowsPreset WINDOWS_10 =
            new WindowsPreset(
                    "windows-10",
                    true,
                    128,
                    NeighbourTimings.WINDOWS_VISTA,
                    IcmpProfile.WINDOWS_VISTA,
                    49_152,
                    65_535,
                    65_536,
                    65_536,
                    TcpProfile.WINDOWS_10,
                    RawSocketRules.LIMITED);

    /** The embedded Windows of the article on PacketCE: as XP, without raw sockets. */
    public static final WindowsPreset CE =
            new WindowsPreset(
                    "windows-ce",
                    XP.strongHost,
                    XP.ttl,
                    XP.neighbours,
                    XP.icmp,
                    XP.ephemeralFirst,
                    XP.ephemeralLast,
                    XP.sendBufferOctets,
                    XP.receiveBufferOctets,
                    XP.tcp,
                    RawSocketRules.NONE);

    /** The preset of that name. */
    public static Optional<WindowsPreset> named(String name) {
        if (name.equals(XP.name)) return Optional.of(XP);
        if (name.equals(CE.name)) return Optional.of(CE);
        return name.equals(WINDOWS_10.name) ? Optional.of(WINDOWS_10) : Optional.empty();
    }
}
