package sluice.samples.linux;

import java.util.List;
import sluice.netfilter.ContractRule;
import sluice.netfilter.NfHook;
import sluice.samples.spec.Sample;
import sluice.samples.spec.SampleOption;

/** The hooks of this package, described. */
public final class LinuxSamples {
    private static final int PORT_MAX = 0xffff;

    private LinuxSamples() {}

    /** All hooks, in the order in which they are listed. */
    public static List<Sample<NfHook>> hooks() {
        return List.of(
                new Sample<>("accept", "lets every packet go on", List.of(), _ -> new AcceptAll()),
                new Sample<>(
                        "careless",
                        "breaks a rule of the hook contract with each IPv4 packet",
                        List.of(new SampleOption("rule", "N14", "one a hook can break alone")),
                        options ->
                                new Careless(
                                        ContractRule.valueOf(
                                                options.oneOf(
                                                        "rule", "N01", "N02", "N04", "N05", "N06",
                                                        "N07", "N09", "N10", "N14", "N15", "N16",
                                                        "N17", "N18", "N19", "N20", "N23",
                                                        "N24")))),
                new Sample<>(
                        "count",
                        "counts packets and octets and lets them go on",
                        List.of(),
                        _ -> new CountPackets()),
                new Sample<>(
                        "drop-udp",
                        "drops UDP datagrams to one port",
                        List.of(new SampleOption("port", "53", "destination port, 1 to 65535")),
                        options -> new DropUdp(options.number("port", 1, PORT_MAX))),
                new Sample<>(
                        "queue",
                        "queues UDP datagrams for a user program",
                        List.of(
                                new SampleOption("port", "0", "destination port; 0 for any"),
                                new SampleOption("number", "0", "of the queue, 0 to 65535"),
                                new SampleOption(
                                        "bypass", "no", "yes: go on while nobody listens")),
                        options ->
                                new QueueUdp(
                                        options.number("port", 0, PORT_MAX),
                                        options.number("number", 0, 0xffff),
                                        options.oneOf("bypass", "no", "yes").equals("yes"))),
                new Sample<>(
                        "repeat",
                        "asks to be asked again about each UDP datagram",
                        List.of(new SampleOption("times", "1", "how often, 1 to 100")),
                        options -> new RepeatUdp(options.number("times", 1, 100))),
                new Sample<>(
                        "set-ttl",
                        "sets the TTL or hop limit",
                        List.of(new SampleOption("ttl", "64", "1 to 255")),
                        options -> new SetTtl(options.number("ttl", 1, 255))),
                new Sample<>(
                        "swap",
                        "steals UDP datagrams and sends each two on in the other order",
                        List.of(),
                        _ -> new Swap()));
    }
}
