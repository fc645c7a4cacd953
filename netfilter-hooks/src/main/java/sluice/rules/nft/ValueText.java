package sluice.rules.nft;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import sluice.packet.Octets;
import sluice.packet.wire.Addresses;
import sluice.rules.names.Names;

/** Constants written back as text. */
final class ValueText {
    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000L);

    private ValueText() {}

    /** A value, a prefix or a range. */
    static String of(DataType type, Span span) {
        if (span.single()) return single(type, span.from());
        if (type == DataType.IFNAME) return ExText.quoted(name(span.from()) + "*");
        int prefix = prefix(span);
        if (prefix >= 0 && addresses(type)) return single(type, span.from()) + "/" + prefix;
        return single(type, span.from()) + "-" + single(type, span.to());
    }

    /** Length of the prefix that a span of addresses is; -1 if it is none. */
    static int prefixOf(DataType type, Span span) {
        return addresses(type) ? prefix(span) : -1;
    }

    private static boolean addresses(DataType type) {
        return type == DataType.IPV4_ADDR
                || type == DataType.IPV6_ADDR
                || type == DataType.ETHER_ADDR;
    }

    /** How many first bits are the same, if all others are 0 and then 1; else -1. */
    private static int prefix(Span span) {
        int bits = span.from().length * 8;
        var difference = new BigInteger(1, span.from()).xor(new BigInteger(1, span.to()));
        boolean ones = difference.add(BigInteger.ONE).bitCount() == 1;
        boolean zeros = new BigInteger(1, span.from()).and(difference).signum() == 0;
        return ones && zeros ? bits - difference.bitLength() : -1;
    }

    private static String single(DataType type, byte[] value) {
        var number = new BigInteger(1, value);
        return switch (type) {
            case IPV4_ADDR -> Addresses.formatIpv4(Octets.i32(value, 0));
            case IPV6_ADDR -> Addresses.formatIpv6(value, 0);
            case ETHER_ADDR -> Addresses.formatMac(number.longValue());
            case IFNAME, STRING -> ExText.quoted(name(value));
            case MARK -> "0x" + number.toString(16);
            case INET_PROTO -> Names.ofProtocol(number.intValue());
            case TIMEOUT -> number + "ms";
            case DATE -> number.divide(NANOS).toString();
            case CT_LABEL -> Integer.toString(Math.max(number.bitLength() - 1, 0));
            default -> symbol(type, number);
        };
    }

    private static String symbol(DataType type, BigInteger number) {
        for (Map.Entry<String, Integer> symbol : type.symbols().entrySet())
            if (BigInteger.valueOf(symbol.getValue()).equals(number)) return symbol.getKey();
        return number.toString();
    }

    private static String name(byte[] value) {
        int end = 0;
        while (end < value.length && value[end] != 0) end++;
        return new String(value, 0, end, StandardCharsets.ISO_8859_1).replace("*", "\\*");
    }
}
