package sluice.cli;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import sluice.attach.AttachPlan;
import sluice.attach.ServiceSpec;
import sluice.edge.IpAddress;
import sluice.packet.wire.Addresses;
import sluice.pcap.tap.TapOptions;
import sluice.script.HostKind;
import sluice.script.Prefix;

/** {@code sluice attach --tap NAME --address A/LEN}. */
@Command(
        name = "attach",
        description = {
            "Put an emulated host behind a TUN or TAP device of Linux, where the kernel of this",
            "machine reaches it. Ctrl-C ends it with totals."
        })
final class AttachCommand implements Asking {
    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--tap", paramLabel = "NAME", description = "An existing TAP interface.")
    private @Nullable String tap;

    @Option(names = "--tun", paramLabel = "NAME", description = "An existing TUN interface.")
    private @Nullable String tun;

    @Option(
            names = "--address",
            paramLabel = "A/LEN",
            required = true,
            converter = PrefixConverter.class,
            description = "An address of the emulated host, IPv4 or IPv6; may be given again.")
    private List<Prefix> addresses = new ArrayList<>();

    @Option(
            names = "--gateway",
            paramLabel = "G",
            converter = AddressConverter.class,
            description = "Its default router; may be given once for each family.")
    private List<IpAddress> gateways = new ArrayList<>();

    @Option(
            names = "--host",
            paramLabel = "linux|windows",
            converter = HostConverter.class,
            description = "Which stack (default: linux).")
    private HostKind host = HostKind.LINUX;

    @Option(
            names = "--mac",
            paramLabel = "MAC",
            converter = MacConverter.class,
            description = "Its station address (default: made from the first address).")
    private @Nullable Long mac;

    @Option(
            names = "--serve",
            paramLabel = "SERVICE",
            converter = ServiceConverter.class,
            description = {
                "A service of the emulated host; may be given again: udp-echo:PORT, tcp-echo:PORT,",
                "discard:PORT, chargen:PORT or http:PORT=FOLDER. After the folder, ,upload lets",
                "clients write files into it, ,list answers for folders with their names."
            })
    private List<ServiceSpec> services = new ArrayList<>();

    @Mixin private PartOptions parts = new PartOptions();

    @Option(
            names = "--capture",
            paramLabel = "FILE",
            description = "Write what crosses each layer, as pcapng.")
    private @Nullable Path capture;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = RunCommand.TimeConverter.class,
            description = "End by itself after this time, such as 30s.")
    private @Nullable Long duration;

    @Override
    public Request request() {
        CommandSpec own = requireNonNull(spec);
        if ((tap == null) == (tun == null)) {
            throw new ParameterException(
                    own.commandLine(),
                    tap == null
                            ? "missing: --tap NAME or --tun NAME"
                            : "--tap and --tun cannot be given together");
        }
        if (gateways.stream().map(IpAddress::isV4).distinct().count() < gateways.size()) {
            throw new ParameterException(
                    own.commandLine(), "--gateway is given twice for one family");
        }
        long station = mac == null ? AttachPlan.macFor(addresses.getFirst().address()) : mac;
        TapOptions device =
                tun == null
                        ? TapOptions.tap(requireNonNull(tap), station)
                        : TapOptions.tun(tun, station);
        var plan =
                new AttachPlan(
                        device,
                        host,
                        addresses,
                        gateways,
                        services.stream().distinct().toList(),
                        Optional.ofNullable(capture));
        PartOptions.Chosen chosen = parts.chosen();
        chosen.misplaced(Set.of(host))
                .ifPresent(complaint -> {
                    throw new ParameterException(own.commandLine(), complaint);
                });
        return new AttachRequest(
                plan, chosen, duration == null ? OptionalLong.empty() : OptionalLong.of(duration));
    }

    static final class PrefixConverter implements ITypeConverter<Prefix> {
        @Override
        public Prefix convert(String word) {
            return Prefix.checked(word)
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "expected an address with its prefix such as 192.0.2.2/24 but was \""
                                            + word
                                            + "\""));
        }
    }

    static final class AddressConverter implements ITypeConverter<IpAddress> {
        @Override
        public IpAddress convert(String word) {
            return IpAddress.checked(word)
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "expected an IP address but was \"" + word + "\""));
        }
    }

    static final class HostConverter implements ITypeConverter<HostKind> {
        @Override
        public HostKind convert(String word) {
            for (HostKind kind : HostKind.values()) {
                if (kind.word().equals(word)) {
                    return kind;
                }
            }
            throw new TypeConversionException("expected linux or windows but was \"" + word + "\"");
        }
    }

    static final class MacConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String word) {
            OptionalLong parsed = Addresses.parseMac(word);
            if (parsed.isEmpty() || Addresses.isMulticastMac(parsed.getAsLong())) {
                throw new TypeConversionException(
                        "expected a station address such as 02:00:00:00:00:02 but was \""
                                + word
                                + "\"");
            }
            return parsed.getAsLong();
        }
    }

    static final class ServiceConverter implements ITypeConverter<ServiceSpec> {
        @Override
        public ServiceSpec convert(String word) {
            return ServiceSpec.checked(word)
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "expected "
                                            + ServiceSpec.EXPECTED
                                            + " but was \""
                                            + word
                                            + "\""));
        }
    }
}
