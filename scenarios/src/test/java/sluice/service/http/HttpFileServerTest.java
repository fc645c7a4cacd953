package sluice.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.edge.IpAddress;
import sluice.edge.SocketStatus;
import sluice.edge.TcpSettings;
import sluice.nic.LinkOptions;
import sluice.run.TcpPair;
import sluice.run.TcpPair.Kind;
import sluice.service.ServiceStats;
import sluice.service.Talk;
import sluice.world.WorldOptions;

/** The file server, asked octet by octet. */
class HttpFileServerTest {
    private static final int PORT = 80;
    private static final InstantSource TIME =
            InstantSource.fixed(Instant.parse("2026-03-01T02:03:04Z"));

    @TempDir private Path outside;
    private Path folder = Path.of("");
    private ServiceStats stats = new ServiceStats("", 0, 0, 0, 0, 0, 0, new java.util.TreeMap<>());

    @BeforeEach
    void files() throws Exception {
        folder = Files.createDirectory(outside.resolve("served"));
        Files.writeString(folder.resolve("hello.txt"), "Hello, world\n");
        Files.writeString(folder.resolve("with space & more"), "x");
        Files.createDirectory(folder.resolve("sub"));
        Files.writeString(folder.resolve("sub/index.html"), "<p>sub");
        Files.createDirectory(folder.resolve("plain"));
        Files.writeString(outside.resolve("secret"), "secret");
    }

    private HttpServerOptions options() {
        return HttpServerOptions.of(folder);
    }

    private Talk talk(Kind kind, HttpServerOptions options, Talk talk) throws Exception {
        try (var pair =
                new TcpPair(kind, kind, LinkOptions.delayed(10_000), WorldOptions.DEFAULT)) {
            var server = new HttpFileServer(pair.right, PORT, true, options, Optional.empty());
            pair.left.tcpConnect(IpAddress.ANY4, 0, TcpPair.RIGHT, PORT, TcpSettings.DEFAULT, talk);
            pair.world.runToQuiescence();
            stats = server.stats();
            assertThat(stats.openConnections()).isZero();
            return talk;
        }
    }

    private String ask(HttpServerOptions options, String request) throws Exception {
        Talk talk = talk(Kind.LINUX, options, Talk.saying(request));
        assertThat(talk.end).isEqualTo(SocketStatus.OK);
        return talk.text();
    }

    private String ask(String request) throws Exception {
        return ask(options(), request);
    }

    private static String get(String target, String... fields) {
        var request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: x\r\n");
        for (String field : fields) request.append(field).append("\r\n");
        return request.append("\r\n").toString();
    }

    private static String put(String target, String content, String... fields) {
        return get(target, fields)
                        .replace("GET ", "PUT ")
                        .replace(
                                "Host: x\r\n",
                                "Host: x\r\nContent-Length: " + content.length() + "\r\n")
                + content;
    }

    @ParameterizedTest
    @EnumSource
    void shouldServeAFile(Kind kind) throws Exception {
        Talk talk = talk(kind, options(), Talk.saying(get("/hello.txt")));
        assertThat(talk.text())
                .isEqualTo(
                        """
                        HTTP/1.1 200 OK\r
                        Content-Type: text/plain; charset=utf-8\r
                        Accept-Ranges: bytes\r
                        Content-Length: 13\r
                        \r
                        Hello, world
                        """);
        assertThat(stats.asked()).isEqualTo(1);
        assertThat(stats.answered()).isEqualTo(1);
    }

    @Test
    void shouldDateItsAnswersWhereThereIsADate() throws Exception {
        try (var pair =
                new TcpPair(Kind.LINUX, Kind.LINUX, LinkOptions.PERFECT, WorldOptions.DEFAULT)) {
            new HttpFileServer(pair.right, PORT, true, options(), Optional.of(TIME));
            Talk talk = Talk.saying(get("/hello.txt"));
            pair.left.tcpConnect(IpAddress.ANY4, 0, TcpPair.RIGHT, PORT, TcpSettings.DEFAULT, talk);
            pair.world.runToQuiescence();
            assertThat(talk.text())
                    .contains("\r\nDate: Sun, 01 Mar 2026 02:03:04 GMT\r\n", "\r\nLast-Modified: ");
        }
    }

    @Test
    void shouldAnswerARequestForTheHeaderAlone() throws Exception {
        assertThat(ask(get("/hello.txt").replace("GET", "HEAD")))
                .endsWith("Content-Length: 13\r\n\r\n");
        assertThat(ask(get("/none").replace("GET", "HEAD")))
                .startsWith("HTTP/1.1 404")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-4      | 206 | bytes 0-4/13   | Hello",
                "bytes=7-       | 206 | bytes 7-12/13  | world",
                "bytes=-3       | 206 | bytes 10-12/13 | ld",
                "bytes=-99      | 206 | bytes 0-12/13  | Hello, world",
                "bytes=12-99    | 206 | bytes 12-12/13 | ",
                "bytes=13-      | 416 | bytes */13     | 416",
                "bytes=-0       | 416 | bytes */13     | 416",
                "bytes=5-4      | 200 |                | Hello, world",
                "bytes=0-1,3-4  | 200 |                | Hello, world",
                "bytes=x-       | 200 |                | Hello, world",
                "lines=0-1      | 200 |                | Hello, world",
            })
    void shouldServeOneRange(String range, int status, String part, String content)
            throws Exception {
        String answer = ask(get("/hello.txt", "Range: " + range));
        assertThat(answer).startsWith("HTTP/1.1 " + status);
        if (part != null) assertThat(answer).contains("\r\nContent-Range: " + part + "\r\n");
        else assertThat(answer).doesNotContain("Content-Range");
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4).strip();
        assertThat(body).isEqualTo(content == null ? "" : content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret",
                "/sub/../../secret",
                "/%2e%2e/secret",
                "/%2E%2E%2Fsecret",
                "/..%2fsecret",
                "/sub/..%5c..%5csecret",
                "/%252e%252e/secret",
                "/link",
                "/linked/secret",
                "//secret",
                "/hello.txt%00.html",
                "/hello.txt%0d%0aX: y",
                "/hello.txt/",
                "/hello.txt/x",
                "/%",
                "/%zz",
                "/%ff",
                "/plain/",
                "/.sluice-upload-1",
                "secret",
                "*",
                "/fifo",
            })
    void shouldNotLetAnythingOutOfTheFolder(String target) throws Exception {
        Files.createSymbolicLink(folder.resolve("link"), outside.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("linked"), outside);
        Files.writeString(folder.resolve(".sluice-upload-1"), "half");
        new ProcessBuilder("mkfifo", folder.resolve("fifo").toString()).start().waitFor();
        String answer = ask(get(target));
        assertThat(answer).startsWith("HTTP/1.1 40");
        assertThat(answer).doesNotContain("secret", "half", "Hello");
    }

    @Test
    void shouldFollowLinksThatStayInside() throws Exception {
        Files.createSymbolicLink(folder.resolve("other.txt"), folder.resolve("hello.txt"));
        assertThat(ask(get("/other.txt"))).endsWith("Hello, world\n");
    }

    @Test
    void shouldServeFoldersByTheirIndexOrListThemIfAsked() throws Exception {
        assertThat(ask(get("/sub/"))).endsWith("<p>sub");
        assertThat(ask(get("/sub?a=b")))
                .startsWith("HTTP/1.1 301")
                .contains("\r\nLocation: /sub/\r\n");
        assertThat(ask(get("/"))).startsWith("HTTP/1.1 404");
        assertThat(ask(options().with(false, true), get("/")))
                .startsWith("HTTP/1.1 200")
                .contains(
                        "<li><a href=\"./hello.txt\">hello.txt</a>",
                        "<li><a href=\"./sub/\">sub/</a>",
                        "<li><a href=\"./with%20space%20%26%20more\">with space &amp; more</a>");
        assertThat(ask(get("/with%20space%20%26%20more"))).endsWith("\r\n\r\nx");
        assertThat(ask(get("http://x/hello.txt"))).endsWith("Hello, world\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense                                    | 400",
                "GET /hello.txt HTTP/1.1                     | 400",
                "GET /hello.txt HTTP/1.1~Host: a~Host: b     | 400",
                "GET /hello.txt HTTP/3.0~Host: a             | 505",
                "GET /hello.txt HTTP/1.1~Host: a~ x y        | 200",
                "GET /hello.txt HTTP/1.1~Host: a~no colon    | 400",
                "DELETE /hello.txt HTTP/1.1~Host: a          | 405",
                "PUT /new HTTP/1.1~Host: a~Content-Length: 0 | 405",
                "GET / HTTP/1.1~Host: a~Content-Length: x    | 400",
                "GET / HTTP/1.1~Host: a~Content-Length: -1   | 400",
                "GET / HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 2 | 400",
                "GET / HTTP/1.1~Host: a~Content-Length: 1~Transfer-Encoding: chunked | 400",
                "GET / HTTP/1.1~Host: a~Transfer-Encoding: gzip | 501",
                "GET /hello.txt HTTP/1.1~Host: a~Expect: wonders | 417",
                "GET /hello.txt HTTP/1.0                     | 200",
            })
    void shouldRefuseWhatIsNoRequest(String request, int status) throws Exception {
        String answer = ask(request.replace("~", "\r\n") + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status);
        if (status == 405) assertThat(answer).contains("\r\nAllow: GET, HEAD\r\n");
        if (status != 200) assertThat(answer).contains("\r\nConnection: close\r\n");
    }

    @Test
    void shouldBoundTheHeader() throws Exception {
        assertThat(ask(get("/" + "a".repeat(9000)))).startsWith("HTTP/1.1 431");
        assertThat(ask(get("/", "A: " + "a".repeat(9000)))).startsWith("HTTP/1.1 431");
        assertThat(ask("GET / HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(101) + "\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(
                        ask(
                                "GET / HTTP/1.1\r\nHost: a\r\n"
                                        + ("A: " + "b".repeat(7000) + "\r\n").repeat(9)))
                .startsWith("HTTP/1.1 431");
        assertThat(ask("x".repeat(100_000))).startsWith("HTTP/1.1 431");
        assertThat(ask("\r\n".repeat(1000))).startsWith("HTTP/1.1 4");
    }

    @Test
    void shouldKeepTheConnectionAndTakeRequestsInAdvance() throws Exception {
        String answer =
                ask(
                        get("/hello.txt")
                                + get("/none")
                                + get("/hello.txt", "Range: bytes=0-0")
                                + "GET /hello.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nxyz"
                                + get("/hello.txt", "Connection: close")
                                + get("/hello.txt"));
        assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(6);
        assertThat(answer).contains("\n\r\nHello, world\nHTTP/1.1 404", "\n\r\nHHTTP/1.1 200");
        assertThat(stats.asked()).isEqualTo(5);
    }

    @Test
    void shouldAnswerTheSameHoweverTheRequestIsCut() throws Exception {
        String requests =
                get("/hello.txt")
                        + put("/a", "content")
                        + "POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3;x=y\r\nabc\r\n4\r\ndefg\r\n0\r\nT: u\r\n\r\n"
                        + get("/none")
                        + get("/b");
        HttpServerOptions options = options().with(true, false);
        String whole = ask(options, requests);
        assertThat(whole).contains("HTTP/1.1 201 Created").endsWith("\r\n\r\nabcdefg");
        assertThat(folder.resolve("a")).hasContent("content");
        for (int piece : new int[] {1, 2, 7, 100}) {
            Files.delete(folder.resolve("a"));
            Files.delete(folder.resolve("b"));
            byte[] octets = requests.getBytes(StandardCharsets.ISO_8859_1);
            Talk talk = talk(Kind.WINDOWS_10, options, new Talk(octets, piece, true));
            assertThat(talk.text()).as("pieces of %d", piece).isEqualTo(whole);
        }
    }

    @Test
    void shouldTakeAFileWholeOrNotAtAll() throws Exception {
        HttpServerOptions options = options().with(true, false).withUploadMax(100);
        assertThat(ask(options, put("/hello.txt", "new"))).startsWith("HTTP/1.1 200");
        assertThat(folder.resolve("hello.txt")).hasContent("new");
        assertThat(ask(options, put("/sub/x", ""))).startsWith("HTTP/1.1 201");
        assertThat(folder.resolve("sub/x")).hasContent("");
        assertThat(ask(options, put("/big", "x".repeat(101)))).startsWith("HTTP/1.1 413");
        String chunked = "PUT /big HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(ask(options, chunked + "65\r\n" + "x".repeat(101) + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(ask(options, chunked + "3\r\nabcd\r\n0\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(ask(options, chunked + "zz\r\n")).startsWith("HTTP/1.1 400");
        assertThat(ask(options, chunked + "3\r\nab")).startsWith("HTTP/1.1 400");
        assertThat(ask(options, put("/big", "abc").replace("Length: 3", "Length: 4")))
                .startsWith("HTTP/1.1 400");
        for (String target : new String[] {"/", "/sub", "/none/x", "/../x", "/.sluice-upload-7"}) {
            assertThat(ask(options, put(target, "abc"))).as(target).startsWith("HTTP/1.1 404");
        }
        assertThat(folder.resolve("big")).doesNotExist();
        assertThat(outside.resolve("x")).doesNotExist();
        try (var names = Files.list(folder)) {
            assertThat(names.filter(each -> each.toString().contains(".sluice-upload"))).isEmpty();
        }
    }

    @Test
    void shouldNotWriteThroughALink() throws Exception {
        Files.createSymbolicLink(folder.resolve("link"), outside.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("linked"), outside);
        HttpServerOptions options = options().with(true, false);
        assertThat(ask(options, put("/link", "abc"))).startsWith("HTTP/1.1 404");
        assertThat(ask(options, put("/linked/secret", "abc"))).startsWith("HTTP/1.1 404");
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    @Test
    void shouldGiveLeaveToSendAContent() throws Exception {
        HttpServerOptions options = options().with(true, false);
        String request = put("/a", "content", "Expect: 100-continue");
        assertThat(ask(options, request))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created");
        assertThat(ask(options(), request)).startsWith("HTTP/1.1 405").doesNotContain("100");
    }

    @ParameterizedTest
    @EnumSource
    void shouldSendALargeFileInPieces(Kind kind) throws Exception {
        byte[] large = new byte[3_000_001];
        for (int i = 0; i < large.length; i++) large[i] = (byte) (i * 31 + (i >>> 8));
        Files.write(folder.resolve("large"), large);
        byte[] request = get("/large").getBytes(StandardCharsets.US_ASCII);
        byte[] heard = talk(kind, options(), new Talk(request, 100, true)).heard();
        assertThat(Arrays.copyOfRange(heard, heard.length - large.length, heard.length))
                .isEqualTo(large);
    }

    @Test
    void shouldBreakOffWhenAFileBecomesShorter() throws Exception {
        Path file = folder.resolve("shrinks");
        try (var sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(50_000_000); // more than all buffers take
        }
        try (var pair =
                new TcpPair(Kind.LINUX, Kind.LINUX, LinkOptions.PERFECT, WorldOptions.DEFAULT)) {
            var server = new HttpFileServer(pair.right, PORT, true, options(), Optional.empty());
            Talk talk = Talk.saying(get("/shrinks"));
            talk.reads = false;
            pair.left.tcpConnect(IpAddress.ANY4, 0, TcpPair.RIGHT, PORT, TcpSettings.DEFAULT, talk);
            pair.world.runUntil(10_000_000_000L);
            Files.write(file, new byte[10]);
            talk.reads = true;
            talk.readable(Objects.requireNonNull(talk.socket));
            pair.world.runToQuiescence();
            assertThat(Objects.requireNonNull(talk.end).name()).isEqualTo("ECONNRESET");
            assertThat(server.stats().failures()).containsOnlyKeys("file became shorter");
        }
    }

    @Test
    void shouldLetIdleConnectionsGoForNewOnes() throws Exception {
        try (var pair =
                new TcpPair(Kind.LINUX, Kind.LINUX, LinkOptions.PERFECT, WorldOptions.DEFAULT)) {
            var options = new HttpServerOptions(folder, false, false, 0, 3);
            var server = new HttpFileServer(pair.right, PORT, true, options, Optional.empty());
            Talk[] talks = new Talk[5];
            for (int i = 0; i < 5; i++) {
                // the first has begun a request and keeps its place
                String words = i == 0 ? "GET /hel" : get("/hello.txt");
                talks[i] = new Talk(words.getBytes(StandardCharsets.US_ASCII), 100, false);
                pair.left.tcpConnect(
                        IpAddress.ANY4, 0, TcpPair.RIGHT, PORT, TcpSettings.DEFAULT, talks[i]);
                pair.world.runUntil((i + 1) * 1_000_000_000L);
            }
            assertThat(server.stats().connections()).isEqualTo(5);
            assertThat(server.stats().openConnections()).isEqualTo(3);
            assertThat(talks[0].end).isNull();
            assertThat(talks[1].end).isEqualTo(SocketStatus.OK);
            assertThat(talks[2].end).isEqualTo(SocketStatus.OK);
            assertThat(talks[4].end).isNull();
            for (int i = 1; i < 5; i++) assertThat(talks[i].text()).endsWith("Hello, world\n");
            for (Talk talk : talks) Objects.requireNonNull(talk.socket).abort();
            pair.world.runToQuiescence();
        }
    }
}
