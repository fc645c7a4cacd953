package sluice.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import sluice.bpf.BpfText;
import sluice.pcap.file.CaptureFormat;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.InterfaceOptions;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.PcapOptions;
import sluice.pcap.file.PcapWriter;
import sluice.pcap.file.PcapngOption;
import sluice.pcap.file.PcapngWriter;
import sluice.pcap.file.ReaderOptions;
import sluice.pcap.filter.Filter;
import sluice.pcap.filter.FilterCompiler;
import sluice.pcap.filter.FilterOptions;
import sluice.pcap.filter.FilterResult;
import sluice.script.ScenarioFile;

/**
 * What fuzzing of a target begins with: good inputs made here, from the example capture and the
 * shipped scenarios; recordings beside the repository too, if they are there.
 */
final class Seeds {
    private static final int SMALL_FILE_OCTETS = 3000;
    private static final int FRAMES_OF_A_FILE = 4;
    private static final Path ROOT = Path.of(System.getProperty("sluice.root", ".."));

    private Seeds() {}

    /** The inputs, none longer than the target takes. */
    static List<byte[]> of(FuzzTarget target, boolean withRecordings) throws IOException {
        List<byte[]> seeds =
                switch (target) {
                    case FILTER, FILTER_PEER -> filters(withRecordings);
                    case PROGRAM -> programs(withRecordings);
                    case PROGRAM_TEXT -> programTexts();
                    case PCAP, PCAPNG, CAPTURE_PEER -> captures(withRecordings);
                    case DECODE -> frames(withRecordings);
                    case SCENARIO -> scenarios();
                };
        seeds.removeIf(seed -> seed.length > target.lengthOctetsMax);
        return seeds;
    }

    private static List<String> expressions(boolean withRecordings) throws IOException {
        List<String> expressions = new ArrayList<>(FilterSeeds.ALL);
        Path recorded = ROOT.resolve("../shared/conformance/bpf/expressions.tsv");
        if (withRecordings && Files.isRegularFile(recorded))
            for (String line : Files.readAllLines(recorded)) {
                String[] fields = line.split("\t", -1);
                if (!line.startsWith("#") && fields.length > 1) expressions.add(fields[1]);
            }
        return expressions;
    }

    private static List<byte[]> filters(boolean withRecordings) throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        int types = FilterCompiler.linkTypes().size();
        int each = 0;
        for (String expression : expressions(withRecordings)) {
            seeds.add(FilterInput.octets(0, 0, expression));
            seeds.add(FilterInput.octets(each % types, each % 8, expression));
            each++;
        }
        return seeds;
    }

    private static List<Filter> compiled(boolean withRecordings) throws IOException {
        List<Filter> filters = new ArrayList<>();
        List<LinkType> types = FilterCompiler.linkTypes();
        for (String expression : expressions(withRecordings)) {
            FilterOptions options = FilterOptions.of(types.get(filters.size() % types.size()));
            if (FilterCompiler.compile(expression, options)
                    instanceof FilterResult.Compiled(Filter filter)) filters.add(filter);
        }
        return filters;
    }

    private static List<byte[]> programs(boolean withRecordings) throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (Filter filter : compiled(withRecordings)) {
            byte[] octets = ProgramInput.octets(filter.program().instructions());
            seeds.add(octets.clone());
            octets[0] = 1;
            seeds.add(octets);
        }
        return seeds;
    }

    private static List<byte[]> programTexts() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (Filter filter : compiled(false))
            for (String text :
                    List.of(
                            BpfText.listing(filter.program()),
                            BpfText.initializers(filter.program()),
                            BpfText.decimals(filter.program())))
                seeds.add(text.getBytes(StandardCharsets.UTF_8));
        return seeds;
    }

    private static List<byte[]> captures(boolean withRecordings) throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            for (CaptureFormat format :
                    List.of(
                            CaptureFormat.PCAP,
                            CaptureFormat.PCAP_NANOS,
                            CaptureFormat.PCAP_MODIFIED)) files.add(pcap(format, order));
            files.add(pcapng(order));
        }
        for (Path file : recordings(withRecordings)) {
            byte[] octets = head(file);
            files.add(octets);
        }
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] file : files) {
            byte[] seed = new byte[file.length + 1];
            seed[0] = (byte) (seeds.size() % 3);
            System.arraycopy(file, 0, seed, 1, file.length);
            seeds.add(seed);
        }
        return seeds;
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(SMALL_FILE_OCTETS);
        }
    }

    private static byte[] pcap(CaptureFormat format, ByteOrder order) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PcapOptions options = new PcapOptions(format, LinkType.ETHERNET, 96, order);
        try (PcapWriter writer = PcapWriter.to(out, options)) {
            for (int i = 0; i < 3; i++)
                writer.write(5000 + i, i * 1000, new byte[64], 0, 20 * i, 64);
        }
        return out.toByteArray();
    }

    private static byte[] pcapng(ByteOrder order) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<PcapngOption> comments = List.of(PcapngOption.comment("ACCEPT"));
        try (PcapngWriter writer = PcapngWriter.to(out, order, comments)) {
            int first = writer.addInterface(InterfaceOptions.of(LinkType.ETHERNET).named("eth0"));
            int second = writer.addInterface(InterfaceOptions.of(LinkType.RAW).named("tun0"));
            writer.write(first, 5000, 1, new byte[64], 0, 33, 64, comments);
            writer.write(second, 5001, 2, new byte[64], 0, 20, 20, List.of());
            writer.writeSimple(new byte[64], 0, 10, 10);
            writer.writeStatistics(first, 5002, 0, 3, 1);
            writer.startSection(order, List.of());
            writer.addInterface(InterfaceOptions.of(LinkType.ETHERNET));
            writer.write(0, 5003, 0, new byte[64], 0, 8, 8, List.of());
        }
        return out.toByteArray();
    }

    private static List<byte[]> frames(boolean withRecordings) throws IOException {
        List<Path> files = new ArrayList<>(recordings(withRecordings));
        files.add(ROOT.resolve("examples/office-lan.pcap"));
        List<byte[]> seeds = new ArrayList<>();
        for (Path file : files) {
            int frames = file.startsWith(ROOT.resolve("examples")) ? 60 : FRAMES_OF_A_FILE;
            byte[] octets = Files.readAllBytes(file);
            try (CaptureReader reader =
                    CaptureReader.open(
                            new ByteArrayInputStream(octets), ReaderOptions.tolerant())) {
                for (int i = 0; i < frames && reader.next(); i++)
                    seeds.add(
                            DecodeFuzz.octets(
                                    reader.linkType().number(),
                                    Arrays.copyOfRange(
                                            reader.octets(),
                                            reader.offset(),
                                            reader.offset() + reader.capturedLengthOctets())));
            }
        }
        return seeds;
    }

    private static List<byte[]> scenarios() {
        List<byte[]> seeds = new ArrayList<>();
        for (String name : ScenarioFile.SHIPPED) {
            try (InputStream in =
                    ScenarioFile.class.getResourceAsStream("/sluice/scenarios/" + name + ".yaml")) {
                if (in != null) seeds.add(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return seeds;
    }

    private static List<Path> recordings(boolean wanted) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String name : List.of("captures", "captures-own", "conformance/pcap-files")) {
            Path folder = ROOT.resolve("../shared").resolve(name);
            if (!wanted || !Files.isDirectory(folder)) continue;
            try (Stream<Path> files = Files.walk(folder)) {
                found.addAll(
                        files.filter(file -> file.toString().matches(".*\\.(pcap|pcapng|cap|dmp)"))
                                .sorted()
                                .toList());
            }
        }
        return found;
    }
}
