package sluice.samples.windows;

import java.util.List;
import java.util.Locale;
import sluice.ndis.NdisDriver;
import sluice.samples.spec.Sample;
import sluice.samples.spec.SampleOption;
import sluice.samples.spec.SampleOptions;
import sluice.samples.spec.SampleRefused;

/** The drivers of this package, described. */
public final class WindowsSamples {
    private static final SampleOption DIRECTION =
            new SampleOption("direction", "send", "send, receive or both");

    private WindowsSamples() {}

    /** All drivers, in the order in which they are listed. */
    public static List<Sample<NdisDriver>> drivers() {
        return List.of(
                new Sample<>(
                        "passthru",
                        "raw intermediate driver that forwards everything",
                        List.of(),
                        _ -> new Passthru()),
                new Sample<>(
                        "count",
                        "raw intermediate driver that counts the four flows",
                        List.of(),
                        _ -> new CountingPassthru()),
                new Sample<>(
                        "lwf-count",
                        "raw lightweight filter (NDIS 6) that counts net buffer lists",
                        List.of(),
                        _ -> new CountingFilter()),
                new Sample<>(
                        "pass",
                        "verdict filter that looks at every packet and lets it pass",
                        List.of(),
                        _ -> new PassAll()),
                new Sample<>(
                        "drop-udp",
                        "verdict filter that refuses sends to a UDP port",
                        List.of(new SampleOption("port", "53", "destination port, 0 to 65535")),
                        options -> new PortBlocker(options.number("port", 0, 65_535))),
                new Sample<>(
                        "delay",
                        "verdict filter that holds every packet back for a time",
                        List.of(
                                new SampleOption("by", "1ms", "how long, with its unit"),
                                DIRECTION),
                        options ->
                                new Hold(
                                        direction(options.oneOf("direction", DIRECTIONS)),
                                        options.nanos("by"),
                                        4096)),
                new Sample<>(
                        "pend",
                        "verdict filter that holds a few packets and drops what does not fit",
                        List.of(
                                new SampleOption("for", "10ms", "how long, with its unit"),
                                new SampleOption("slots", "8", "packets held at once, 1 to 4096"),
                                DIRECTION),
                        options ->
                                new Hold(
                                        direction(options.oneOf("direction", DIRECTIONS)),
                                        options.nanos("for"),
                                        options.number("slots", 1, 4096))),
                new Sample<>(
                        "app-intercept",
                        "verdict filter whose sends wait for Java code that decides; in run and"
                                + " replay none does",
                        List.of(new SampleOption("slots", "32", "undecided packets, 1 to 4096")),
                        options -> new AppLayerIntercept(options.number("slots", 1, 4096))),
                new Sample<>(
                        "keeper",
                        "raw driver that keeps each IPv4 send for long, of the kind that is asked for",
                        List.of(
                                new SampleOption(
                                        "as",
                                        "deserialized",
                                        "serialized, untimed, deserialized or filter (NDIS 6)"),
                                new SampleOption("for", "10s", "how long, with its unit"),
                                new SampleOption(
                                        "bound", "0s", "after which it fails a send; 0s for never"),
                                new SampleOption(
                                        "over-reset",
                                        "no",
                                        "yes: it keeps them when it is reset, which is a mistake")),
                        WindowsSamples::keeper),
                BumpSamples.esp(),
                BumpSamples.pppoe(),
                new Sample<>(
                        "careless-driver",
                        "raw intermediate driver that breaks a rule of the NDIS contract",
                        List.of(
                                new SampleOption("rule", "S02", "S02, S03 or DRIVER_THREW"),
                                new SampleOption("after", "0", "packets that go well before")),
                        options ->
                                new CarelessDriver(
                                        CarelessDriver.Mistake.valueOf(
                                                options.oneOf(
                                                        "rule", "S02", "S03", "DRIVER_THREW")),
                                        options.number("after", 0, 1_000_000))));
    }

    private static NdisDriver keeper(SampleOptions options) throws SampleRefused {
        String kind = options.oneOf("as", "serialized", "untimed", "deserialized", "filter");
        long keepNanos = options.nanos("for");
        if (kind.equals("filter")) return new KeeperFilter(keepNanos);
        return new Keeper(
                Keeper.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                keepNanos,
                options.nanos("bound"),
                options.oneOf("over-reset", "no", "yes").equals("yes"));
    }

    private static final String[] DIRECTIONS = {"send", "receive", "both"};

    private static Hold.Direction direction(String word) {
        return Hold.Direction.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
