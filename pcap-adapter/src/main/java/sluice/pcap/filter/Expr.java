package sluice.pcap.filter;

import java.util.List;

/** What an expression says, before it is known for which link type. Columns count from 1. */
sealed interface Expr {
    /** Where it begins. */
    int column();

    /** Conditions joined from left to right; {@code and} and {@code or} bind alike. */
    record Chain(int column, Expr first, List<Joined> rest) implements Expr {}

    /** One link of a chain. */
    record Joined(boolean and, Expr right) {}

    /** The opposite. */
    record Not(int column, Expr inner) implements Expr {}

    /** A protocol's name alone. */
    record Abbreviation(int column, Protocol protocol) implements Expr {}

    /** A number without dots, such as a port. */
    record NumberId(int column, int value, Qualifiers qualifiers) implements Expr {}

    /** An IPv4 address, perhaps of fewer than four numbers; {@code text} as written. */
    record DottedId(int column, String text, Qualifiers qualifiers) implements Expr {}

    /** An IPv4 network: {@code mask} is an address as written, or "" if {@code bits} counts. */
    record MaskedId(int column, String text, String mask, int bits, Qualifiers qualifiers)
            implements Expr {}

    /** An IPv6 address or network as four words. */
    record Ip6Id(int column, int[] words, int bits, boolean masked, Qualifiers qualifiers)
            implements Expr {}

    /** A MAC address, its six octets in the low bits. */
    record MacId(int column, long address, Qualifiers qualifiers) implements Expr {}

    /** An ARCnet address. */
    record ArcId(int column) implements Expr {}

    /** A name. */
    record NamedId(int column, String name, Qualifiers qualifiers) implements Expr {}

    /** A comparison of two numbers: a jump code, and whether its opposite is meant. */
    record Relation(int column, int jumpCode, boolean reversed, Arith left, Arith right)
            implements Expr {}

    /** {@code broadcast} or {@code multicast}. */
    record Cast(int column, Protocol protocol, boolean broadcast) implements Expr {}

    /** {@code less} or {@code greater}, both including the length. */
    record Length(int column, boolean greater, int octets) implements Expr {}

    /** {@code byte OFFSET OP VALUE}. */
    record ByteTest(int column, int offset, char operator, int value) implements Expr {}

    /** {@code inbound} or {@code outbound}. */
    record Bound(int column, boolean outbound) implements Expr {}

    /** {@code ifindex N}. */
    record IfIndex(int column, int index) implements Expr {}

    /** What {@code vlan}, {@code mpls}, {@code pppoes} and {@code geneve} are. */
    enum Layer {
        VLAN,
        MPLS,
        PPPOES,
        GENEVE
    }

    /** An encapsulation, with the number of its tag, label, session or network if given. */
    record Encapsulated(int column, Layer layer, boolean numbered, int number) implements Expr {}

    /** {@code pppoed}. */
    record PppoeDiscovery(int column) implements Expr {}

    /** Bits of the first or second octet of an 802.11 header. */
    record WirelessField(int column, int offset, int value, int mask) implements Expr {}

    /** {@code llc}, perhaps with bits of the control octet; a mask of 0 asks none. */
    record Llc(int column, int value, int mask) implements Expr {}

    /** A number computed from the packet. */
    sealed interface Arith {
        /** Where it begins. */
        int column();
    }

    /** A number as written. */
    record Constant(int column, int value) implements Arith {}

    /** The length of the packet. */
    record PacketLength(int column) implements Arith {}

    /** {@code PROTOCOL[index:size]}. */
    record Load(int column, Protocol protocol, Arith index, int size) implements Arith {}

    /** An operation, by its code. */
    record Binary(int column, int operation, Arith left, Arith right) implements Arith {}

    /** The negative. */
    record Negative(int column, Arith inner) implements Arith {}
}
