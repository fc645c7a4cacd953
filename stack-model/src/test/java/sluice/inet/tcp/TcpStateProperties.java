package sluice.inet.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Any sequence of what programs, the other side, strangers and the clock do: no exception, only
 * transitions of the diagram, and in the end all of them seen.
 */
class TcpStateProperties {
    private static final Set<String> SEEN = new TreeSet<>();
    private static final long SECOND = 1_000_000_000L;

    /** One thing that happens; sequence numbers near those that are expected. */
    record Action(int kind, String flags, int sequenceOffset, int acknowledgmentOffset, int size) {}

    @Provide
    Arbitrary<List<Action>> actions() {
        Arbitrary<String> flags =
                Arbitraries.of(
                        "S", "SA", "A", "A", "PA", "FA", "FA", "R", "RA", "F", "", "FPA", "SF",
                        "SR", "AU", "FSRPAU");
        Arbitrary<Integer> near =
                Arbitraries.frequencyOf(
                        Tuple.of(8, Arbitraries.just(0)),
                        Tuple.of(2, Arbitraries.integers().between(-3, 3)),
                        Tuple.of(1, Arbitraries.integers()));
        Arbitrary<Action> action =
                Combinators.combine(
                                Arbitraries.integers().between(0, 19),
                                flags,
                                near,
                                near,
                                Arbitraries.of(0, 0, 0, 1, 10, 1400))
                        .as(Action::new);
        return action.list().ofMaxSize(40);
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void shouldGoOnlyWhereTheDiagramLeads(
            @ForAll boolean opens, @ForAll("actions") List<Action> actions) {
        walk(opens, actions);
    }

    /**
     * The same walks in every build: some transitions are too rare to be met by chance each time.
     */
    @Property(tries = 5000, seed = "9293", edgeCases = EdgeCasesMode.NONE)
    void shouldGoEverywhereTheDiagramLeads(
            @ForAll boolean opens, @ForAll("actions") List<Action> actions) {
        SEEN.addAll(walk(opens, actions));
    }

    private static Set<String> walk(boolean opens, List<Action> actions) {
        Set<String> seen = new TreeSet<>();
        var end = new OneEnd(OneEnd.plain().withBuffers(4000, 4000));
        end.context.observe((_, from, to) -> {
            assertThat(from.successors()).contains(to);
            seen.add(from + ">" + to);
        });
        if (opens) {
            end.connect();
        } else {
            end.listen(3);
            end.in("S", OneEnd.PEER, 0, 1000, 0);
        }
        for (Action action : actions) {
            act(end, action);
            TcpConnection connection = end.connection();
            assertThat(connection.readableOctets()).isLessThanOrEqualTo(4000);
            assertThat(connection.unacknowledgedOctets()).isLessThanOrEqualTo(4000);
            boolean over = connection.state() == TcpState.CLOSED;
            assertThat(over).isEqualTo(connection.end() != null);
            if (over) assertThat(connection.deadlineNanos()).isEqualTo(TcpConnection.NEVER);
        }
        // left alone it comes to rest, unless it rightly waits for the other side
        end.pass(20_000 * SECOND);
        assertThat(end.connection().state())
                .isIn(
                        EnumSet.of(
                                TcpState.CLOSED,
                                TcpState.ESTABLISHED,
                                TcpState.CLOSE_WAIT,
                                TcpState.FIN_WAIT_2));
        assertThat(end.events).filteredOn(event -> event.startsWith("ended")).hasSizeLessThan(2);
        return seen;
    }

    private static void act(OneEnd end, Action action) {
        TcpConnection connection = end.connection();
        switch (action.kind) {
            case 0 -> end.write(action.size);
            case 1 -> end.read();
            case 2 -> connection.shutdownOutput(end.now);
            case 3 -> {
                if (action.size == 1400) connection.close(end.now);
            }
            case 4 -> {
                if (action.size == 1400) connection.abort(end.now);
            }
            case 5 -> end.pass(action.size * SECOND / 100);
            case 6 -> {
                if (action.size == 1400)
                    connection.unreachable(OneEnd.OWN, action.sequenceOffset > 0, end.now);
            }
            case 7 -> connection.packetTooBig(OneEnd.OWN + 1, action.size, end.now);
            default -> {
                int sequence = connection.receiver.nextWire() + action.sequenceOffset;
                if (connection.state() == TcpState.SYN_SENT) sequence = OneEnd.PEER;
                int acknowledgment =
                        connection.sender.wire(connection.sender.max) + action.acknowledgmentOffset;
                end.in(action.flags, sequence, acknowledgment, 1000, action.size);
            }
        }
    }

    @AfterContainer
    static void allTransitionsWereSeen() {
        if (SEEN.isEmpty()) return; // another test of the class was run alone
        for (TcpState from : TcpState.values()) {
            for (TcpState to : from.successors()) {
                assertThat(SEEN).contains(from + ">" + to);
            }
        }
    }

    @Property(tries = 2000)
    void shouldSurviveAnyOctets(@ForAll List<byte[]> segments, @ForAll boolean opens) {
        var end = new OneEnd(TcpProfile.LINUX_6);
        if (opens) end.connect();
        else {
            end.listen(1);
            end.in("S", OneEnd.PEER, 0, 1000, 0);
        }
        for (byte[] segment : segments) {
            end.connection().segment(segment, 0, segment.length, end.now);
            if (segment.length >= 20) {
                byte[] known = segment.clone();
                // with numbers that fit, so that it gets further
                sluice.packet.Octets.put32(known, 4, end.connection().receiver.nextWire());
                sluice.packet.Octets.put32(
                        known, 8, end.connection().sender.wire(end.connection().sender.max));
                known[12] = (byte) (Math.min(15, known.length / 4) << 4);
                end.connection().segment(known, 0, known.length, end.now);
            }
        }
    }
}
