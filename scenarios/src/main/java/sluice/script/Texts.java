package sluice.script;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import sluice.edge.IpAddress;

/** Readings of single values that need more than a pattern. */
final class Texts {
    private Texts() {}

    static Optional<IpAddress> address(String text) {
        return IpAddress.checked(text);
    }

    /** The port of {@code host:port}, from 1 on. */
    static OptionalInt port(String target) {
        String digits = target.substring(target.lastIndexOf(':') + 1);
        if (!digits.matches("[0-9]{1,5}")) {
            return OptionalInt.empty();
        }
        int port = Integer.parseInt(digits);
        return port >= 1 && port <= 65_535 ? OptionalInt.of(port) : OptionalInt.empty();
    }

    /** The host or address of {@code host:port}, brackets taken off. */
    static String host(String target) {
        int colon = target.lastIndexOf(':');
        String host = colon < 0 ? target : target.substring(0, colon);
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    /** A constant as scenarios write it: small, with hyphens. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The 48 bits of a MAC address that fits its notation. */
    static long mac(String text) {
        return Long.parseLong(text.replace(":", ""), 16);
    }

    /** The octets of pairs of digits. */
    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
