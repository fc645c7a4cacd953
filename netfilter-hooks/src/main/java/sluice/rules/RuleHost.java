package sluice.rules;

import org.jspecify.annotations.Nullable;
import sluice.conntrack.Conntrack;
import sluice.conntrack.SynProxy;
import sluice.nat.Nat;
import sluice.netfilter.HookChain;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookState;
import sluice.netfilter.NetInterface;
import sluice.netfilter.QueueRange;
import sluice.netfilter.Skb;
import sluice.time.SeededRandom;

/** What rules need of the host they stand on. */
public interface RuleHost {
    /** Time of the run, in nanoseconds. */
    long nowNanos();

    /** Seconds since 1970 that the host believes in, for rules about dates and hours. */
    long wallSeconds();

    /** Its connections. */
    Conntrack conntrack();

    /** Its translations. */
    Nat nat();

    /** What answers SYNs in place of servers. */
    SynProxy synProxy();

    /** What SYNs of systems look like; none until some are loaded. */
    OsFingerprints fingerprints();

    /** Random numbers of rules. */
    SeededRandom random();

    /** The device of this index, or null. */
    @Nullable NetInterface device(int index);

    /** The device of this name, or null. */
    @Nullable NetInterface device(String name);

    /** The hooks of a device at INGRESS or EGRESS, or null if there is no such device. */
    @Nullable HookChain deviceChain(String name, HookPoint point);

    /**
     * Answers with an ICMP error over IPv4 ({@code nf_send_unreach}); the packet stays the
     * caller's. Silence where the kernel keeps silent.
     */
    void rejectIcmp4(Skb about, HookState state, int code);

    /** The same over IPv6 ({@code nf_send_unreach6}). */
    void rejectIcmp6(Skb about, HookState state, int code);

    /**
     * Answers a TCP segment with a reset ({@code nf_send_reset}); the packet stays the caller's.
     */
    void rejectReset(Skb about, HookState state);

    /**
     * Sends a copy to a gateway ({@code nf_dup_ipv4}, {@code nf_dup_ipv6}).
     *
     * @param gateway 4 or 16 octets
     * @param device it leaves by, or null to look that up
     */
    void duplicate(Skb packet, HookState state, byte[] gateway, @Nullable NetInterface device);

    /** Sends a copy of the frame out of a device ({@code nf_dup_netdev_egress}). */
    void duplicateFrame(Skb packet, HookState state, NetInterface device);

    /** Sends the frame itself out of a device ({@code nf_fwd_netdev_egress}); it is gone. */
    void forwardFrame(Skb packet, HookState state, NetInterface device);

    /**
     * Sends an IP packet that has just come in to a neighbour, with a lower time to live ({@code
     * neigh_xmit}); it is gone.
     *
     * @param neighbour 4 or 16 octets
     */
    void forwardToNeighbour(Skb packet, byte[] neighbour, NetInterface device);

    /**
     * What the routing tables say an address of the packet is ({@code nft_fib4_eval_type}).
     *
     * @param source whether the source is asked about, else the destination
     * @param mark whether the packet's mark takes part
     * @param device the address must be one of this device, or null
     * @return the kernel's number, {@code RTN_}; {@code RTN_UNREACHABLE} if there is no route
     */
    int fibType(
            Skb packet,
            HookState state,
            boolean source,
            boolean mark,
            @Nullable NetInterface device);

    /**
     * The device by which an address of the packet is reached ({@code nft_fib4_eval}), or null.
     *
     * @param device which the answer must be, or null
     */
    @Nullable NetInterface fibDevice(
            Skb packet,
            HookState state,
            boolean source,
            boolean mark,
            @Nullable NetInterface device);

    /** The IPv4 neighbour a routed packet goes to; its destination if there is no gateway. */
    int nextHop4(Skb packet);

    /** Largest TCP segment that fits both ways of a packet's route ({@code nft_rt} tcpmss). */
    int tcpMss(Skb packet, HookState state);

    /** A socket that was found for a packet. */
    interface FoundSocket {
        /** Whether it has IP_TRANSPARENT. */
        boolean transparent();

        /** Whether it is bound to any address. */
        boolean wildcard();

        /** Its mark. */
        int mark();
    }

    /** The socket that would get the packet, or null ({@code nf_sk_lookup_slow_v4}). */
    @Nullable FoundSocket socketFor(Skb packet, HookState state);

    /**
     * Gives the packet to a socket bound elsewhere, by IP_TRANSPARENT ({@code
     * nf_tproxy_assign_sock}).
     *
     * @param address 4 or 16 octets; empty for that of the device it came in on
     * @param port 0 for the packet's own
     * @return whether there is such a socket
     */
    boolean tproxy(Skb packet, HookState state, byte[] address, int port);

    /** Queues {@code first} to {@code last}, which share the packets of a rule. */
    QueueRange queues(int first, int last, boolean bypass, boolean byCpu);

    /** Writes a line to the kernel's log, as {@code dmesg} shows it; without a sink it is lost. */
    void log(String line);

    /** Whether anybody reads {@link #log}: if not, no line is made. */
    boolean logged();
}
