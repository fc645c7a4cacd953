package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketRefused;
import sluice.edge.TcpListenSocket;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.nic.LinkOptions;
import sluice.run.TcpPair.Diary;
import sluice.run.TcpPair.Kind;
import sluice.world.WorldOptions;

/** TCP sockets of both stacks, from program to program. */
class HostTcpTest {
    private static final LinkOptions CABLE = LinkOptions.delayed(100_000);
    private static final int PORT = 8080;

    static Stream<Arguments> pairs() {
        return Stream.of(Kind.values())
                .flatMap(a -> Stream.of(Kind.values()).map(b -> Arguments.of(a, b)));
    }

    /** Sends a pattern as there is room, and can be held against what arrived. */
    private static final class Source extends Diary {
        private final long total;
        private final byte[] piece = new byte[5000];
        private long sent;

        Source(long total) {
            this.total = total;
        }

        static byte at(long position) {
            return (byte) (position * 31 + (position >>> 8));
        }

        @Override
        public void connected(TcpSocket own) {
            super.connected(own);
            writable(own);
        }

        @Override
        public void writable(TcpSocket own) {
            while (sent < total) {
                int length = (int) Math.min(piece.length, total - sent);
                for (int i = 0; i < length; i++) piece[i] = at(sent + i);
                int taken = own.send(piece, 0, length);
                if (taken <= 0) return;
                sent += taken;
                if (taken < length) return;
            }
            own.shutdownOutput();
        }
    }

    /** Looks at each octet that comes. */
    private static final class Sink extends Diary {
        private boolean wrong;

        @Override
        void got(TcpSocket own, int octets) {
            for (int i = 0; i < octets; i++) wrong |= room[i] != Source.at(received + i);
            super.got(own, octets);
        }

        @Override
        public void endOfInput(TcpSocket own) {
            super.endOfInput(own);
            own.shutdownOutput();
        }
    }

    private static TcpListenSocket listen(SocketEdge at, IpAddress local, Diary program)
            throws SocketRefused {
        return at.tcpListen(
                local, PORT, 5, TcpSettings.DEFAULT, listening -> listening.accept(program));
    }

    private static TcpSocket connect(SocketEdge from, IpAddress to, Diary program)
            throws SocketRefused {
        IpAddress any = to.isV4() ? IpAddress.ANY4 : IpAddress.ANY6;
        return from.tcpConnect(any, 0, to, PORT, TcpSettings.DEFAULT, program);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldCarryAStreamWholeAndCloseOnBothSides(Kind left, Kind right) throws Exception {
        for (IpAddress to : List.of(TcpPair.RIGHT, TcpPair.RIGHT6)) {
            try (var pair = new TcpPair(left, right, CABLE, WorldOptions.DEFAULT)) {
                var sink = new Sink();
                var source = new Source(3_000_000);
                listen(pair.right, to.isV4() ? IpAddress.ANY4 : IpAddress.ANY6, sink);
                connect(pair.left, to, source);
                pair.world.runToQuiescence();
                assertThat(sink.received).isEqualTo(3_000_000);
                assertThat(sink.wrong).isFalse();
                assertThat(sink.told).containsExactly("connected", "end of input", "ended OK");
                assertThat(source.told).containsExactly("connected", "end of input", "ended OK");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldCarryItOverABadLink(Kind left, Kind right) throws Exception {
        var bad = new LinkOptions(100_000_000, 5_000_000, 0.01, 0.02, 0.05, 1_000_000, 0.002, 200);
        for (long seed = 1; seed <= 3; seed++) {
            try (var pair = new TcpPair(left, right, bad, WorldOptions.DEFAULT.withShuffle(seed))) {
                var sink = new Sink();
                var source = new Source(400_000);
                listen(pair.right, IpAddress.ANY4, sink);
                connect(pair.left, TcpPair.RIGHT, source);
                pair.world.runToQuiescence();
                assertThat(sink.wrong).isFalse();
                assertThat(sink.received).as("%s %s %d", left, right, seed).isEqualTo(400_000);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldBeRefusedWhereNobodyListens(Kind kind) throws Exception {
        try (var pair = new TcpPair(kind, kind, CABLE, WorldOptions.DEFAULT)) {
            var program = new Diary();
            connect(pair.left, TcpPair.RIGHT, program);
            pair.world.runToQuiescence();
            String name = kind == Kind.LINUX ? "ECONNREFUSED" : "WSAECONNREFUSED";
            assertThat(program.told).containsExactly("ended " + name);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldTimeOutWhereNobodyIs(Kind kind) throws Exception {
        try (var pair = new TcpPair(kind, kind, CABLE, WorldOptions.DEFAULT)) {
            var program = new Diary();
            connect(pair.left, IpAddress.require("192.0.2.77"), program);
            pair.world.runToQuiescence();
            assertThat(program.told).hasSize(1);
            assertThat(program.told.getFirst()).matches("ended (E|WSAE)(TIMEDOUT|HOSTUNREACH)");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldConnectToItself(Kind kind) throws Exception {
        try (var pair = new TcpPair(kind, kind, CABLE, WorldOptions.DEFAULT)) {
            var sink = new Sink();
            var source = new Source(1_000_000);
            listen(pair.left, IpAddress.ANY4, sink);
            connect(pair.left, IpAddress.require("127.0.0.1"), source);
            pair.world.runToQuiescence();
            assertThat(sink.received).isEqualTo(1_000_000);
            assertThat(sink.wrong).isFalse();
        }
    }

    /** A program that does not receive stops the other side, whatever the other side wants. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldHoldTheSenderBackUntilTheProgramReceives(Kind kind) throws Exception {
        try (var pair = new TcpPair(kind, kind, CABLE, WorldOptions.DEFAULT)) {
            var idle =
                    new Diary() {
                        @Override
                        public void readable(TcpSocket own) {}
                    };
            var source = new Source(20_000_000);
            var settings = TcpSettings.DEFAULT.withBuffers(20_000, 30_000);
            pair.right.tcpListen(
                    IpAddress.ANY4, PORT, 5, settings, listening -> listening.accept(idle));
            pair.left.tcpConnect(IpAddress.ANY4, 0, TcpPair.RIGHT, PORT, settings, source);
            pair.world.runUntil(60_000_000_000L);
            TcpSocket waiting = Objects.requireNonNull(idle.socket);
            assertThat(waiting.receivableOctets()).isBetween(10_000, 30_000);
            assertThat(source.sent).isBetween(30_000L, 50_000L);
            byte[] room = new byte[100_000];
            int taken = waiting.receive(room, 0, room.length);
            assertThat(taken).isBetween(10_000, 30_000);
            pair.world.runUntil(120_000_000_000L);
            assertThat(source.sent).isGreaterThanOrEqualTo(30_000L + taken / 2);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldKeepConnectionsForAProgramThatIsSlowToAccept(Kind kind) throws Exception {
        try (var pair = new TcpPair(kind, kind, CABLE, WorldOptions.DEFAULT)) {
            TcpListenSocket listening =
                    pair.right.tcpListen(IpAddress.ANY4, PORT, 3, TcpSettings.DEFAULT, _ -> {});
            List<Source> sources = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                var source = new Source(100);
                connect(pair.left, TcpPair.RIGHT, source);
                sources.add(source);
                // one after the other: Windows keeps one packet only for an unknown neighbour
                pair.world.runUntil((i + 1) * 100_000_000L);
            }
            assertThat(listening.waiting()).isEqualTo(4); // Linux and here: backlog and one more
            connect(pair.left, TcpPair.RIGHT, new Source(100));
            pair.world.runUntil(800_000_000L);
            assertThat(listening.waiting()).isEqualTo(4);
            var first = new Sink();
            assertThat(listening.accept(first)).isNotNull();
            pair.world.runUntil(900_000_000L);
            assertThat(first.told).containsExactly("connected", "end of input", "ended OK");
            assertThat(first.received).isEqualTo(100);
            // the last SYN is repeated and now finds room
            pair.world.runUntil(20_000_000_000L);
            assertThat(listening.waiting()).isEqualTo(4);
            listening.close();
            pair.world.runToQuiescence();
            String reset = kind == Kind.LINUX ? "ended ECONNRESET" : "ended WSAECONNRESET";
            assertThat(sources.getLast().told).contains(reset);
            assertThatThrownBy(() -> refuseOrThrow(pair))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("CONNREFUSED");
        }
    }

    private static void refuseOrThrow(TcpPair pair) throws SocketRefused {
        var late = new Diary();
        connect(pair.left, TcpPair.RIGHT, late);
        pair.world.runToQuiescence();
        throw new IllegalStateException(String.join(" ", late.told));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldSayWhoHoldsAPort(Kind kind) throws Exception {
        try (var pair = new TcpPair(kind, kind, CABLE, WorldOptions.DEFAULT)) {
            var sink = new Sink();
            TcpListenSocket first = listen(pair.right, IpAddress.ANY4, sink);
            assertThatThrownBy(() -> listen(pair.right, TcpPair.RIGHT, sink))
                    .isInstanceOf(SocketRefused.class)
                    .hasMessageContaining("EADDRINUSE");
            connect(pair.left, TcpPair.RIGHT, new Diary());
            pair.world.runUntil(1_000_000_000L);
            first.close();
            if (kind == Kind.LINUX) { // the accepted connection still has the port
                assertThatThrownBy(() -> listen(pair.right, IpAddress.ANY4, sink))
                        .isInstanceOf(SocketRefused.class)
                        .hasMessageContaining("EADDRINUSE");
                pair.right
                        .tcpListen(
                                IpAddress.ANY4,
                                PORT,
                                5,
                                TcpSettings.DEFAULT.withReuseAddress(),
                                _ -> {})
                        .close();
            } else {
                listen(pair.right, IpAddress.ANY4, sink).close();
            }
        }
    }

    @Test
    void shouldLearnThePathFromARouterThatCannotFragment() throws Exception {
        for (Kind kind : Kind.values()) {
            try (var pair = new NarrowPath(kind)) {
                var sink = new Sink();
                var source = new Source(200_000);
                listen(pair.right, IpAddress.ANY4, sink);
                connect(pair.left, NarrowPath.RIGHT, source);
                pair.world.runToQuiescence();
                assertThat(sink.received).isEqualTo(200_000);
                assertThat(sink.wrong).isFalse();
            }
        }
    }

    /** A router says that there is no way: Linux gives up at once, Windows once nobody answers. */
    @Test
    void shouldHearThatThereIsNoWay() throws Exception {
        for (Kind kind : Kind.values()) {
            try (var path = new NarrowPath(kind)) {
                var program = new Diary();
                connect(path.left, IpAddress.require("203.0.113.9"), program);
                path.world.runUntil(500_000_000L);
                if (kind == Kind.LINUX) {
                    assertThat(program.told).containsExactly("ended EHOSTUNREACH");
                    continue;
                }
                assertThat(program.told).isEmpty();
                path.world.runToQuiescence();
                assertThat(program.told).containsExactly("ended WSAEHOSTUNREACH");
            }
        }
    }

    @Test
    void shouldUseWhatTheProgramSets() throws Exception {
        try (var pair = new TcpPair(Kind.LINUX, Kind.LINUX, CABLE, WorldOptions.DEFAULT)) {
            listen(pair.right, IpAddress.ANY4, new Sink());
            var settings = new TcpSettings(true, true, false, 7, 0x10, 0, 0, Optional.of("reno"));
            var source = new Source(10);
            pair.left.tcpConnect(IpAddress.ANY4, 4000, TcpPair.RIGHT, PORT, settings, source);
            pair.world.runUntil(1_000_000_000L);
            TcpSocket own = Objects.requireNonNull(source.socket);
            assertThat(own.localPort()).isEqualTo(4000);
            assertThat(own.remoteAddress()).isEqualTo(TcpPair.RIGHT);
            assertThat(own.localAddress()).isEqualTo(TcpPair.LEFT);
        }
    }
}
