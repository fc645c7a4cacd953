package sluice.defer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import sluice.nic.NicDrop;
import sluice.packet.DropReason;
import sluice.packet.Ledger;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.trace.ContractBroken;
import sluice.trace.Contracts;
import sluice.trace.Layering;

class DeferralTest {
    private final Contracts contracts = new Contracts();
    private final Ledger ledger = new Ledger(() -> 0, contracts, null);
    private final List<String> ends = new ArrayList<>();

    private final class Parked extends Deferral {
        Parked(Packet packet) {
            super(packet, contracts);
        }

        @Override
        protected void resume(Outcome outcome) {
            ends.add(
                    switch (outcome) {
                        case Outcome.Continue _ -> "continue";
                        case Outcome.Discard(DropReason why) -> "discard " + why.name();
                    });
            assertThat(isOpen()).isFalse(); // whoever calls back in finds it closed
        }

        @Override
        protected void revoked(DropReason why) {
            ends.add("revoked " + why.name());
        }
    }

    private Packet packet(boolean audit) {
        var pool = new PacketPool(ledger, audit);
        return pool.originate(ledger.place("h/park", Layering.IP), 0, 10);
    }

    /** Any sequence of finish and revoke has one effect, and every finish too many is named. */
    @Property(tries = 200)
    void shouldEndExactlyOnce(@ForAll @Size(max = 6) List<@IntRange(max = 2) Integer> actions) {
        ends.clear();
        int broken = contracts.all().size();
        var parked = new Parked(packet(true));
        int refused = 0;
        for (int i = 0; i < actions.size(); i++) {
            boolean wasOpen = parked.isOpen();
            assertThat(wasOpen).isEqualTo(i == 0);
            try {
                switch (actions.get(i)) {
                    case 0 -> parked.finish(Outcome.CONTINUE);
                    case 1 -> parked.finish(Outcome.discard(NicDrop.RUNT));
                    default -> parked.revoke(NicDrop.LINK_DOWN);
                }
            } catch (ContractBroken breach) {
                assertThat(wasOpen).isFalse();
                assertThat(breach.rule()).isEqualTo("EXACTLY_ONCE");
                refused++;
            }
        }
        assertThat(ends).hasSize(Math.min(1, actions.size()));
        long finishes = actions.stream().skip(1).filter(a -> a < 2).count();
        assertThat(refused).isEqualTo((int) finishes);
        assertThat(contracts.all()).hasSize(Math.min(1000, broken + refused));
    }

    @Test
    void shouldNameThePacketThatWasParkedThoughItsObjectIsUsedAgain() {
        Packet packet = packet(false);
        long id = packet.id();
        var parked = new Parked(packet);
        parked.finish(Outcome.CONTINUE);
        packet.end(NicDrop.RUNT);
        assertThatThrownBy(() -> parked.finish(Outcome.CONTINUE))
                .hasMessageContaining("packet " + id + ",")
                .hasMessageContaining("finished again after: finish");
    }

    @Test
    void shouldRefuseAVerdictThatPendsTwice() {
        Verdict pend = Verdict.pend(d -> false, Verdict.PASS);
        assertThatThrownBy(() -> Verdict.pend(d -> false, pend))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
