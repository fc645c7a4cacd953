package sluice.rules.names;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import sluice.packet.wire.IpProtocols;

/** Numbers of services and IP protocols by the names of {@code /etc/services} and the like. */
public final class Names {
    private static final int NONE = -1;

    /** A service's ports, or {@link #NONE}. */
    private record Service(int tcp, int udp) {}

    /** Read when the first name is asked for. */
    private static final class Loaded {
        static final Map<String, Service> SERVICES = new HashMap<>();
        static final Map<String, Integer> PROTOCOLS = new HashMap<>();
        static final Map<Integer, String> OF_PROTOCOLS = new HashMap<>();

        static {
            lines(
                    "services.tsv",
                    row -> SERVICES.put(row[0], new Service(number(row[1]), number(row[2]))));
            lines("protocols.tsv", row -> PROTOCOLS.put(row[0], number(row[1])));
            PROTOCOLS.put("icmpv6", IpProtocols.ICMPV6);
            // The name of a number is the one in small letters, as getprotobynumber has it.
            PROTOCOLS.forEach((name, number) ->
                    OF_PROTOCOLS.merge(number, name, (a, b) -> better(a, b) ? a : b));
            OF_PROTOCOLS.put(IpProtocols.ICMPV6, "ipv6-icmp");
        }
    }

    private Names() {}

    private static boolean better(String a, String b) {
        boolean small = Character.isLowerCase(a.charAt(0));
        if (small != Character.isLowerCase(b.charAt(0))) return small;
        return a.compareTo(b) < 0;
    }

    /**
     * The port of a service.
     *
     * @param protocol TCP or UDP; another number: whichever has it
     */
    public static OptionalInt port(String service, int protocol) {
        Service found = Loaded.SERVICES.get(service);
        if (found == null) return OptionalInt.empty();
        int port =
                switch (protocol) {
                    case IpProtocols.TCP -> found.tcp;
                    case IpProtocols.UDP, IpProtocols.UDP_LITE -> found.udp;
                    default -> found.tcp != NONE ? found.tcp : found.udp;
                };
        return port == NONE ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /** The number of a protocol. */
    public static OptionalInt protocol(String name) {
        Integer number = Loaded.PROTOCOLS.get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** The name of a protocol, or its number in decimal. */
    public static String ofProtocol(int number) {
        return Loaded.OF_PROTOCOLS.getOrDefault(number, Integer.toString(number));
    }

    private static int number(String cell) {
        return cell.equals("-") ? NONE : Integer.parseInt(cell);
    }

    @FunctionalInterface
    private interface Row {
        void of(String[] cells);
    }

    private static void lines(String resource, Row row) {
        try (InputStream in = Names.class.getResourceAsStream(resource)) {
            if (in == null) throw new IllegalStateException("no resource " + resource);
            var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("#")) row.of(line.split("\t", -1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
