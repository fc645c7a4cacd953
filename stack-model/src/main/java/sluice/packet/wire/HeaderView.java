package sluice.packet.wire;

/** A header read in place, as a verifier sees it: a view that can be taken back. */
public sealed interface HeaderView permits Ipv4View, Ipv6View, UdpView {
    /** What a view looks at that was taken back. */
    byte[] NOTHING = {};

    /** Lets it look at {@link #NOTHING}: every use from now on is out of bounds. */
    void revoke();
}
