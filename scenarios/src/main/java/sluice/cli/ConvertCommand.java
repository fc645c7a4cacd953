package sluice.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.CaptureFormat;
import sluice.pcap.file.ConversionResult;
import sluice.pcap.file.Converter;
import sluice.report.Figures;
import sluice.report.Progress;

/** {@code sluice convert IN OUT}. */
@Command(
        name = "convert",
        description =
                "Turn a capture file into another format, by the ending of OUT: .pcap or .pcapng.")
final class ConvertCommand implements Asking {
    @Parameters(index = "0", paramLabel = "IN", description = "A capture file.")
    private @Nullable Path source;

    @Parameters(index = "1", paramLabel = "OUT", description = "The file to write.")
    private @Nullable Path target;

    @Override
    public Request request() {
        return new Ask(requireNonNull(source), requireNonNull(target));
    }

    record Ask(Path source, Path target) implements Request {
        @Override
        public ExitCode carryOut(Console console) throws IOException {
            Inputs.requireNoFolder(source);
            Inputs.requireNoFolder(target);
            Optional<CaptureFormat> format = Converter.formatOf(target);
            if (format.isEmpty()) {
                console.complain(
                        target + ": the ending names no format; expected .pcap or .pcapng");
                return ExitCode.USAGE;
            }
            if (Files.exists(target) && Files.exists(source) && Files.isSameFile(source, target)) {
                console.complain(target + " would be overwritten while it is read");
                return ExitCode.USAGE;
            }
            ConversionResult result;
            try (var progress =
                    new Progress(
                            String.valueOf(source.getFileName()),
                            console.err(),
                            console.errIsTerminal())) {
                result = Converter.convert(source, target, format.get(), progress::report);
            }
            tell(result, console);
            result.damage()
                    .ifPresent(damage -> console.complain(damage.describe(source.toString())));
            return result.damage().isPresent() ? ExitCode.USAGE : ExitCode.DONE;
        }

        private void tell(ConversionResult result, Console console) {
            if (console.json()) {
                console.print(json -> {
                    json.beginObject()
                            .member("in", source.toString())
                            .member("out", target.toString());
                    json.member("packets", result.packetCount())
                            .member("complete", result.isComplete());
                    json.name("losses").beginArray();
                    result.losses().forEach(json::value);
                    json.endArray();
                    result.damage()
                            .map(CaptureDamage::finding)
                            .ifPresent(finding -> json.member("damage", finding));
                    json.endObject();
                });
                return;
            }
            boolean nothing = result.damage().filter(CaptureDamage::atOpen).isPresent();
            if (!nothing) {
                console.out()
                        .println(target + ": " + Figures.counted(result.packetCount(), "packet"));
                result.losses().forEach(loss -> console.out().println("  " + loss));
            }
        }
    }
}
