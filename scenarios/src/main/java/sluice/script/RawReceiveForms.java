package sluice.script;

import static sluice.script.Grammar.fields;
import static sluice.script.Grammar.optional;
import static sluice.script.Grammar.required;
import static sluice.script.Grammar.value;

import java.util.List;
import java.util.Optional;
import sluice.edge.IpAddress;
import sluice.winstack.RawSocket.ReceiveAll;

/** The part of the language about programs that listen through a raw socket. */
final class RawReceiveForms {
    private static final String IP_LEVEL = "ip-level";

    private RawReceiveForms() {}

    static Form.Field program() {
        return optional(
                "raw-receive",
                fields(
                        "raw-receive",
                        "on",
                        List.of(),
                        required("on", value(Notation.NAME), "The host, windows."),
                        Grammar.name(),
                        optional(
                                "address",
                                value(Notation.ADDRESS),
                                "The IPv4 address it binds, which names the interface (default: the"
                                        + " first one of the host)."),
                        optional(
                                "mode",
                                new Form.Word(List.of("all", IP_LEVEL)),
                                "all: the NIC is opened for all stations' frames; ip-level: what IP"
                                        + " gets without that (default: all).")),
                "Windows: listens through a raw socket with SIO_RCVALL.");
    }

    static Optional<ProgramSpec> programOf(Given given, String name, Names names) {
        Optional<HostSpec> host = names.host(given.placeOf("on"), given.text("on", ""));
        host.ifPresent(on -> names.windows(given.place(), on, "SIO_RCVALL"));
        Optional<IpAddress> address =
                given.text("address")
                        .flatMap(Texts::address)
                        .or(() -> host.flatMap(RawReceiveForms::first));
        if (host.isPresent() && address.filter(IpAddress::isV4).isEmpty())
            names.problem(given.placeOf("address"), "no IPv4 address; expected one of the host's");
        return address.filter(IpAddress::isV4)
                .map(own ->
                        new RawReceiveSpec(
                                given.place(),
                                name,
                                given.text("on", ""),
                                own,
                                given.text("mode", "").equals(IP_LEVEL)
                                        ? ReceiveAll.IP_LEVEL
                                        : ReceiveAll.ON));
    }

    private static Optional<IpAddress> first(HostSpec host) {
        return host.nics().stream()
                .flatMap(nic -> nic.addresses().stream())
                .map(Prefix::address)
                .filter(IpAddress::isV4)
                .findFirst();
    }

    /** The program in a sentence. */
    static String words(RawReceiveSpec program) {
        return "%s on %s receives all packets of %s through a raw socket%s"
                .formatted(
                        program.name(),
                        program.on(),
                        program.address(),
                        program.mode() == ReceiveAll.ON ? ", the NIC open for all frames" : "");
    }
}
