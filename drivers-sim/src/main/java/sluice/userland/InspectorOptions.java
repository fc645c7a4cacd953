package sluice.userland;

import java.util.List;
import java.util.Locale;
import sluice.ndis.MiniportAttributes;
import sluice.ndis.NdisDriver;
import sluice.samples.spec.SampleOption;
import sluice.samples.spec.SampleOptions;
import sluice.samples.spec.SampleRefused;

/** What the sample {@code inspect} can be told, and the driver that comes of it. */
final class InspectorOptions {
    private static final int PENDED_MAX = 65_536;

    static final List<SampleOption> ALL =
            List.of(
                    new SampleOption(
                            "sends",
                            "pend",
                            "what senders are told: pend, until the program has decided; early,"
                                    + " success at once; pass-on, what the driver below says"),
                    new SampleOption(
                            "fetch", "shared", "how the program gets packets: buffered or shared"),
                    new SampleOption(
                            "return", "shared", "how it gives them back: io, io-at-once or shared"),
                    new SampleOption("ring", "slots", "how rings lie in memory: slots or octets"),
                    new SampleOption("slots", "32", "largest frames in each ring, 1 to 4096"),
                    new SampleOption("pended", "4096", "sends that may wait for room in the ring"),
                    new SampleOption(
                            "at-close",
                            "forward",
                            "what becomes of what waits when the program is gone: forward or drop"),
                    new SampleOption(
                            "raise-to", "0", "priority it gives the program's thread, 0: none"),
                    new SampleOption("raise", "at-open", "when it raises it: at-open or when-full"),
                    new SampleOption(
                            "edge",
                            "deserialized",
                            "deserialized, serialized, or timed: serialized with sends that time"
                                    + " out"),
                    new SampleOption(
                            "event", "at-open", "when it makes its event: at-open or at-load"));

    private InspectorOptions() {}

    static NdisDriver driver(SampleOptions given) throws SampleRefused {
        var options =
                new InspectionOptions(
                        word(SendPolicy.class, given.oneOf("sends", "pend", "early", "pass-on")),
                        word(FetchWay.class, given.oneOf("fetch", "buffered", "shared")),
                        word(ReturnWay.class, given.oneOf("return", "io", "io-at-once", "shared")),
                        word(RingKind.class, given.oneOf("ring", "slots", "octets")),
                        given.number("slots", 1, 4096),
                        given.number("pended", 0, PENDED_MAX),
                        InspectionOptions.DEFAULT.frameOctetsMax(),
                        word(ClosePolicy.class, given.oneOf("at-close", "forward", "drop")),
                        given.number("raise-to", 0, 31),
                        attributes(given.oneOf("edge", "deserialized", "serialized", "timed")));
        boolean atLoad = given.oneOf("event", "at-open", "at-load").equals("at-load");
        boolean whenFull = given.oneOf("raise", "at-open", "when-full").equals("when-full");
        return new InspectionDriver(options, atLoad, whenFull, new UserRules());
    }

    private static int attributes(String edge) {
        int serialized = MiniportAttributes.INTERMEDIATE & ~MiniportAttributes.DESERIALIZE;
        return switch (edge) {
            case "serialized" -> serialized;
            case "timed" -> serialized & ~MiniportAttributes.IGNORE_PACKET_TIMEOUT;
            default -> MiniportAttributes.INTERMEDIATE;
        };
    }

    private static <E extends Enum<E>> E word(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
