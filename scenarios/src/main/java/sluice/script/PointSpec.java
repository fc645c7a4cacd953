package sluice.script;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import sluice.edge.IpAddress;
import sluice.winstack.InterceptionPoint;

/**
 * One policy at an interception point of a Windows host: what it is about, and what it does about
 * it. What is left out of the description stands for any.
 *
 * @param name unique on its host
 * @param nic the adapter, for points on one; empty: the first
 * @param does what becomes of what it is about
 * @param protocol IP protocol number, {@link #ARP}, or {@link #ANY}
 * @param port source or destination port, or 0
 * @param address one of the two ends
 * @param process whose it is, where the point knows
 */
public record PointSpec(
        Place place,
        String name,
        InterceptionPoint at,
        String nic,
        Does does,
        int protocol,
        int port,
        Optional<IpAddress> address,
        String process) {
    /** Any protocol, IP or not. */
    public static final int ANY = -1;

    /** ARP, which has no IP protocol number. */
    public static final int ARP = -2;

    static final List<String> PROTOCOLS = List.of("any", "udp", "tcp", "icmp", "arp");
    private static final int[] NUMBERS = {ANY, 17, 6, 1, ARP};

    /** What a policy does. */
    public enum Does {
        /** It counts. */
        SEE,
        /** It lets it not go on. */
        STOP,
        /** It exchanges the first and the third octet of the payload: no checksum notices. */
        CHANGE;

        /** As written in scenarios. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static List<String> verbs() {
        return Stream.of(Does.values()).map(Does::word).toList();
    }

    static List<String> points() {
        return Stream.of(InterceptionPoint.values()).map(PointSpec::word).toList();
    }

    /** A point as written in scenarios. */
    public static String word(InterceptionPoint at) {
        return at.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static InterceptionPoint point(String word) {
        return Stream.of(InterceptionPoint.values())
                .filter(each -> word(each).equals(word))
                .findFirst()
                .orElse(InterceptionPoint.TDI);
    }

    static Does does(String word) {
        return Stream.of(Does.values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElse(Does.SEE);
    }

    static int protocol(String word) {
        return NUMBERS[Math.max(0, PROTOCOLS.indexOf(word))];
    }

    /** What it does, in a few words. */
    public String words() {
        var text = new StringBuilder(does.word()).append("s ");
        for (int i = 0; i < NUMBERS.length; i++) {
            if (NUMBERS[i] == protocol) text.append(PROTOCOLS.get(i));
        }
        if (port != 0) text.append(" port ").append(port);
        address.ifPresent(each -> text.append(" of ").append(each));
        if (!process.isEmpty()) text.append(" of process ").append(process);
        return text.toString();
    }
}
