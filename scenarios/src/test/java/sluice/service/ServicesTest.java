package sluice.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.edge.TcpSettings;
import sluice.nic.LinkOptions;
import sluice.run.TcpPair;
import sluice.run.TcpPair.Kind;
import sluice.world.WorldOptions;

/** The programs of old over both stacks. */
class ServicesTest {
    private static final int PORT = 7;
    private static final long SECOND = 1_000_000_000L;

    private static TcpPair pair(Kind kind) {
        Kind client = kind == Kind.LINUX ? Kind.WINDOWS_10 : Kind.LINUX;
        return new TcpPair(client, kind, LinkOptions.delayed(100_000), WorldOptions.DEFAULT);
    }

    private static Talk connect(TcpPair pair, Talk talk) throws SocketRefused {
        var settings = TcpSettings.DEFAULT.withBuffers(20_000, 20_000);
        pair.left.tcpConnect(IpAddress.ANY4, 0, TcpPair.RIGHT, PORT, settings, talk);
        return talk;
    }

    private static byte[] octets(int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) octets[i] = (byte) (i * 31 + (i >>> 8));
        return octets;
    }

    @ParameterizedTest
    @EnumSource
    void shouldEchoAllAndEndWithTheClient(Kind kind) throws Exception {
        try (var pair = pair(kind)) {
            var echo = new TcpEcho(pair.right, PORT, true);
            byte[] words = octets(300_000);
            Talk talk = connect(pair, new Talk(words, 3000, true));
            pair.world.runToQuiescence();
            assertThat(talk.heard()).isEqualTo(words);
            assertThat(talk.end).isEqualTo(SocketStatus.OK);
            ServiceStats stats = echo.stats();
            assertThat(stats.name()).isEqualTo("tcp-echo:7");
            assertThat(stats.connections()).isEqualTo(1);
            assertThat(stats.openConnections()).isZero();
            assertThat(stats.receivedOctets()).isEqualTo(300_000);
            assertThat(stats.sentOctets()).isEqualTo(300_000);
            assertThat(stats.failures()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotReceiveWhatCannotBeSentBack(Kind kind) throws Exception {
        try (var pair = pair(kind)) {
            var echo = new TcpEcho(pair.right, PORT, false);
            var talk = new Talk(octets(8_000_000), 50_000, true);
            talk.reads = false;
            connect(pair, talk);
            pair.world.runUntil(30 * SECOND);
            // what the client takes, the buffers of the server's host, and the room of the program
            ServiceStats stats = echo.stats();
            assertThat(stats.receivedOctets() - stats.sentOctets()).isBetween(1L, 8192L);
            assertThat(talk.said()).isLessThan(8_000_000);
            long before = stats.receivedOctets();
            pair.world.runUntil(60 * SECOND);
            assertThat(echo.stats().receivedOctets()).isEqualTo(before);
            talk.reads = true;
            talk.readable(java.util.Objects.requireNonNull(talk.socket));
            pair.world.runToQuiescence();
            assertThat(talk.heard()).isEqualTo(octets(8_000_000));
            assertThat(talk.end).isEqualTo(SocketStatus.OK);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldDiscardAllAndSayNothing(Kind kind) throws Exception {
        try (var pair = pair(kind)) {
            var discard = new TcpDiscard(pair.right, PORT, true);
            Talk talk = connect(pair, new Talk(octets(400_000), 10_000, true));
            pair.world.runToQuiescence();
            assertThat(talk.heard()).isEmpty();
            assertThat(talk.end).isEqualTo(SocketStatus.OK);
            assertThat(discard.stats().receivedOctets()).isEqualTo(400_000);
            assertThat(discard.stats().sentOctets()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGenerateLinesUntilTheClientCloses(Kind kind) throws Exception {
        try (var pair = pair(kind)) {
            var chargen = new Chargen(pair.right, PORT, true);
            Talk talk = connect(pair, new Talk(new byte[0], 1, false));
            pair.world.runUntil(SECOND / 50);
            java.util.Objects.requireNonNull(talk.socket).shutdownOutput();
            pair.world.runToQuiescence();
            String[] lines = talk.text().split("\r\n", -1);
            assertThat(lines).hasSizeGreaterThan(1000);
            assertThat(lines[0]).startsWith(" !\"#$%&'()*+,-./0123456789:").hasSize(72);
            assertThat(lines[1]).startsWith("!\"#$%");
            assertThat(lines[94]).startsWith("~ !\"");
            assertThat(lines[95]).isEqualTo(lines[0]);
            assertThat(chargen.stats().sentOctets()).isEqualTo(talk.heard().length);
            assertThat(chargen.stats().openConnections()).isZero();
            assertThat(talk.end).isEqualTo(SocketStatus.OK);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldServeManyAtOnceAndCountThoseThatBreakOff(Kind kind) throws Exception {
        try (var pair = pair(kind)) {
            var echo = new TcpEcho(pair.right, PORT, false);
            connect(pair, new Talk(octets(1), 1, true));
            pair.world.runUntil(SECOND); // addresses are known from here on
            List<Talk> talks = new ArrayList<>();
            for (int i = 0; i < 200; i++)
                talks.add(connect(pair, new Talk(octets(2000), 99, i > 0)));
            pair.world.runUntil(5 * SECOND);
            java.util.Objects.requireNonNull(talks.getFirst().socket).abort();
            pair.world.runToQuiescence();
            for (Talk talk : talks.subList(1, 200)) assertThat(talk.heard()).hasSize(2000);
            assertThat(echo.stats().connections()).isEqualTo(201);
            assertThat(echo.stats().openConnections()).isZero();
            assertThat(echo.stats().failedConnections()).isEqualTo(1);
            assertThat(echo.stats().failures().firstEntry().getKey()).endsWith("ECONNRESET");
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldResetWhatStandsWhenItCloses(Kind kind) throws Exception {
        try (var pair = pair(kind)) {
            var echo = new TcpEcho(pair.right, PORT, false);
            Talk talk = connect(pair, new Talk(octets(10), 10, false));
            pair.world.runUntil(SECOND);
            echo.close();
            pair.world.runToQuiescence();
            assertThat(java.util.Objects.requireNonNull(talk.end).name()).endsWith("ECONNRESET");
            assertThat(echo.stats().failures()).containsOnlyKeys("closed");
            Talk late = connect(pair, new Talk(octets(10), 10, false));
            pair.world.runToQuiescence();
            assertThat(java.util.Objects.requireNonNull(late.end).name()).endsWith("ECONNREFUSED");
        }
    }
}
