package com.example.filter;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import sluice.ndis.NdisStatus;
import sluice.testing.AnyFrame;
import sluice.testing.BalancedLedger;
import sluice.testing.Frame;
import sluice.testing.Sandwich;
import sluice.testing.Worlds;

@BalancedLedger
class DnsBlockerTest {
    @Provide
    Arbitrary<Frame> queries() {
        return AnyFrame.udp4To(53);
    }

    @Provide
    Arbitrary<Frame> others() {
        return Arbitraries.oneOf(
                AnyFrame.tcp4(), AnyFrame.echo4(), AnyFrame.arp(), AnyFrame.udp4To(80));
    }

    @Property(tries = 100)
    void shouldDropEveryQueryAndTellTheSender(@ForAll("queries") Frame query, Worlds worlds) {
        Sandwich rig = Sandwich.in(worlds.open(), new DnsBlocker());
        rig.above().send(query);
        assertThat(rig.below().sent()).isEmpty();
        assertThat(rig.above().completions()).containsExactly(NdisStatus.FAILURE);
    }

    @Property(tries = 100)
    void shouldPassEverythingElseUnchanged(@ForAll("others") Frame frame, Worlds worlds) {
        Sandwich rig = Sandwich.in(worlds.open(), new DnsBlocker());
        rig.above().send(frame);
        assertThat(rig.below().sent()).extracting(Frame::octets).containsExactly(frame.octets());
        rig.below().completeAll(NdisStatus.SUCCESS);
        assertThat(rig.above().completions()).containsExactly(NdisStatus.SUCCESS);
    }
}
