package sluice.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import sluice.edge.IpAddress;
import sluice.pcap.file.LinkType;
import sluice.pcap.filter.FilterOptions;
import sluice.pcap.filter.HostNames;

/** The options of {@code sluice filter} about the packets and names that the expression is for. */
final class FilterSettings {
    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            converter = SourceConverter.class,
            completionCandidates = SourceNames.class,
            description = {
                "Where the packets come from: live; linux-socket, whose outermost VLAN tag the kernel",
                "has taken out; file; or swapped-file, of the other order of octets (default: live)."
            })
    private FilterOptions.Source source = FilterOptions.Source.LIVE;

    @Option(
            names = "--netmask",
            paramLabel = "MASK",
            converter = MaskConverter.class,
            description = {
                "The mask of the network captured on, for ip broadcast: 255.255.255.0 or /24",
                "(default: 0.0.0.0)."
            })
    private int netmask;

    @Option(
            names = {"-s", "--snap"},
            paramLabel = "OCTETS",
            converter = SnapConverter.class,
            description = "What the program keeps of a packet that matches (default: 262144).")
    private int snap = LinkType.CAPTURED_OCTETS_MAX;

    @Option(
            names = "--name",
            paramLabel = "NAME=ADDRESS",
            converter = NameConverter.class,
            description = {
                "A host's address, IPv4 or IPv6; may be given again, for one name with all of its",
                "addresses too. No other names are known."
            })
    private List<Named> hosts = new ArrayList<>();

    @Option(
            names = "--resolve",
            description = "Ask this system for names that --name does not give.")
    private boolean resolve;

    /** A name and one of its addresses. */
    record Named(String name, byte[] address) {}

    /** {@code options} with what was given. */
    FilterOptions applied(FilterOptions options) {
        return options.withSource(source)
                .withNetmask(netmask)
                .withSnapLengthOctets(snap)
                .withHostNames(this::addressesOf);
    }

    private List<byte[]> addressesOf(String name) {
        List<byte[]> given =
                hosts.stream()
                        .filter(each -> each.name().equals(name))
                        .map(Named::address)
                        .toList();
        if (!given.isEmpty() || !resolve) return given;
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .map(InetAddress::getAddress)
                    .toList();
        } catch (UnknownHostException _) {
            return HostNames.none().addressesOf(name);
        }
    }

    private static String word(FilterOptions.Source source) {
        return source.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Words for completion. */
    static final class SourceNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        SourceNames() {
            super(Arrays.stream(FilterOptions.Source.values()).map(FilterSettings::word).toList());
        }
    }

    /** A word for a source. */
    static final class SourceConverter implements ITypeConverter<FilterOptions.Source> {
        @Override
        public FilterOptions.Source convert(String text) {
            return Arrays.stream(FilterOptions.Source.values())
                    .filter(source -> word(source).equals(text))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "expected "
                                            + new SourceNames()
                                                    .stream().collect(Collectors.joining(" or "))
                                            + " but was \""
                                            + text
                                            + "\""));
        }
    }

    /** A mask of IPv4, dotted or by its length. */
    static final class MaskConverter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (text.matches("/([0-9]|[12][0-9]|3[0-2])")) {
                int bits = Integer.parseInt(text.substring(1));
                return bits == 0 ? 0 : -1 << (32 - bits);
            }
            Optional<IpAddress> dotted = IpAddress.checked(text).filter(IpAddress::isV4);
            if (dotted.isPresent()) {
                int mask = dotted.get().v4();
                if (mask == 0 || Integer.numberOfTrailingZeros(mask) == 32 - Integer.bitCount(mask))
                    return mask;
            }
            throw new TypeConversionException(
                    "expected a mask such as 255.255.255.0 or /24 but was \"" + text + "\"");
        }
    }

    /** Octets from 1 to what an {@code int} holds. */
    static final class SnapConverter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            long octets = text.matches("[0-9]{1,10}") ? Long.parseLong(text) : 0;
            if (octets < 1 || octets > Integer.MAX_VALUE) {
                throw new TypeConversionException(
                        "expected a number from 1 to "
                                + Integer.MAX_VALUE
                                + " but was \""
                                + text
                                + "\"");
            }
            return (int) octets;
        }
    }

    /** A name, {@code =} and an address. */
    static final class NameConverter implements ITypeConverter<Named> {
        @Override
        public Named convert(String text) {
            int equals = text.indexOf('=');
            Optional<IpAddress> address =
                    equals < 1 ? Optional.empty() : IpAddress.checked(text.substring(equals + 1));
            if (address.isEmpty()) {
                throw new TypeConversionException(
                        "expected a name and its address such as www=192.0.2.1 but was \""
                                + text
                                + "\"");
            }
            return new Named(text.substring(0, equals), octets(address.get()));
        }

        private static byte[] octets(IpAddress address) {
            byte[] octets = new byte[address.isV4() ? 4 : 16];
            for (int i = 0; i < octets.length; i++) {
                int fromEnd = octets.length - 1 - i;
                long half =
                        address.isV4()
                                ? address.v4()
                                : fromEnd < 8 ? address.low() : address.high();
                octets[i] = (byte) (half >>> (8 * (fromEnd & 7)));
            }
            return octets;
        }
    }
}
