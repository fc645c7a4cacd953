package sluice.cli;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code sluice decode CAPTURE}. */
@Command(
        name = "decode",
        description =
                "Show the packets of a capture file, a line each; with --packet all fields of one.")
final class DecodeCommand implements Asking {
    @Parameters(paramLabel = "CAPTURE", description = "A pcap or pcapng file.")
    private @Nullable Path capture;

    @Option(
            names = "--packet",
            paramLabel = "N",
            converter = PacketNumber.class,
            description = "Only this packet, from 1, with all its fields.")
    private long packet;

    @Override
    public Request request() {
        return new DecodeRequest(requireNonNull(capture), packet);
    }

    /** A number from 1. */
    static final class PacketNumber implements picocli.CommandLine.ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            long number = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
            if (number < 1) {
                throw new TypeConversionException(
                        "expected the number of a packet, from 1, but was \"" + text + "\"");
            }
            return number;
        }
    }
}
