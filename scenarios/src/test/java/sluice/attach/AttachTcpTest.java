package sluice.attach;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.pcap.tap.TapOptions;
import sluice.script.HostKind;
import sluice.service.ServiceStats;

/** The TCP of an attached host, used by curl and sockets of the real kernel. */
@Timeout(180)
class AttachTcpTest {
    private static final long MAC = 0x0200_c000_0202L;
    private static final int MEGABYTE = 1_000_000;
    private static final String HOST = "192.0.2.2";

    @TempDir private Path folder;

    @BeforeEach
    void file() throws Exception {
        Files.createDirectory(folder.resolve("served"));
        Files.write(folder.resolve("served/one"), AttachTest.octets(MEGABYTE));
    }

    private interface Inside {
        void run(AttachedHost host) throws Exception;
    }

    private void attached(HostKind kind, List<ServiceSpec> services, Inside test) throws Exception {
        Namespace.with(() -> {
            AttachTest.setUp("tap0", "tap");
            var plan =
                    new AttachPlan(
                            TapOptions.tap("tap0", MAC),
                            kind,
                            List.of(
                                    AttachTest.prefix("192.0.2.2/24"),
                                    AttachTest.prefix("fd00:1::2/64")),
                            List.of(),
                            services,
                            Optional.empty());
            try (AttachedHost host = AttachTest.started(plan)) {
                test.run(host);
            }
        });
    }

    private ServiceSpec http(boolean upload) {
        return new ServiceSpec.Http(80, folder.resolve("served"), upload, true);
    }

    private static ServiceSpec tcp(ServiceSpec.Kind kind) {
        return new ServiceSpec.Plain(kind, 7);
    }

    private static String digest(Path file) throws Exception {
        byte[] octets = Files.readAllBytes(file);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    }

    private static Process curl(String... words) throws Exception {
        if (!Files.exists(Path.of("/usr/bin/curl"))) {
            System.err.println("skipped: there is no curl");
            Assumptions.abort("there is no curl");
        }
        List<String> command = new ArrayList<>();
        command.addAll(List.of("/usr/bin/curl", "--fail", "--silent", "--show-error"));
        command.addAll(List.of("--max-time", "60", "--noproxy", "*"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String done(Process curl) throws Exception {
        String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(curl.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(curl.exitValue()).as(said).isZero();
        return said;
    }

    /** What curl prints of a page. */
    static String read(String url) throws Exception {
        return done(curl(url));
    }

    @ParameterizedTest
    @EnumSource
    void shouldServeAndTakeAFileWhole(HostKind kind) throws Exception {
        attached(
                kind,
                List.of(http(true)),
                host -> {
                    Path own = folder.resolve("served/one");
                    Path got = folder.resolve("got");
                    for (String at : List.of(HOST, "[fd00:1::2]")) {
                        done(curl("--globoff", "-o", got.toString(), "http://" + at + "/one"));
                        assertThat(digest(got)).isEqualTo(digest(own));
                    }
                    done(curl("-T", own.toString(), "http://" + HOST + "/two"));
                    assertThat(digest(folder.resolve("served/two"))).isEqualTo(digest(own));
                    Process inChunks = curl("-T", "-", "-X", "POST", "http://" + HOST + "/three");
                    try (OutputStream out = inChunks.getOutputStream()) {
                        Files.copy(own, out);
                    }
                    done(inChunks);
                    assertThat(digest(folder.resolve("served/three"))).isEqualTo(digest(own));
                    assertThat(done(curl("http://" + HOST + "/")))
                            .contains("<a href=\"./two\">two</a>");
                    assertThat(done(curl("-r", "5-9", "-o", "-", "http://" + HOST + "/one")))
                            .hasSize(5);
                    ServiceStats stats = AttachTest.finished(host).last().services().getFirst();
                    assertThat(stats.asked()).isEqualTo(6);
                    assertThat(stats.answered()).isEqualTo(6);
                    assertThat(stats.failures()).isEmpty();
                });
    }

    @ParameterizedTest
    @EnumSource
    void shouldServeTwentyAtOnce(HostKind kind) throws Exception {
        attached(
                kind,
                List.of(http(false)),
                host -> {
                    List<Process> curls = new ArrayList<>();
                    for (int i = 0; i < 20; i++) {
                        curls.add(
                                curl(
                                        "-o",
                                        folder.resolve("got" + i).toString(),
                                        "http://" + HOST + "/one"));
                    }
                    for (Process each : curls) done(each);
                    String own = digest(folder.resolve("served/one"));
                    for (int i = 0; i < 20; i++) {
                        assertThat(digest(folder.resolve("got" + i))).isEqualTo(own);
                    }
                    ServiceStats stats = AttachTest.finished(host).last().services().getFirst();
                    assertThat(stats.answered()).isEqualTo(20);
                });
    }

    @ParameterizedTest
    @EnumSource
    void shouldEchoBothWaysAtOnce(HostKind kind) throws Exception {
        attached(
                kind,
                List.of(tcp(ServiceSpec.Kind.TCP_ECHO)),
                host -> {
                    byte[] words = AttachTest.octets(MEGABYTE);
                    try (var socket = new Socket(InetAddress.getByName(HOST), 7)) {
                        socket.setSoTimeout(60_000);
                        OutputStream out = socket.getOutputStream();
                        var said =
                                CompletableFuture.runAsync(() -> {
                                    try {
                                        out.write(words);
                                        socket.shutdownOutput();
                                    } catch (java.io.IOException failure) {
                                        throw new UncheckedIOException(failure);
                                    }
                                });
                        assertThat(socket.getInputStream().readAllBytes()).isEqualTo(words);
                        said.join();
                    }
                    ServiceStats stats = AttachTest.finished(host).last().services().getFirst();
                    assertThat(stats.receivedOctets()).isEqualTo(MEGABYTE);
                    assertThat(stats.sentOctets()).isEqualTo(MEGABYTE);
                });
    }

    @Test
    void shouldDiscardAndGenerate() throws Exception {
        List<ServiceSpec> services =
                List.of(
                        new ServiceSpec.Plain(ServiceSpec.Kind.DISCARD, 9),
                        new ServiceSpec.Plain(ServiceSpec.Kind.CHARGEN, 19));
        attached(
                HostKind.LINUX,
                services,
                host -> {
                    try (var socket = new Socket(InetAddress.getByName(HOST), 9)) {
                        socket.getOutputStream().write(AttachTest.octets(MEGABYTE));
                        socket.shutdownOutput();
                        assertThat(socket.getInputStream().readAllBytes()).isEmpty();
                    }
                    try (var socket = new Socket(InetAddress.getByName(HOST), 19)) {
                        byte[] heard = socket.getInputStream().readNBytes(MEGABYTE);
                        assertThat(new String(heard, 0, 74, StandardCharsets.US_ASCII))
                                .startsWith(" !\"#$")
                                .endsWith("\r\n");
                    }
                    List<ServiceStats> stats = AttachTest.finished(host).last().services();
                    assertThat(stats.getFirst().receivedOctets()).isEqualTo(MEGABYTE);
                    assertThat(stats.getLast().sentOctets()).isGreaterThanOrEqualTo(MEGABYTE);
                });
    }

    @Test
    void shouldSayWhatServicesThereAre() {
        assertThat(ServiceSpec.checked("tcp-echo:7")).contains(tcp(ServiceSpec.Kind.TCP_ECHO));
        assertThat(ServiceSpec.checked("http:80=a,b,upload"))
                .contains(new ServiceSpec.Http(80, Path.of("a,b"), true, false));
        assertThat(ServiceSpec.checked("http:80=upload,list,upload"))
                .contains(new ServiceSpec.Http(80, Path.of("upload"), true, true));
        for (String wrong :
                List.of("", "http", "http:80", "http:80=", "http:0=a", "x:1", "discard:70000")) {
            assertThat(ServiceSpec.checked(wrong)).as(wrong).isEmpty();
        }
    }
}
