package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sluice.attach.Namespace;
import sluice.live.DeviceOpening;
import sluice.live.DeviceProblem;
import sluice.packet.Octets;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.ReaderOptions;
import sluice.pcap.live.LibpcapHandle;
import sluice.pcap.live.LibpcapOptions;
import sluice.sniffer.PacketFilters;
import sluice.sniffer.PacketSink;
import sluice.sniffer.SniffLimits;
import sluice.sniffer.SniffedPacket;
import sluice.sniffer.Sniffer;
import sluice.sniffer.SourceEnd;
import sluice.sniffer.live.LiveSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Captures on a pair of virtual interfaces in a namespace of the test's own. */
@Timeout(120)
class LiveCaptureTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int WANTED = 0x88b5; // IEEE 802 local experimental EtherType 1
    private static final int UNWANTED = 0x88b6;
    private static final int TAG = 0x8100;

    @TempDir Path folder;

    static void pair(Namespace.Inside test) throws Exception {
        Optional<DeviceProblem> problem = LibpcapHandle.probe();
        if (problem.isPresent()) {
            System.err.println("skipped: " + problem.get());
            Assumptions.abort(problem.get().toString());
        }
        Namespace.with(() -> {
            Namespace.ip("link add veth0 type veth peer name veth1");
            Namespace.ip("link set dev veth0 up");
            Namespace.ip("link set dev veth1 up");
            test.run();
        });
    }

    private static byte[] frame(int type, int number) {
        byte[] frame = new byte[100];
        Octets.put48(frame, 0, 0x0200_0000_0099L); // for nobody here
        Octets.put48(frame, 6, 0x0200_0000_0001L);
        Octets.put16(frame, 12, type);
        if (type == TAG) {
            Octets.put16(frame, 14, 5);
            Octets.put16(frame, 16, WANTED);
        }
        Octets.put32(frame, 20, number);
        return frame;
    }

    private static void inject(int type, int count) {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) frames.add(frame(type, i));
        inject(frames);
    }

    /** Lets frames out of one end of the pair. */
    static void inject(List<byte[]> frames) {
        switch (LibpcapHandle.open(LibpcapOptions.everything("veth0"))) {
            case DeviceOpening.Opened<LibpcapHandle>(var handle) -> {
                try (handle) {
                    for (byte[] frame : frames)
                        assertThat(handle.inject(frame, 0, frame.length)).isTrue();
                }
            }
            case DeviceOpening.Refused<LibpcapHandle>(var why) ->
                    throw new AssertionError(why.toString());
        }
    }

    /** Runs a command; {@code meanwhile} runs in another thread once it captures. */
    static CommandRun capturing(Namespace.Inside meanwhile, String... words) throws Exception {
        return capturing(false, meanwhile, words);
    }

    private static CommandRun capturing(
            boolean onTerminal, Namespace.Inside meanwhile, String... words) throws Exception {
        var begun = new CountDownLatch(1);
        var thrown = new AtomicReference<@Nullable Throwable>();
        var other =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                begun.await();
                                meanwhile.run();
                            } catch (Throwable failure) {
                                thrown.set(failure);
                            }
                        });
        var out = new ByteArrayOutputStream();
        var err =
                new ByteArrayOutputStream() {
                    @Override
                    public void flush() {
                        if (toString(StandardCharsets.UTF_8).contains("capturing on"))
                            begun.countDown();
                    }
                };
        ExitCode code =
                Main.run(
                        words,
                        new Streams(
                                new ByteArrayInputStream(new byte[0]),
                                new PrintStream(out, false, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8),
                                onTerminal,
                                onTerminal));
        begun.countDown();
        other.join();
        if (thrown.get() != null) throw new AssertionError(thrown.get());
        return new CommandRun(
                code.code(),
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }

    private static List<Integer> numbers(Path file) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(file, ReaderOptions.tolerant())) {
            while (reader.next()) {
                if (Octets.u16(reader.octets(), reader.offset() + 12) == WANTED)
                    numbers.add(Octets.i32(reader.octets(), reader.offset() + 20));
            }
            assertThat(reader.damage()).isEmpty();
        }
        return numbers;
    }

    @Test
    void shouldTakeWhatTheFilterWantsFromAnInterface() throws Exception {
        Path file = folder.resolve("live.pcap");
        pair(() -> {
            var done =
                    capturing(
                            () -> {
                                inject(UNWANTED, 7);
                                inject(WANTED, 5);
                            },
                            "capture",
                            "-i",
                            "veth1",
                            "-c",
                            "5",
                            "-w",
                            file.toString(),
                            "--format=json",
                            "ether proto 0x88b5");
            assertThat(done.code()).as(done.err()).isZero();
            JsonNode totals = JSON.readTree(done.out());
            assertThat(totals.get("engine").get("accepted").longValue()).isEqualTo(5);
            assertThat(totals.get("engine").get("received").longValue()).isBetween(5L, 11L);
            assertThat(totals.get("engine").get("dropped").longValue()).isZero();
            assertThat(numbers(file)).containsExactly(0, 1, 2, 3, 4);
        });
    }

    @Test
    void shouldKeepTheNewestFilesOfARing() throws Exception {
        pair(() -> {
            var done =
                    capturing(
                            () -> inject(WANTED, 20),
                            "capture",
                            "-i",
                            "veth1",
                            "-c",
                            "20",
                            "-w",
                            folder.resolve("ring.pcap").toString(),
                            "--file-size",
                            "500B", // 5 frames
                            "--files",
                            "2",
                            "ether proto 0x88b5");
            assertThat(done.code()).as(done.err()).isZero();
            try (var files = Files.list(folder)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder("ring_00003.pcap", "ring_00004.pcap");
            }
            assertThat(numbers(folder.resolve("ring_00003.pcap")))
                    .containsExactly(10, 11, 12, 13, 14);
            assertThat(numbers(folder.resolve("ring_00004.pcap")))
                    .containsExactly(15, 16, 17, 18, 19);
        });
    }

    /** The same last lines at the end, and drawn over one another on a terminal. */
    @Test
    void shouldShowTheNewestPacketsOfAnInterface() throws Exception {
        pair(() -> {
            String[] words = {
                "capture", "-i", "veth1", "-c", "10", "--newest", "3", "ether proto 0x88b5"
            };
            var plain = capturing(() -> inject(WANTED, 10), words);
            assertThat(plain.code()).as(plain.err()).isZero();
            assertThat(newest(plain.out().lines().toList())).containsExactly("8", "9", "10");
            var drawn = capturing(true, () -> inject(WANTED, 10), words);
            assertThat(drawn.code()).as(drawn.err()).isZero();
            assertThat(drawn.out()).contains("\u001b[");
            assertThat(newest(new CaptureScreenTest.Terminal(drawn.out()).text()))
                    .containsExactly("8", "9", "10");
        });
    }

    /** The numbers of the first three lines. */
    private static List<String> newest(List<String> lines) {
        return lines.stream().limit(3).map(line -> line.strip().replaceFirst(" .*", "")).toList();
    }

    /** The kernel takes the tag off before its filters look; ours ask it what it was. */
    @Test
    void shouldSeeTagsThatTheKernelTakesOff() throws Exception {
        pair(() -> {
            var done =
                    capturing(
                            () -> {
                                inject(WANTED, 3);
                                inject(TAG, 2);
                            },
                            "capture",
                            "-i",
                            "veth1",
                            "-c",
                            "2",
                            "vlan 5");
            assertThat(done.code()).as(done.err()).isZero();
            assertThat(done.out().lines()).hasSize(2);
            assertThat(done.err()).contains("2 match");
        });
    }

    @Test
    void shouldKeepWhatWasCapturedWhenTheInterfaceGoesAway() throws Exception {
        Path file = folder.resolve("gone.pcapng");
        pair(() -> {
            var done =
                    capturing(
                            () -> {
                                inject(WANTED, 20);
                                Namespace.ip("link del dev veth0");
                            },
                            "capture",
                            "-i",
                            "veth1",
                            "-w",
                            file.toString());
            assertThat(done.code()).isEqualTo(1);
            assertThat(done.err().lines().toList()).last().asString().startsWith("sluice: veth1: ");
            assertThat(done.err()).doesNotContain("\tat ");
            assertThat(done.out()).contains("written " + file).contains("accepted");
            assertThat(numbers(file)).hasSize(20);
        });
    }

    @Test
    void shouldEndByTheClockWhereNothingComes() throws Exception {
        pair(() -> {
            var done =
                    CommandRun.of(
                            "capture",
                            "-i",
                            "veth1",
                            "--stat",
                            "20ms",
                            "--duration",
                            "500ms",
                            "ether proto 0x88b5");
            assertThat(done.code()).isZero();
            assertThat(done.out().lines().filter(line -> line.contains("without a packet")))
                    .isNotEmpty();
            assertThat(done.out()).contains("received 0, dropped 0");
        });
    }

    @Test
    void shouldGiveWhatCameBeforeTheUserAsked() throws Exception {
        pair(() -> {
            var opening = LiveSource.open("veth1", 60, true, Long.MAX_VALUE);
            assertThat(opening).isInstanceOf(DeviceOpening.Opened.class);
            if (!(opening instanceof DeviceOpening.Opened<LiveSource>(var source))) return;
            List<Integer> kept = new ArrayList<>();
            PacketSink sink =
                    new PacketSink() {
                        @Override
                        public void packet(SniffedPacket packet, int octets) {
                            kept.add(octets);
                        }

                        @Override
                        public void close() {}
                    };
            try (source) {
                assertThat(source.filterInKernel(experimental())).isTrue();
                inject(WANTED, 10);
                source.askToEnd();
                var sniffer = new Sniffer(PacketFilters.ALL, SniffLimits.NONE, List.of(sink));
                assertThat(source.run(sniffer)).isEqualTo(new SourceEnd.Asked());
            }
            assertThat(kept).hasSize(10).containsOnly(60);
        });
    }

    /** As Ctrl-C does, a signal ends the capture with totals and status 0. */
    @Test
    void shouldEndWithTotalsWhenItIsInterrupted() throws Exception {
        pair(() -> {
            var process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-XX:TieredStopAtLevel=1",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    "sluice.cli.Main",
                                    "capture",
                                    "-i",
                                    "veth1",
                                    "ether proto 0x88b5")
                            .start();
            try (var err = process.errorReader();
                    var out = process.inputReader()) {
                assertThat(err.readLine()).startsWith("capturing on veth1");
                inject(WANTED, 5);
                for (int i = 1; i <= 5; i++) assertThat(out.readLine()).startsWith("    " + i);
                assertThat(process.toHandle().destroy())
                        .isTrue(); // SIGTERM; Process.destroy closes streams
                assertThat(process.waitFor()).isZero();
                assertThat(out.readLine()).isNull();
                assertThat(err.readAllAsString()).contains("5 match").contains("accepted 5");
            } finally {
                process.destroyForcibly();
            }
        });
    }

    private static sluice.bpf.BpfProgram experimental() throws PacketFilters.Unfit {
        return FilterPrograms.instructions(
                        "ether proto 0x88b5",
                        sluice.pcap.file.LinkType.ETHERNET,
                        sluice.pcap.filter.FilterOptions.Source.LIVE)
                .orElseThrow();
    }

    @Test
    void shouldListTheInterfacesThatCanBeUsed() throws Exception {
        pair(() -> {
            Namespace.ip("link set dev veth0 down");
            var done = CommandRun.of("capture", "-D");
            assertThat(done.code()).isZero();
            assertThat(CommandRun.of("capture", "-i", "veth0").err())
                    .contains("try: sudo ip link set dev veth0 up");
            assertThat(done.out().lines())
                    .anyMatch(line -> line.matches("veth1 +up +usable, .*EN10MB.*"))
                    .anyMatch(line -> line.matches("veth0 +down +veth0 is down"));
            for (JsonNode each :
                    JSON.readTree(CommandRun.of("capture", "-D", "--format", "json").out())) {
                assertThat(each.get("usable").booleanValue())
                        .isEqualTo(each.get("problem").stringValue().isEmpty());
            }
        });
    }

    @Test
    void shouldSayWhichInterfaceMayBeMeant() throws Exception {
        pair(() -> {
            var done = CommandRun.of("capture", "-i", "vet1");
            assertThat(done.code()).isEqualTo(2);
            assertThat(done.err())
                    .startsWith("sluice: there is no interface named vet1")
                    .contains("did you mean \"veth1\"")
                    .contains("try: ./sluice capture --list-interfaces")
                    .hasLineCount(2);
        });
    }

    @Test
    void shouldWriteNothingWhereTheExpressionIsWrong() throws Exception {
        Path file = folder.resolve("none.pcap");
        pair(() -> {
            var done = CommandRun.of("capture", "-i", "veth1", "-w", file.toString(), "tcp prot");
            assertThat(done.code()).isEqualTo(2);
            assertThat(done.err()).contains("column");
            assertThat(Files.exists(file)).isFalse();
        });
    }

    @Test
    void shouldWantOneSource() {
        CommandRun.of("capture").endsWith(2, "expected one of --read FILE");
        CommandRun.of("capture", "-r", "a.pcap", "-i", "lo").endsWith(2, "expected one of");
        CommandRun.of("capture", "-r", "a.pcap", "-p").endsWith(2, "needs --interface");
    }
}
