package sluice.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.edge.IpAddress;
import sluice.edge.TcpSettings;
import sluice.nic.LinkOptions;
import sluice.run.TcpPair;
import sluice.run.TcpPair.Kind;
import sluice.service.Talk;
import sluice.service.TcpOutcome;
import sluice.world.WorldOptions;

/** The client, with our own server and with servers that say anything. */
class HttpClientTest {
    private static final int PORT = 80;

    @TempDir private Path folder;

    private static TcpPair pair(Kind kind) {
        return new TcpPair(kind, kind, LinkOptions.delayed(10_000), WorldOptions.DEFAULT);
    }

    private static HttpClient client(TcpPair pair, HttpOrder... orders) {
        var client =
                new HttpClient(
                        pair.leftStack,
                        TcpPair.RIGHT,
                        PORT,
                        "server",
                        TcpSettings.DEFAULT,
                        List.of(orders));
        client.start(0);
        return client;
    }

    private static String sha256(byte[] octets) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveAndGetWholePages(Kind kind) throws Exception {
        Path file = Files.writeString(folder.resolve("a"), "some text");
        try (var pair = pair(kind)) {
            var options = HttpServerOptions.of(folder).with(true, false);
            var server = new HttpFileServer(pair.right, PORT, true, options, Optional.empty());
            HttpClient client =
                    client(
                            pair,
                            HttpOrder.get("/a"),
                            HttpOrder.put("/b", Content.ofLength(700_000)),
                            HttpOrder.put("/c", Content.of(file)),
                            HttpOrder.get("/b"),
                            new HttpOrder("HEAD", "/b", null),
                            HttpOrder.get("/none"));
            pair.world.runToQuiescence();
            assertThat(client.outcomes().stream().map(HttpOutcome::status))
                    .containsExactly(200, 201, 201, 200, 200, 404);
            assertThat(client.outcomes().getFirst().sha256())
                    .isEqualTo(sha256("some text".getBytes(StandardCharsets.US_ASCII)));
            assertThat(folder.resolve("c")).hasContent("some text");
            assertThat(client.outcomes().get(3).octets()).isEqualTo(700_000);
            assertThat(client.outcomes().get(3).sha256())
                    .isEqualTo(sha256(Files.readAllBytes(folder.resolve("b"))));
            assertThat(client.outcome()).isEqualTo(TcpOutcome.OK);
            assertThat(client.trouble()).isEmpty();
            assertThat(server.stats().connections()).isEqualTo(1);
            assertThat(server.stats().failures()).isEmpty();
        }
    }

    private static HttpClient answered(String answer, boolean closes, HttpOrder... orders)
            throws Exception {
        try (var pair = pair(Kind.LINUX)) {
            byte[] words = answer.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            pair.right.tcpListen(
                    IpAddress.ANY4,
                    PORT,
                    5,
                    TcpSettings.DEFAULT,
                    listening -> listening.accept(new Talk(words, 3, closes)));
            HttpClient client = client(pair, orders);
            pair.world.runToQuiescence();
            return client;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK~Content-Length: 3~~abcd, 200, 3",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~ab~1;x~c~0~T: u~~, 200, 3",
        "HTTP/1.0 200 OK~~abcd, 200, 4",
        "HTTP/1.1 100 Continue~~HTTP/1.1 204 No Content~~, 204, 0",
        "HTTP/1.1 500 Oh~Connection: close~Content-Length: 0~~, 500, 0",
    })
    void shouldReadAnswersOfAllLengths(String answer, int status, int octets) throws Exception {
        HttpClient client = answered(answer, true, HttpOrder.get("/"));
        assertThat(client.trouble()).isEmpty();
        assertThat(client.outcomes()).hasSize(1);
        assertThat(client.outcomes().getFirst().status()).isEqualTo(status);
        assertThat(client.outcomes().getFirst().octets()).isEqualTo(octets);
    }

    @ParameterizedTest
    @CsvSource({
        "x, the server ends without an answer",
        "nonsense~~, ",
        "HTTP/1.1 200 OK~Content-Length: 9~~abc, the stream ends too early",
        "HTTP/1.1 200 OK~Content-Length: x~~abc, a length that is no number",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~zz~, ",
        "HTTP/1.1 200 OK~Transfer-Encoding: br~~, transfer coding br",
    })
    void shouldSayWhatIsNoAnswer(String answer, String trouble) throws Exception {
        HttpClient client = answered(answer, true, HttpOrder.get("/"));
        assertThat(client.outcomes()).isEmpty();
        assertThat(client.trouble()).contains(trouble == null ? "" : trouble).isNotEmpty();
    }

    @Test
    void shouldNotReadAHeaderWithoutEnd() throws Exception {
        String endless = "HTTP/1.1 200 OK~" + ("A: " + "b".repeat(5000) + "~").repeat(50);
        assertThat(answered(endless, false, HttpOrder.get("/")).trouble())
                .contains("header too long");
        assertThat(answered("a".repeat(50_000), false, HttpOrder.get("/")).trouble()).isNotEmpty();
    }

    @Test
    void shouldSayThatTheServerClosedTooEarly() throws Exception {
        HttpClient client =
                answered(
                        "HTTP/1.1 200 OK~Connection: close~Content-Length: 0~~",
                        true,
                        HttpOrder.get("/"),
                        HttpOrder.get("/"));
        assertThat(client.outcomes()).hasSize(1);
        assertThat(client.trouble()).contains("closes before all is asked");
    }
}
