package sluice.bump;

import sluice.edge.IpAddress;

/**
 * Which packets are protected, between whom, and what IP is told about it.
 *
 * @param local this host's address in ESP packets, IPv4
 * @param peer the other host's, IPv4
 * @param localNet what is on this side: inner sources on the way out, IPv4
 * @param localBits length of its prefix, 0 to 32
 * @param remoteNet what is on the other side
 * @param remoteBits length of its prefix, 0 to 32
 * @param lowersMtu whether the upper edge answers less to OID_GEN_MAXIMUM_FRAME_SIZE, so that IP
 *     and TCP keep packets short; else what is too long is split behind ESP or refused by ICMP
 */
public record EspOptions(
        EspMode mode,
        IpAddress local,
        IpAddress peer,
        IpAddress localNet,
        int localBits,
        IpAddress remoteNet,
        int remoteBits,
        boolean lowersMtu) {
    /**
     * Checks the addresses.
     *
     * @throws IllegalArgumentException if one is no IPv4 address, or a prefix has no such length
     */
    public EspOptions {
        if (!local.isV4() || !peer.isV4() || !localNet.isV4() || !remoteNet.isV4())
            throw new IllegalArgumentException("ESP here is over IPv4 only");
        if (localBits < 0 || localBits > 32 || remoteBits < 0 || remoteBits > 32)
            throw new IllegalArgumentException(
                    "prefixes of %d and %d bits".formatted(localBits, remoteBits));
    }

    /** All packets between two hosts. */
    public static EspOptions between(EspMode mode, IpAddress local, IpAddress peer) {
        return new EspOptions(mode, local, peer, local, 32, peer, 32, true);
    }

    /** The same between the networks behind them; tunnel mode. */
    public EspOptions networks(
            IpAddress behindLocal, int localPrefix, IpAddress behindPeer, int remotePrefix) {
        return new EspOptions(
                EspMode.TUNNEL,
                local,
                peer,
                behindLocal,
                localPrefix,
                behindPeer,
                remotePrefix,
                lowersMtu);
    }

    /** The same without telling IP; packets that get too long are split or refused. */
    public EspOptions withMtuOfTheLink() {
        return new EspOptions(mode, local, peer, localNet, localBits, remoteNet, remoteBits, false);
    }

    /** Whether a packet from {@code source} to {@code destination} has to be protected. */
    boolean protectsSend(int source, int destination) {
        return isIn(source, localNet, localBits) && isIn(destination, remoteNet, remoteBits);
    }

    /** Whether a packet that comes in has to have been protected. */
    boolean protectsReceive(int source, int destination) {
        return isIn(source, remoteNet, remoteBits) && isIn(destination, localNet, localBits);
    }

    private static boolean isIn(int address, IpAddress net, int bits) {
        return bits == 0 || (address ^ net.v4()) >>> (32 - bits) == 0;
    }
}
