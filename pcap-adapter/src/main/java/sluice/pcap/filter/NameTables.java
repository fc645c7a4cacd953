package sluice.pcap.filter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of ports and protocols: those that Debian's {@code /etc/services} and {@code
 * /etc/protocols} have, as a table of this program, so that a filter means the same everywhere.
 */
final class NameTables {
    /** A service's ports; -1 where it has none. */
    record Service(int tcp, int udp) {}

    /** Read when the first name is asked for. */
    private static final class Loaded {
        static final Map<String, Service> SERVICES = services();
        static final Map<String, Integer> PROTOCOLS = protocols();
    }

    private NameTables() {}

    /** The ports of {@code name}, which may be a number, or null. */
    static @Nullable Service service(String name) {
        int number = decimal(name);
        return number >= 0 ? new Service(number, number) : Loaded.SERVICES.get(name);
    }

    /** The number that {@code text} is in decimal, capped above what a port can be, or -1. */
    static int decimal(String text) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Scan.isDigit(c)) return -1;
            value = Math.min(10 * value + (c - '0'), 100_000);
        }
        return text.isEmpty() ? -1 : value;
    }

    /** The number of the IP protocol {@code name}, or -1. */
    static int protocol(String name) {
        return Loaded.PROTOCOLS.getOrDefault(name, -1);
    }

    /** The EtherType or service access point that {@code ether proto} knows by name, or -1. */
    static int linkProtocol(String name) {
        return switch (name) {
            case "aarp" -> Numbers.TYPE_AARP;
            case "arp" -> Numbers.TYPE_ARP;
            case "atalk" -> Numbers.TYPE_ATALK;
            case "decnet" -> Numbers.TYPE_DECNET;
            case "ip" -> Numbers.TYPE_IP;
            case "ip6" -> Numbers.TYPE_IP6;
            case "lat" -> Numbers.TYPE_LAT;
            case "loopback" -> Numbers.TYPE_LOOPBACK;
            case "mopdl" -> Numbers.TYPE_MOPDL;
            case "moprc" -> Numbers.TYPE_MOPRC;
            case "rarp" -> Numbers.TYPE_REVARP;
            case "sca" -> Numbers.TYPE_SCA;
            case "iso" -> Numbers.SAP_ISO;
            case "stp" -> Numbers.SAP_SPANNING_TREE;
            case "ipx" -> Numbers.SAP_IPX;
            case "netbeui" -> Numbers.SAP_NETBEUI;
            default -> -1;
        };
    }

    /** The network layer protocol identifier of {@code iso proto} with a name, or -1. */
    static int isoProtocol(String name) {
        return switch (name) {
            case "esis" -> Numbers.ISO_ESIS;
            case "isis" -> Numbers.ISO_ISIS;
            case "clnp" -> Numbers.ISO_CLNP;
            default -> -1;
        };
    }

    private static Map<String, Service> services() {
        Map<String, Service> services = new HashMap<>();
        lines(
                "services.tsv",
                row -> services.put(row[0], new Service(number(row[1]), number(row[2]))));
        return services;
    }

    private static Map<String, Integer> protocols() {
        Map<String, Integer> protocols = new HashMap<>();
        lines("protocols.tsv", row -> protocols.put(row[0], number(row[1])));
        return protocols;
    }

    private static int number(String cell) {
        return cell.equals("-") ? -1 : Integer.parseInt(cell);
    }

    @FunctionalInterface
    private interface Row {
        void of(String[] cells);
    }

    private static void lines(String resource, Row row) {
        try (InputStream in = NameTables.class.getResourceAsStream(resource)) {
            if (in == null) throw new IllegalStateException("no resource " + resource);
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("#")) row.of(line.split("\t", -1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
