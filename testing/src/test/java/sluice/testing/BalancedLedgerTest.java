package sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import sluice.nic.NicDrop;
import sluice.packet.Packet;
import sluice.trace.Layering;
import sluice.world.HostOptions;
import sluice.world.World;

class BalancedLedgerTest {
    /** Tests that must fail, run by the tests below and by nobody else. */
    @BalancedLedger
    static final class Wrong {
        private static boolean run;

        @Test
        void losesAPacket(Worlds worlds) {
            if (run) leak(worlds.open());
        }

        @Property(tries = 3)
        void losesAPacketInAProperty(@ForAll int ignored, Worlds worlds) {
            if (run) leak(worlds.open());
        }

        @Test
        void endsItTwiceAndHidesIt(Worlds worlds) {
            if (!run) return;
            Packet packet = leak(worlds.open());
            packet.end(NicDrop.RUNT);
            try {
                packet.end(NicDrop.RUNT);
            } catch (RuntimeException hidden) {
                assertThat(hidden).isNotNull();
            }
        }
    }

    private static Packet leak(World world) {
        return world.pool().originate(world.ledger().place("h/x", Layering.IP), 0, 20);
    }

    private static Events run(String engine) {
        Wrong.run = true;
        try {
            return EngineTestKit.engine(engine)
                    .selectors(DiscoverySelectors.selectClass(Wrong.class))
                    .execute()
                    .testEvents();
        } finally {
            Wrong.run = false;
        }
    }

    @Test
    void shouldFailTestsThatLosePacketsOrHideABreach() {
        run("junit-jupiter").assertStatistics(stats -> stats.started(2).failed(2));
    }

    @Test
    void shouldFailPropertiesThatLosePackets() {
        run("jqwik").assertStatistics(stats -> stats.started(1).failed(1));
    }

    @Test
    void shouldNameWhatIsLeft() {
        var worlds = new Worlds();
        Packet packet = leak(worlds.open());
        assertThatThrownBy(worlds::closeAndJudge)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("packet " + packet.id() + " (20 octets, h/x)");
        worlds.closeAndJudge(); // judged once
    }

    @Test
    @BalancedLedger
    void shouldPassWhatBalances(Worlds worlds) {
        leak(worlds.open()).end(NicDrop.RUNT);
        var worldsWithProgram = new Worlds();
        worldsWithProgram
                .open()
                .addHost("h", HostOptions.DEFAULT)
                .cpu()
                .start("p", 8, self -> self.sleep(1));
        worldsWithProgram.closeAndJudge();
    }
}
