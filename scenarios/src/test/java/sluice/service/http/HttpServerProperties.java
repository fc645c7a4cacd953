package sluice.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import sluice.edge.IpAddress;
import sluice.edge.TcpSettings;
import sluice.nic.LinkOptions;
import sluice.run.TcpPair;
import sluice.run.TcpPair.Kind;
import sluice.service.ServiceStats;
import sluice.service.Talk;
import sluice.world.WorldOptions;

/** Whatever is said to the file server, it answers in HTTP or not at all, and lets go. */
class HttpServerProperties {
    private static final int PORT = 80;
    private static Path folder = Path.of("");

    @BeforeContainer
    static void files() throws IOException {
        folder = Files.createTempDirectory("served");
        Files.writeString(folder.resolve("a"), "0123456789");
    }

    @AfterContainer
    static void gone() throws IOException {
        try (var left = Files.list(folder)) {
            for (Path each : left.toList()) Files.deleteIfExists(each);
        }
        Files.delete(folder);
    }

    @Provide
    Arbitrary<String> talks() {
        Arbitrary<String> words =
                Arbitraries.of(
                        "GET /a HTTP/1.1\r\n",
                        "HEAD /a HTTP/1.1\r\n",
                        "PUT /b HTTP/1.1\r\n",
                        "POST /../b HTTP/1.1\r\n",
                        "Host: x\r\n",
                        "Content-Length: 5\r\n",
                        "Content-Length: 99999999999\r\n",
                        "Transfer-Encoding: chunked\r\n",
                        "Expect: 100-continue\r\n",
                        "Range: bytes=2-3\r\n",
                        "Connection: close\r\n",
                        " folded\r\n",
                        "\r\n",
                        "5\r\nabcde\r\n",
                        "fffffffffffffffff\r\n",
                        "0\r\n\r\n",
                        "abcde",
                        "\n",
                        "\r");
        Arbitrary<String> octets =
                Arbitraries.strings().withCharRange((char) 0, (char) 255).ofMaxLength(20);
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(8, words), net.jqwik.api.Tuple.of(1, octets))
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 150)
    void shouldAnswerInHttpOrNotAtAllAndLetGo(
            @ForAll("talks") String words, @ForAll @IntRange(min = 1, max = 200) int piece)
            throws Exception {
        try (var pair =
                new TcpPair(Kind.LINUX, Kind.LINUX, LinkOptions.PERFECT, WorldOptions.DEFAULT)) {
            var options = HttpServerOptions.of(folder).with(true, true).withUploadMax(1000);
            var server = new HttpFileServer(pair.right, PORT, false, options, Optional.empty());
            byte[] octets = words.getBytes(StandardCharsets.ISO_8859_1);
            var talk = new Talk(octets, piece, true);
            pair.left.tcpConnect(IpAddress.ANY4, 0, TcpPair.RIGHT, PORT, TcpSettings.DEFAULT, talk);
            pair.world.runToQuiescence();
            ServiceStats stats = server.stats();
            assertThat(talk.said()).isEqualTo(octets.length);
            assertThat(stats.openConnections()).isZero();
            assertThat(talk.text()).matches("(?s)(HTTP/1\\.1 [1-5][0-9][0-9] .*)?");
            try (var left = Files.list(folder)) {
                assertThat(left.map(each -> each.getFileName().toString()))
                        .isSubsetOf(List.of("a", "b"));
            }
        }
    }
}
