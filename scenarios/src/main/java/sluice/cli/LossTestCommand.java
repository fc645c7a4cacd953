package sluice.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import sluice.report.Suggestions;
import sluice.run.LossTest;
import sluice.script.Units;
import sluice.time.CostPreset;

/** {@code sluice losstest}. */
@Command(
        name = "losstest",
        description = {
            "Send ever more packets past the embedded sniffer, with a reference capture beside it,",
            "and say what it lost: a table, and loss.csv, loss.json, loss.svg."
        })
final class LossTestCommand implements Asking {
    private static final int KERNEL_OCTETS = 1_000_000;
    private static final long INTERVAL_NANOS = 46_600;
    private static final int DATA_OCTETS = 100;

    /** A frame of so many octets takes 13.28 us of a wire of 100 Mbit/s. */
    private static final long INTERVAL_NANOS_MIN = 14_000;

    private static final long INTERVAL_NANOS_MAX = 100_000_000;

    @Option(
            names = "--packets",
            paramLabel = "N",
            split = ",",
            converter = Packets.class,
            description = "How many, one number for each row (default: 100 to 1000000).")
    private List<Long> packets = List.of(100L, 1000L, 10_000L, 100_000L, 1_000_000L);

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            converter = Interval.class,
            description = "From one packet to the next (default: 46600ns).")
    private long interval = INTERVAL_NANOS;

    @Option(
            names = "--kernel-buffer",
            paramLabel = "SIZE",
            converter = CaptureCommand.Size.class,
            description = "The sniffer's kernel buffer (default: 1MB).")
    private long kernelBuffer = KERNEL_OCTETS;

    @Option(
            names = "--cost",
            paramLabel = "PRESET",
            converter = Preset.class,
            description = "What work costs on its board (default: embedded-400mhz).")
    private String cost = "embedded-400mhz";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the files (default: out/losstest).")
    private @Nullable Path out;

    @Override
    public Request request() {
        int octets = (int) Math.min(kernelBuffer, Integer.MAX_VALUE);
        return new LossTestRequest(
                new LossTest.Setting(cost, octets, interval, DATA_OCTETS),
                packets,
                out == null ? Path.of("out", "losstest") : out);
    }

    /** A time that a frame leaves to the next. */
    static final class Interval implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            long nanos = Units.nanos(text).orElse(-1);
            if (nanos < INTERVAL_NANOS_MIN || nanos > INTERVAL_NANOS_MAX) {
                throw new TypeConversionException(
                        "expected 14us, which a packet takes of the wire, to 100ms but was \""
                                + text
                                + "\"");
            }
            return nanos;
        }
    }

    /** A number of packets. */
    static final class Packets implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            long number = text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
            if (number < 1 || number > LossTest.PACKETS_MAX) {
                throw new TypeConversionException(
                        "expected 1 to "
                                + LossTest.PACKETS_MAX
                                + " packets but was \""
                                + text
                                + "\"");
            }
            return number;
        }
    }

    /** The name of a cost preset. */
    static final class Preset implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            List<String> names = CostPreset.ALL.stream().map(CostPreset::name).toList();
            if (!names.contains(text)) {
                throw new TypeConversionException(
                        "no cost preset \""
                                + text
                                + "\"; there are "
                                + String.join(", ", names)
                                + Suggestions.didYouMean(text, names));
            }
            return text;
        }
    }
}
