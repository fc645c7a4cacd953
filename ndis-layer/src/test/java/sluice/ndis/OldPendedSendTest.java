package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.packet.Packet;
import sluice.time.Timer;

/**
 * A driver keeps a send for ten seconds, as one does that asks a program. Who owns what at each
 * step, by the kind of driver.
 */
class OldPendedSendTest {
    private static final String FRAME = "0200000000ee020000000002080045";
    private static final long SECOND = 1_000_000_000L;

    enum Kind {
        SERIALIZED(MiniportAttributes.INTERMEDIATE_DRIVER | MiniportAttributes.NO_HALT_ON_SUSPEND),
        SERIALIZED_UNTIMED(MiniportAttributes.INTERMEDIATE & ~MiniportAttributes.DESERIALIZE),
        DESERIALIZED(MiniportAttributes.INTERMEDIATE),
        NDIS_6(0);

        private final int attributes;

        Kind(int attributes) {
            this.attributes = attributes;
        }
    }

    /** An intermediate driver that keeps one send for ten seconds. */
    private static final class Keeper implements Intermediate {
        private final int attributes;
        private final boolean forgetsInReset;
        private @Nullable Timer late;

        Keeper(int attributes, boolean forgetsInReset) {
            this.attributes = attributes;
            this.forgetsInReset = forgetsInReset;
        }

        private @Nullable IntermediateContext context;

        @Override
        public void attach(IntermediateContext here) {
            context = here;
        }

        @Override
        public int attributes() {
            return attributes;
        }

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            var here = Objects.requireNonNull(context);
            late =
                    here.host()
                            .scheduler()
                            .timer(here.host().cpu().deferred(), () -> goOn(here, packet));
            late.arm(10 * SECOND);
            return NdisStatus.PENDING;
        }

        private static void goOn(IntermediateContext here, NdisPacket packet) {
            NdisStatus status = here.below().send(packet);
            if (status != NdisStatus.PENDING) here.above().sendComplete(packet, status);
        }

        @Override
        public NdisStatus reset() {
            if (forgetsInReset && late != null) late.cancel();
            return NdisStatus.SUCCESS;
        }
    }

    /** A lightweight filter that does the same. */
    private static final class KeeperLight implements LightweightFilter {
        @Override
        public void sendNetBufferLists(FilterContext filter, NetBufferList chain) {
            filter.host()
                    .scheduler()
                    .timer(filter.host().cpu().deferred(), () -> filter.send(chain))
                    .arm(10 * SECOND);
        }
    }

    private static Rig rig(Kind kind, boolean forgetsInReset) {
        Rig rig = Rig.verified(5, 5, MiniportAttributes.DESERIALIZE, VerifierLevel.STANDARD);
        NdisDriver driver =
                kind == Kind.NDIS_6
                        ? new KeeperLight()
                        : new Keeper(kind.attributes, forgetsInReset);
        rig.adapter.insert(0, "keeper", driver);
        rig.bottom.answer = NdisStatus.SUCCESS;
        return rig;
    }

    /** Owner of the only packet, or nobody. */
    private static String owner(Rig rig) {
        List<Packet> alive = rig.world.ledger().alive();
        return alive.isEmpty() ? "nobody" : alive.getFirst().owner().name();
    }

    private static List<String> owners(Rig rig) {
        List<String> owners = new ArrayList<>();
        rig.send(FRAME);
        for (int second = 1; second <= 11 && !rig.host.stopped(); second++) {
            rig.advance(SECOND);
            String now = owner(rig) + " " + rig.completions;
            if (owners.isEmpty() || !owners.getLast().equals(now)) owners.add(now);
        }
        return owners;
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"SERIALIZED_UNTIMED", "DESERIALIZED", "NDIS_6"})
    void shouldStayTheDriversUntilItGoesOn(Kind kind) {
        Rig rig = rig(kind, true);
        assertThat(owners(rig)).containsExactly("host/ndis/keeper []", "nobody [SUCCESS]");
        rig.settled();
    }

    @Test
    void shouldBeTakenFromASerializedDriverThatIsTimed() {
        Rig rig = rig(Kind.SERIALIZED, true);
        assertThat(owners(rig)).containsExactly("host/ndis/keeper []", "nobody [REQUEST_ABORTED]");
        assertThat(rig.ended(NdisDrop.SEND_ABORTED)).isOne();
        rig.settled();
    }

    @Test
    void shouldEndTheMachineIfTheDriverGoesOnWithWhatWasTaken() {
        Rig rig = rig(Kind.SERIALIZED, false);
        assertThat(owners(rig)).containsExactly("host/ndis/keeper []", "nobody [REQUEST_ABORTED]");
        assertThat(rig.host.stopped()).isTrue();
        BugCheck end = rig.ndis.bugCheck().orElseThrow();
        assertThat(end.rule()).isEqualTo(RequestRule.Q03);
        assertThat(end.driver()).isEqualTo("keeper");
        assertThat(end.history())
                .anyMatch(line -> line.contains("keeper keeps it"))
                .anyMatch(line -> line.contains("keeper loses it"));
    }
}
