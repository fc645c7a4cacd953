package sluice.firewall;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import sluice.edge.IpAddress;
import sluice.firewall.PacketSpec.Described;
import sluice.firewall.PacketSpec.Options;
import sluice.firewall.PacketSpec.Way;
import sluice.packet.wire.Addresses;
import sluice.packet.wire.IpProtocols;

/**
 * Reads descriptions of packets:
 *
 * <pre>
 *   in eth0 tcp 203.0.113.5:4000 > 192.0.2.1:22 syn ttl 3 x4
 *   icmp echo 10.0.0.5 > 192.0.2.1 after 2s
 *   out udp 192.0.2.1:40000 > [2001:db8::1]:53 ; reply
 *   hex:0200... in eth0
 * </pre>
 *
 * <p>Words may stand in any order behind the protocol; {@code ;} parts packets.
 */
public final class PacketNotation {
    private static final int PORT_MAX = 65_535;
    private static final int LENGTH_MAX = 65_535;
    private static final int REPEAT_MAX = 1_000_000;
    private static final int ECHO_REQUEST = 8;
    private static final int ECHO_REQUEST6 = 128;
    private static final int PORT_LOW = 40_000;
    private static final int SYN = 2;

    /** Bits of TCP by their words. */
    static final Map<String, Integer> FLAGS =
            Map.of(
                    "fin", 1, "syn", 2, "rst", 4, "psh", 8, "ack", 16, "urg", 32, "ece", 64, "cwr",
                    128, "none", 0);

    private static final Map<String, Integer> PROTOCOLS =
            Map.ofEntries(
                    Map.entry("tcp", IpProtocols.TCP),
                    Map.entry("udp", IpProtocols.UDP),
                    Map.entry("icmp", IpProtocols.ICMP),
                    Map.entry("icmp6", IpProtocols.ICMPV6),
                    Map.entry("icmpv6", IpProtocols.ICMPV6),
                    Map.entry("igmp", IpProtocols.IGMP),
                    Map.entry("gre", IpProtocols.GRE),
                    Map.entry("esp", IpProtocols.ESP),
                    Map.entry("ah", IpProtocols.AH),
                    Map.entry("sctp", IpProtocols.SCTP),
                    Map.entry("dccp", IpProtocols.DCCP),
                    Map.entry("udplite", IpProtocols.UDP_LITE),
                    Map.entry("ospf", IpProtocols.OSPF),
                    Map.entry("ipip", IpProtocols.IPV4),
                    Map.entry("vrrp", IpProtocols.VRRP));

    /** Types and codes of ICMP by words; of ICMPv6 by the same words with 6 behind. */
    private static final Map<String, int[]> MESSAGES =
            Map.ofEntries(
                    Map.entry("echo", new int[] {8, 0}),
                    Map.entry("echo-request", new int[] {8, 0}),
                    Map.entry("ping", new int[] {8, 0}),
                    Map.entry("echo-reply", new int[] {0, 0}),
                    Map.entry("pong", new int[] {0, 0}),
                    Map.entry("redirect", new int[] {5, 1}),
                    Map.entry("timestamp", new int[] {13, 0}),
                    Map.entry("echo6", new int[] {128, 0}),
                    Map.entry("echo-request6", new int[] {128, 0}),
                    Map.entry("ping6", new int[] {128, 0}),
                    Map.entry("echo-reply6", new int[] {129, 0}),
                    Map.entry("pong6", new int[] {129, 0}),
                    Map.entry("router-solicitation6", new int[] {133, 0}),
                    Map.entry("router-advertisement6", new int[] {134, 0}),
                    Map.entry("neighbour-solicitation6", new int[] {135, 0}),
                    Map.entry("neighbour-advertisement6", new int[] {136, 0}));

    private record Word(String text, int column) {}

    private final String whole;
    private final List<Word> words;
    private int at;

    private PacketNotation(String whole, List<Word> words) {
        this.whole = whole;
        this.words = words;
    }

    /**
     * The packets that a text describes, in order.
     *
     * @throws NotationFault if it is not understood
     */
    public static List<PacketSpec> read(String text) throws NotationFault {
        String start = text.stripLeading();
        if (start.startsWith("{") || start.startsWith("[")) return JsonNotation.read(text);
        List<PacketSpec> specs = new ArrayList<>();
        List<Word> words = new ArrayList<>();
        int begin = 0;
        for (Word word : split(text)) {
            if (!word.text.equals(";")) {
                words.add(word);
                continue;
            }
            specs.add(one(text.substring(begin, word.column - 1), words, word.column));
            begin = word.column;
            words = new ArrayList<>();
        }
        if (specs.isEmpty() || !words.isEmpty())
            specs.add(one(text.substring(begin), words, text.length() + 1));
        return specs;
    }

    private static PacketSpec one(String text, List<Word> words, int end) throws NotationFault {
        if (words.isEmpty()) throw new NotationFault(end, "a packet is expected");
        return new PacketNotation(text.strip(), words).spec();
    }

    private static List<Word> split(String text) throws NotationFault {
        List<Word> words = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) i++;
            else if (c == ';' || c == '>') words.add(new Word(String.valueOf(c), ++i));
            else if (c == '"') {
                int end = text.indexOf('"', i + 1);
                if (end < 0) throw new NotationFault(i + 1, "the quote is not closed");
                words.add(new Word(text.substring(i, end), i + 1));
                i = end + 1;
            } else {
                int from = i;
                while (i < text.length() && " \t\r\n;>\"".indexOf(text.charAt(i)) < 0) i++;
                words.add(new Word(text.substring(from, i), from + 1));
            }
        }
        // "->" is as good as ">".
        words.removeIf(word -> word.text.equals("-"));
        return words;
    }

    // ---- words -----------------------------------------------------------------------------

    private boolean more() {
        return at < words.size();
    }

    private Word next(String wanted) throws NotationFault {
        if (!more()) {
            Word last = words.getLast();
            throw new NotationFault(last.column + last.text.length(), wanted + " is expected here");
        }
        return words.get(at++);
    }

    private int number(String what, int min, int max) throws NotationFault {
        Word word = next(what);
        OptionalInt value = number(word.text);
        if (value.isEmpty() || value.getAsInt() < min || value.getAsInt() > max)
            throw new NotationFault(
                    word.column, "%s from %d to %d is expected".formatted(what, min, max));
        return value.getAsInt();
    }

    private static OptionalInt number(String text) {
        try {
            long value =
                    Long.decode(text.matches("0[0-9]+") ? text.replaceFirst("^0+(?=.)", "") : text);
            return value >= 0 && value <= 0xffff_ffffL
                    ? OptionalInt.of((int) value)
                    : OptionalInt.empty();
        } catch (NumberFormatException _) {
            return OptionalInt.empty();
        }
    }

    // ---- a packet --------------------------------------------------------------------------

    private Way way = Way.UNSAID;
    private String device = "";
    private int repeat = 1;
    private long afterNanos;
    private int flags = -1;
    private int icmpType = -1;
    private int icmpCode;
    private Options options = Options.NONE;

    private PacketSpec spec() throws NotationFault {
        while (more() && general()) {}
        Word first = next("a protocol, \"reply\" or \"hex:\"");
        String word = first.text.toLowerCase(Locale.ROOT);
        PacketSpec.Content content;
        if (word.equals("reply")) {
            rest();
            content = new PacketSpec.Reply(flags);
        } else if (word.startsWith("hex:") || word.equals("hex")) {
            Word digits = word.equals("hex") ? next("hex digits") : first;
            String hex = digits.text.replaceFirst("(?i)^hex:", "");
            rest();
            content = new PacketSpec.Frame(device, octets(hex, digits.column));
        } else content = described(first);
        return new PacketSpec(whole, content, repeat, afterNanos);
    }

    private static byte[] octets(String hex, int column) throws NotationFault {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException _) {
            throw new NotationFault(column, "pairs of hex digits are expected");
        }
    }

    private void rest() throws NotationFault {
        while (more()) {
            if (general() || flags()) continue;
            Word word = words.get(at);
            throw new NotationFault(word.column, "\"" + word.text + "\" is not understood here");
        }
    }

    /** Words that every packet may have; false if the next is none. */
    private boolean general() throws NotationFault {
        Word word = words.get(at);
        String text = word.text.toLowerCase(Locale.ROOT);
        if (text.matches("x[0-9]+")) {
            at++;
            OptionalInt times = number(text.substring(1));
            if (times.isEmpty() || times.getAsInt() < 1 || times.getAsInt() > REPEAT_MAX)
                throw new NotationFault(word.column, "at most x" + REPEAT_MAX + " is possible");
            repeat = times.getAsInt();
            return true;
        }
        switch (text) {
            case "in" -> {
                at++;
                way = Way.IN;
                device = next("the name of an interface").text;
            }
            case "out" -> {
                at++;
                way = Way.OUT;
            }
            case "after" -> {
                at++;
                Word time = next("a time such as 2s");
                afterNanos = nanos(time);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static long nanos(Word word) throws NotationFault {
        var matcher =
                java.util.regex.Pattern.compile("([0-9]{1,9})(ms|us|s|m|h|d)").matcher(word.text);
        if (!matcher.matches())
            throw new NotationFault(word.column, "a time such as 2s or 500ms is expected");
        long unit =
                switch (matcher.group(2)) {
                    case "us" -> 1_000L;
                    case "ms" -> 1_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    default -> 86_400_000_000_000L;
                };
        long nanos =
                Math.multiplyHigh(Long.parseLong(matcher.group(1)), unit) == 0
                        ? Long.parseLong(matcher.group(1)) * unit
                        : -1;
        if (nanos < 0 || nanos > 1L << 60) throw new NotationFault(word.column, "too long a time");
        return nanos;
    }

    private boolean flags() {
        String text = words.get(at).text.toLowerCase(Locale.ROOT);
        int bits = 0;
        if (text.equals("synack")) text = "syn,ack";
        for (String flag : text.split("[,|]", -1)) {
            Integer bit = FLAGS.get(flag);
            if (bit == null) return false;
            bits |= bit;
        }
        at++;
        flags = flags < 0 ? bits : flags | bits;
        return true;
    }

    private PacketSpec.Content described(Word first) throws NotationFault {
        int protocol = protocol(first);
        boolean icmp = protocol == IpProtocols.ICMP || protocol == IpProtocols.ICMPV6;
        boolean tcp = protocol == IpProtocols.TCP;
        String suffix = protocol == IpProtocols.ICMPV6 ? "6" : "";
        IpAddress from = null;
        IpAddress to = null;
        int fromPort = -1;
        int toPort = -1;
        while (more()) {
            if (general() || (tcp && flags()) || option(icmp, suffix)) continue;
            if (from == null) {
                Word word = next("an address");
                from = address(word);
                fromPort = port(word);
                Word arrow = next("\">\"");
                if (!arrow.text.equals(">") && !arrow.text.equals("->"))
                    throw new NotationFault(
                            arrow.column, "\">\" is expected between the addresses");
                Word target = next("an address");
                to = address(target);
                toPort = port(target);
                if (from.isV4() != to.isV4())
                    throw new NotationFault(target.column, "one address is IPv4, the other IPv6");
                continue;
            }
            Word word = words.get(at);
            throw new NotationFault(word.column, "\"" + word.text + "\" is not understood here");
        }
        if (from == null || to == null) {
            throw new NotationFault(
                    words.getLast().column + words.getLast().text.length(),
                    "addresses are expected: FROM > TO");
        }
        if (protocol == IpProtocols.ICMP && !from.isV4()) {
            protocol = IpProtocols.ICMPV6;
            if (icmpType == ECHO_REQUEST) icmpType = ECHO_REQUEST6;
            else if (icmpType == 0) icmpType = ECHO_REQUEST6 + 1;
        }
        if (protocol == IpProtocols.ICMPV6 && from.isV4())
            throw new NotationFault(first.column, "ICMPv6 needs IPv6 addresses");
        if (icmpType < 0) icmpType = protocol == IpProtocols.ICMPV6 ? ECHO_REQUEST6 : ECHO_REQUEST;
        return new Described(
                way,
                device,
                protocol,
                from,
                fromPort < 0 ? PORT_LOW : fromPort,
                to,
                Math.max(toPort, 0),
                flags < 0 ? SYN : flags,
                icmpType,
                icmpCode,
                options);
    }

    private int protocol(Word first) throws NotationFault {
        String word = first.text.toLowerCase(Locale.ROOT);
        Integer known = PROTOCOLS.get(word);
        if (known != null) return known;
        if (word.equals("ip") || word.equals("proto") || word.equals("protocol"))
            return number("a protocol number", 0, 255);
        String near = sluice.report.Suggestions.nearest(word, PROTOCOLS.keySet()).orElse("");
        throw new NotationFault(
                first.column,
                "unknown protocol \"%s\"%s"
                        .formatted(
                                first.text,
                                near.isEmpty() ? "" : "; did you mean \"" + near + "\"?"));
    }

    private static IpAddress address(Word word) throws NotationFault {
        String text = word.text;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) throw new NotationFault(word.column, "the bracket is not closed");
            text = text.substring(1, end);
        } else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf(':') >= 0)
            text = text.substring(0, text.indexOf(':'));
        Optional<IpAddress> address = IpAddress.checked(text);
        if (address.isEmpty())
            throw new NotationFault(word.column, "\"" + text + "\" is no address");
        return address.get();
    }

    private static int port(Word word) throws NotationFault {
        String text = word.text;
        int colon;
        if (text.startsWith("[")) {
            colon = text.indexOf("]:");
            if (colon < 0) return -1;
            colon++;
        } else {
            colon = text.indexOf(':');
            if (colon < 0 || colon != text.lastIndexOf(':')) return -1;
        }
        OptionalInt port = number(text.substring(colon + 1));
        if (port.isEmpty() || port.getAsInt() < 0 || port.getAsInt() > PORT_MAX)
            throw new NotationFault(word.column + colon + 1, "a port from 0 to 65535 is expected");
        return port.getAsInt();
    }

    private boolean option(boolean icmp, String suffix) throws NotationFault {
        Word word = words.get(at);
        String text = word.text.toLowerCase(Locale.ROOT);
        int[] message = icmp ? MESSAGES.get(text + suffix) : null;
        if (message != null) {
            at++;
            icmpType = message[0];
            icmpCode = message[1];
            return true;
        }
        Options o = options;
        int ttl = o.ttl();
        int tos = o.tos();
        int mark = o.mark();
        int length = o.lengthOctets();
        Optional<String> mac = o.mac();
        byte[] payload = o.payload();
        int uid = o.uid();
        int gid = o.gid();
        boolean whole = o.dontFragment();
        int fragment = o.fragmentOctets();
        boolean moreToCome = o.moreFragments();
        boolean broadcast = o.broadcast();
        at++;
        switch (text) {
            case "ttl", "hl", "hoplimit" -> ttl = number("a time to live", 0, 255);
            case "tos" -> tos = number("a type of service", 0, 255);
            case "dscp" -> tos = number("a DSCP", 0, 63) << 2;
            case "mark" -> mark = number("a mark", Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "len", "length" -> length = number("a length", 20, LENGTH_MAX);
            case "uid" -> uid = number("a user", 0, Integer.MAX_VALUE);
            case "gid" -> gid = number("a group", 0, Integer.MAX_VALUE);
            case "df" -> whole = true;
            case "broadcast" -> broadcast = true;
            case "frag" -> fragment = number("an offset in octets", 0, LENGTH_MAX) & ~7;
            case "more" -> moreToCome = true;
            case "mac" -> {
                Word value = next("a MAC address");
                if (Addresses.parseMac(value.text).isEmpty())
                    throw new NotationFault(value.column, "a MAC address is expected");
                mac = Optional.of(value.text);
            }
            case "payload" -> {
                Word value = next("hex digits or a quoted text");
                payload =
                        value.text.startsWith("\"")
                                ? value.text.substring(1).getBytes(StandardCharsets.UTF_8)
                                : octets(value.text, value.column);
            }
            case "type" -> {
                if (!icmp) return unread();
                icmpType = number("a type", 0, 255);
            }
            case "code" -> {
                if (!icmp) return unread();
                icmpCode = number("a code", 0, 255);
            }
            default -> {
                return unread();
            }
        }
        options =
                new Options(
                        ttl,
                        tos,
                        mark,
                        length,
                        mac,
                        payload,
                        uid,
                        gid,
                        whole,
                        fragment,
                        moreToCome,
                        broadcast);
        return true;
    }

    private boolean unread() {
        at--;
        return false;
    }
}
