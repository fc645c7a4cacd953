package sluice.rules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;
import sluice.packet.wire.TcpView;

/**
 * What SYNs of operating systems look like (Linux, {@code nfnetlink_osf.c}). There are none before
 * a file is loaded, as {@code nfnl_osf -f pf.os} does.
 */
public final class OsFingerprints {
    private static final int LINES_MAX = 1 << 16;
    private static final int OPTIONS_OCTETS_MAX = 40;
    private static final int PROBLEMS_MAX = 100;
    private static final int FIELDS = 8;
    private static final int MSS_USUAL = 1460;
    private static final int MSS_WITH_TIME = 1448;
    private static final int KIND_MSS = 2;

    private final List<Fingerprint> all = new ArrayList<>();

    /** None. */
    public OsFingerprints() {}

    /** How the time to live is compared. */
    public enum Ttl {
        /** It is the same. */
        EXACT,
        /** It is not above. */
        LOOSE,
        /** It is not looked at. */
        SKIP
    }

    /** What the window is compared with. */
    public enum Window {
        /** A number; 0 for any. */
        PLAIN,
        /** A multiple of the segment size. */
        MSS,
        /** A multiple of the segment size and its headers. */
        MTU,
        /** Any multiple of a number. */
        MODULO
    }

    /**
     * One way in which a system begins connections.
     *
     * @param system such as {@code Linux}
     * @param version such as {@code 2.6}
     */
    public record Fingerprint(
            String system,
            String version,
            Window window,
            int windowValue,
            int ttl,
            boolean dontFragment,
            int lengthOctets,
            List<Integer> kinds,
            List<Integer> lengths) {
        /** Copies the lists. */
        public Fingerprint {
            kinds = List.copyOf(kinds);
            lengths = List.copyOf(lengths);
        }
    }

    /**
     * Something in a file that is not taken.
     *
     * @param line 1 and up
     */
    public record Problem(int line, String text) {}

    /** How many there are. */
    public int count() {
        return all.size();
    }

    /**
     * Adds the lines of a file {@code pf.os}: {@code window:ttl:df:size:options:system:version:
     * subtype:details}.
     *
     * @return lines that are not understood; the others are taken
     */
    public List<Problem> load(String text) {
        List<Problem> problems = new ArrayList<>();
        int line = 0;
        for (String each : text.split("\n", LINES_MAX)) {
            line++;
            String content = each.strip();
            if (content.isEmpty() || content.startsWith("#")) continue;
            Fingerprint read = read(content.split(":", FIELDS + 1));
            if (read != null) all.add(read);
            else if (problems.size() < PROBLEMS_MAX)
                problems.add(new Problem(line, "no fingerprint: " + excerpt(content)));
        }
        return problems;
    }

    private static String excerpt(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private static @Nullable Fingerprint read(String[] fields) {
        if (fields.length < FIELDS - 1) return null;
        String size = fields[0];
        Window window =
                switch (size.isEmpty() ? ' ' : size.charAt(0)) {
                    case 'S' -> Window.MSS;
                    case 'T' -> Window.MTU;
                    case '%' -> Window.MODULO;
                    default -> Window.PLAIN;
                };
        int value =
                size.equals("*") ? 0 : number(window == Window.PLAIN ? size : size.substring(1));
        int ttl = number(fields[1]);
        int fragment = number(fields[2]);
        int length = number(fields[3]);
        List<Integer> kinds = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        boolean fits = value >= 0 && ttl >= 0 && fragment >= 0 && length >= 0;
        if (window == Window.MODULO && value == 0) fits = false;
        if (!fits || !options(fields[4], kinds, lengths)) return null;
        String system = fields[5];
        if (system.startsWith("@") || system.startsWith("*")) system = system.substring(1);
        return new Fingerprint(
                system, fields[6], window, value, ttl, fragment != 0, length, kinds, lengths);
    }

    private static boolean options(String text, List<Integer> kinds, List<Integer> lengths) {
        if (text.equals(".")) return true;
        for (String each : text.split(",", OPTIONS_OCTETS_MAX + 1)) {
            int kind =
                    switch (each.isEmpty() ? ' ' : each.charAt(0)) {
                        case 'E' -> 0;
                        case 'N' -> 1;
                        case 'M' -> KIND_MSS;
                        case 'W' -> 3;
                        case 'S' -> 4;
                        case 'T' -> 8;
                        default -> -1;
                    };
            if (kind < 0) return false;
            kinds.add(kind);
            lengths.add(
                    switch (kind) {
                        case 0, 1 -> 1;
                        case KIND_MSS -> 4;
                        case 3 -> 3;
                        case 4 -> 2;
                        default -> 10;
                    });
        }
        return true;
    }

    private static int number(String text) {
        if (text.isEmpty() || text.length() > 6) return -1;
        for (int i = 0; i < text.length(); i++)
            if (text.charAt(i) < '0' || text.charAt(i) > '9') return -1;
        return Integer.parseInt(text);
    }

    /**
     * The first fingerprint that a TCP SYN over IPv4 has, or null ({@code nf_osf_find}).
     *
     * @param system only of this one; null for any
     */
    public @Nullable Fingerprint find(Evaluation packet, Ttl check, @Nullable String system) {
        byte[] octets = packet.octets();
        int at = packet.transportOffset();
        if (at < 0 || at + TcpView.HEADER_OCTETS_MIN > packet.limit()) return null;
        int header = (octets[at + 12] >> 4 & 15) * 4;
        if (header < TcpView.HEADER_OCTETS_MIN || at + header > packet.limit()) return null;
        for (int i = 0; i < all.size(); i++) {
            Fingerprint each = all.get(i);
            if (system != null && !each.system.equals(system)) continue;
            if (fits(packet, each, check, at, header)) return each;
        }
        return null;
    }

    private static boolean fits(
            Evaluation packet, Fingerprint print, Ttl check, int at, int header) {
        byte[] octets = packet.octets();
        int ip = packet.networkOffset();
        boolean whole = (Octets.u16(octets, ip + 6) & 0x4000) != 0;
        if (whole != print.dontFragment) return false;
        if (Octets.u16(octets, ip + 2) != print.lengthOctets) return false;
        int ttl = Octets.u8(octets, ip + 8);
        boolean lives =
                switch (check) {
                    case EXACT -> ttl == print.ttl;
                    case LOOSE -> ttl <= print.ttl;
                    case SKIP -> true;
                };
        if (!lives) return false;
        int option = at + TcpView.HEADER_OCTETS_MIN;
        int mss = 0;
        for (int i = 0; i < print.kinds.size(); i++) {
            int next = option + print.lengths.get(i);
            if (next > at + header || octets[option] != print.kinds.get(i)) return false;
            if (octets[option] == KIND_MSS) mss = Octets.u16(octets, option + 2);
            option = next;
        }
        return option == at + header && window(print, Octets.u16(octets, at + 14), mss);
    }

    private static boolean window(Fingerprint print, int window, int mss) {
        int value = print.windowValue;
        return switch (print.window) {
            case PLAIN -> value == 0 || window == value;
            case MSS ->
                    window == value * mss
                            || window == value * MSS_USUAL
                            || window == value * MSS_WITH_TIME;
            case MTU ->
                    window == value * (mss + 40)
                            || window == value * (MSS_USUAL + 40)
                            || window == value * (MSS_WITH_TIME + 40);
            case MODULO -> window % value == 0;
        };
    }
}
