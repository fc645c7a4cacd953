package sluice.testing;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import sluice.packet.wire.OctetSequence;

/**
 * A talk between a client and a server over one pair of ports: who says what, and how long after
 * the last word.
 *
 * @param clientPort the client's port
 * @param serverPort the server's port
 * @param turns what is said, in order
 */
public record Flow(int clientPort, int serverPort, List<Turn> turns) {
    /** Copies the list. */
    public Flow {
        turns = List.copyOf(turns);
    }

    /**
     * One datagram.
     *
     * @param fromClient the direction
     * @param pauseNanos virtual time since the turn before
     * @param payload what is said
     */
    public record Turn(boolean fromClient, long pauseNanos, OctetSequence payload) {}

    /** Flows of at most {@code turnsMax} datagrams with pauses up to {@code pauseNanosMax}. */
    public static Arbitrary<Flow> any(int turnsMax, long pauseNanosMax) {
        Arbitrary<Turn> turn =
                Combinators.combine(
                                Arbitraries.of(true, false),
                                Arbitraries.longs().between(0, pauseNanosMax),
                                AnyFrame.payload().map(OctetSequence::copyOf))
                        .as(Turn::new);
        return Combinators.combine(
                        Arbitraries.integers().between(49_152, 65_535),
                        AnyAddress.port(),
                        turn.list().ofMaxSize(turnsMax))
                .as(Flow::new);
    }
}
