package sluice.rules.nft;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;
import sluice.packet.wire.Addresses;
import sluice.rules.SourcePlace;
import sluice.rules.names.Names;

/** Constants of each type from what is written (nftables, src/datatype.c). */
final class Constants {
    private static final int NAME_MAX = 15;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final BigInteger MILLIS = BigInteger.valueOf(1000);
    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000L);

    private final NftDevices devices;

    Constants(NftDevices devices) {
        this.devices = devices;
    }

    /** A value or an interval. */
    Span span(Ex ex, DataType type, int bits) throws NftFault {
        int octets = (bits + 7) / 8;
        return switch (ex) {
            case Ex.Prefix prefix -> {
                if (prefix.length() > bits || type.text())
                    throw new NftFault(
                            prefix.place(),
                            "a prefix of " + prefix.length() + " bits does not fit " + type.word());
                byte[] base = value(prefix.base(), type, bits);
                byte[] mask = prefixMask(prefix.length(), bits, octets);
                byte[] from = new byte[octets];
                byte[] to = new byte[octets];
                byte[] all = prefixMask(bits, bits, octets);
                for (int i = 0; i < octets; i++) {
                    from[i] = (byte) (base[i] & mask[i]);
                    to[i] = (byte) (from[i] | (all[i] & ~mask[i]));
                }
                yield new Span(from, to);
            }
            case Ex.Range range -> {
                byte[] from = value(range.from(), type, bits);
                byte[] to = value(range.to(), type, bits);
                if (Arrays.compareUnsigned(from, to) > 0 && type != DataType.HOUR)
                    throw new NftFault(range.place(), "a range that ends before it starts");
                yield new Span(from, to);
            }
            case Ex.Word word when wildcard(word, type) -> {
                byte[] start = nameStart(word);
                byte[] from = Arrays.copyOf(start, octets);
                byte[] to = Arrays.copyOf(start, octets);
                Arrays.fill(to, start.length, octets, (byte) 0xff);
                yield new Span(from, to);
            }
            case Ex.Star _ -> new Span(new byte[octets], prefixMask(bits, bits, octets));
            default -> Span.of(value(ex, type, bits));
        };
    }

    /** The first so many of the last {@code bits} bits. */
    static byte[] prefixMask(int length, int bits, int octets) {
        byte[] mask = new byte[octets];
        int unused = octets * 8 - bits;
        for (int i = unused; i < unused + length; i++) mask[i / 8] |= (byte) (0x80 >>> i % 8);
        return mask;
    }

    /** Whether a name ends in a star that stands for anything. */
    static boolean wildcard(Ex ex, DataType type) {
        return type == DataType.IFNAME
                && ex instanceof Ex.Word word
                && word.text().endsWith("*")
                && !word.text().endsWith("\\*");
    }

    byte[] nameStart(Ex.Word word) throws NftFault {
        String start = word.text().substring(0, word.text().length() - 1);
        if (start.isEmpty())
            throw new NftFault(word.place(), "a name of a device that is only a star");
        return name(word.place(), start);
    }

    private static byte[] name(SourcePlace place, String name) throws NftFault {
        byte[] octets = name.replace("\\*", "*").getBytes(StandardCharsets.ISO_8859_1);
        if (octets.length > NAME_MAX)
            throw new NftFault(place, "a name of more than " + NAME_MAX + " characters");
        return octets;
    }

    /** A single value. */
    byte[] value(Ex ex, DataType type, int bits) throws NftFault {
        int octets = (bits + 7) / 8;
        return switch (ex) {
            case Ex.Num number -> number(number, type, bits);
            case Ex.Word word -> word(word, type, bits);
            case Ex.Presence presence -> {
                if (type != DataType.BOOLEAN && bits > 8)
                    throw new NftFault(
                            ex.place(), "exists and missing are not values of " + type.word());
                byte[] value = new byte[octets];
                value[octets - 1] = (byte) (presence.there() ? 1 : 0);
                yield value;
            }
            case Ex.Multi multi -> {
                if (!type.bitmask())
                    throw new NftFault(
                            multi.place(),
                            "a list of values needs braces: "
                                    + type.word()
                                    + " has no bits to combine");
                byte[] sum = new byte[octets];
                for (Ex item : multi.items()) or(sum, value(item, type, bits));
                yield sum;
            }
            case Ex.Binary binary -> folded(binary, type, bits);
            default ->
                    throw new NftFault(
                            ex.place(), "a value of " + type.word() + " is expected here");
        };
    }

    private static void or(byte[] sum, byte[] value) {
        for (int i = 0; i < sum.length; i++) sum[i] |= value[i];
    }

    private byte[] folded(Ex.Binary binary, DataType type, int bits) throws NftFault {
        BigInteger left = new BigInteger(1, value(binary.left(), type, bits));
        boolean shift = binary.sign().equals("<<") || binary.sign().equals(">>");
        BigInteger right =
                shift
                        ? new BigInteger(1, value(binary.right(), DataType.INTEGER, 8))
                        : new BigInteger(1, value(binary.right(), type, bits));
        BigInteger result =
                switch (binary.sign()) {
                    case "&" -> left.and(right);
                    case "|" -> left.or(right);
                    case "^" -> left.xor(right);
                    case "<<" -> left.shiftLeft(right.intValue());
                    default -> left.shiftRight(right.intValue());
                };
        return fitting(result, bits, binary.place(), type);
    }

    private static byte[] fitting(BigInteger value, int bits, SourcePlace place, DataType type)
            throws NftFault {
        if (value.signum() < 0 || value.bitLength() > bits)
            throw new NftFault(
                    place,
                    "value "
                            + Lexer.excerpt(value.toString())
                            + " exceeds "
                            + bits
                            + " bits of "
                            + type.word());
        byte[] octets = new byte[(bits + 7) / 8];
        byte[] digits = value.toByteArray();
        for (int i = 0; i < octets.length && i < digits.length; i++)
            octets[octets.length - 1 - i] = digits[digits.length - 1 - i];
        return octets;
    }

    private byte[] number(Ex.Num number, DataType type, int bits) throws NftFault {
        BigInteger value = number.value();
        return switch (type) {
            case TIMEOUT -> fitting(value.multiply(MILLIS), bits, number.place(), type);
            case DATE -> fitting(value.multiply(NANOS), bits, number.place(), type);
            case IFNAME, STRING ->
                    Arrays.copyOf(name(number.place(), value.toString()), (bits + 7) / 8);
            case IPV4_ADDR, IPV6_ADDR, ETHER_ADDR, BOOLEAN ->
                    fitting(value, bits, number.place(), type);
            case CT_LABEL -> {
                if (value.signum() < 0 || value.bitLength() > 7)
                    throw new NftFault(number.place(), "labels are 0 to 127");
                yield fitting(
                        BigInteger.ONE.shiftLeft(value.intValue()), bits, number.place(), type);
            }
            case IFACE_INDEX -> fitting(value, bits, number.place(), type);
            case VERDICT -> throw new NftFault(number.place(), "a verdict is expected here");
            default -> fitting(value, bits, number.place(), type);
        };
    }

    private byte[] word(Ex.Word word, DataType type, int bits) throws NftFault {
        int octets = (bits + 7) / 8;
        String text = word.text();
        SourcePlace place = word.place();
        if (type.text()) return Arrays.copyOf(name(place, text), octets);
        if (type == DataType.IFACE_INDEX && !numeric(text)) {
            int index = devices.index(text);
            if (index == 0)
                throw new NftFault(place, "there is no device '" + Lexer.excerpt(text) + "'");
            return fitting(BigInteger.valueOf(index), bits, place, type);
        }
        Integer symbol = type.symbols().get(text);
        if (symbol != null) return fitting(BigInteger.valueOf(symbol), bits, place, type);
        byte[] special = special(type, text);
        if (special != null && special.length == octets) return special;
        if (numeric(text) && text.length() <= ParserBase.DIGITS_MAX)
            return number(new Ex.Num(place, ParserBase.big(text)), type, bits);
        throw new NftFault(
                place,
                "'" + Lexer.excerpt(text) + "' is not a value of " + type.word() + hint(type));
    }

    private static String hint(DataType type) {
        if (type == DataType.IPV4_ADDR || type == DataType.IPV6_ADDR)
            return " (names of hosts are not looked up)";
        return type.symbols().isEmpty() || type.symbols().size() > 16
                ? ""
                : " (" + String.join(", ", type.symbols().keySet()) + ")";
    }

    static boolean numeric(String text) {
        if (text.isEmpty()) return false;
        boolean hexadecimal = text.startsWith("0x") && text.length() > 2;
        for (int i = hexadecimal ? 2 : 0; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), hexadecimal ? 16 : 10);
            if (digit < 0 || text.charAt(i) > 'z') return false;
        }
        return true;
    }

    /** What types have besides symbols and numbers, or null. */
    private static byte @Nullable [] special(DataType type, String text) {
        return switch (type) {
            case IPV4_ADDR -> {
                OptionalInt address = Addresses.parseIpv4(text);
                yield address.isEmpty() ? null : bytes(address.getAsInt(), 4);
            }
            case IPV6_ADDR -> {
                byte[] address = new byte[16];
                yield Addresses.parseIpv6(text, address, 0) ? address : null;
            }
            case ETHER_ADDR -> mac(text);
            case INET_SERVICE -> {
                OptionalInt port = Names.port(text, 0);
                yield port.isEmpty() ? null : bytes(port.getAsInt(), 2);
            }
            case INET_PROTO -> {
                OptionalInt protocol = Names.protocol(text);
                yield protocol.isEmpty() ? null : bytes(protocol.getAsInt(), 1);
            }
            case TIMEOUT -> {
                long millis = ParserBase.millis(text);
                yield millis < 0 ? null : bytes(millis, 8);
            }
            case HOUR -> {
                int seconds = clock(text);
                yield seconds < 0 ? null : bytes(seconds, 4);
            }
            case DAY -> day(text);
            case DATE -> date(text);
            case CLASSID -> classid(text);
            default -> null;
        };
    }

    static byte[] bytes(long value, int octets) {
        byte[] made = new byte[octets];
        for (int i = 0; i < octets; i++) made[octets - 1 - i] = (byte) (value >>> (8 * i));
        return made;
    }

    private static byte @Nullable [] mac(String text) {
        if (!Lexer.macLike(text)) return null;
        byte[] mac = new byte[6];
        String[] parts = text.split(":", -1);
        for (int i = 0; i < mac.length; i++) {
            if (!numeric("0x" + parts[i])) return null;
            mac[i] = (byte) Integer.parseInt(parts[i], 16);
        }
        return mac;
    }

    /** Seconds since midnight of {@code 08:00} or {@code 08:00:30}, or -1. */
    private static int clock(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3) return -1;
        int seconds = 0;
        for (int i = 0; i < 3; i++) {
            String part = i < parts.length ? parts[i] : "0";
            if (part.length() > 2 || !numeric(part)) return -1;
            seconds = seconds * 60 + Integer.parseInt(part);
        }
        return seconds < SECONDS_PER_DAY ? seconds : -1;
    }

    private static byte @Nullable [] day(String text) {
        if (text.length() < 3) return null;
        for (var day : DataType.DAY.symbols().entrySet()) {
            if (day.getKey().toLowerCase(Locale.ROOT).startsWith(text.toLowerCase(Locale.ROOT)))
                return bytes(day.getValue(), 1);
        }
        return null;
    }

    private static byte @Nullable [] date(String text) {
        String[] halves = text.trim().split(" ", -1);
        String[] parts = halves[0].split("-", -1);
        int seconds = halves.length == 2 ? clock(halves[1]) : 0;
        if (parts.length != 3 || seconds < 0 || halves.length > 2) return null;
        int[] numbers = new int[3];
        for (int i = 0; i < 3; i++) {
            if (parts[i].length() > 4 || !numeric(parts[i])) return null;
            numbers[i] = Integer.parseInt(parts[i]);
        }
        try {
            long day =
                    LocalDateTime.of(numbers[0], numbers[1], numbers[2], 0, 0)
                            .toEpochSecond(ZoneOffset.UTC);
            return bytes((day + seconds) * NANOS.longValue(), 8);
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }

    private static byte @Nullable [] classid(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || text.length() - colon > 5 || colon > 4) return null;
        String major = "0x" + (colon == 0 ? "0" : text.substring(0, colon));
        String minor = "0x" + (colon == text.length() - 1 ? "0" : text.substring(colon + 1));
        if (!numeric(major) || !numeric(minor)) return null;
        byte[] id = new byte[4];
        Octets.put16(id, 0, ParserBase.big(major).intValue());
        Octets.put16(id, 2, ParserBase.big(minor).intValue());
        return id;
    }
}
