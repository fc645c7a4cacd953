package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import sluice.packet.Place;

/** Packets that rules keep an eye on, beside a map that keeps its order. */
class OutstandingProperties {
    private static final int PACKETS = 60;

    @Property(tries = 300)
    void shouldBeAMapThatKeepsItsOrder(
            @ForAll @Size(max = 300) List<@IntRange(max = 179) Integer> acts) {
        var rig = new Rig();
        Place place = rig.protocolPlace;
        var first = new Party(Party.Role.MINIPORT, "first", NdisVersion.NDIS_5_1, place);
        var second = new Party(Party.Role.FILTER, "second", NdisVersion.NDIS_6_20, place);
        List<NdisPacket> packets = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) packets.add(new NdisPacket(rig.pool));
        var all = new Outstanding(Outstanding.Of.PENDED);
        Map<NdisPacket, Party> model = new LinkedHashMap<>();
        for (int i = 0; i < acts.size(); i++) {
            NdisPacket packet = packets.get(acts.get(i) % PACKETS);
            if (acts.get(i) < PACKETS) {
                assertThat(all.remove(packet) >= 0).isEqualTo(model.remove(packet) != null);
            } else {
                Party by = acts.get(i) < 2 * PACKETS ? first : second;
                all.put(packet, by, i);
                model.put(packet, by);
            }
            assertThat(all.isEmpty()).isEqualTo(model.isEmpty());
        }
        assertThat(all.before(acts.size())).containsExactlyElementsOf(model.keySet());
        assertThat(all.of(by -> by == second))
                .containsExactlyElementsOf(
                        model.keySet().stream().filter(each -> model.get(each) == second).toList());
        for (NdisPacket each : model.keySet())
            assertThat(all.partyAt(all.placeOf(each))).isSameAs(model.get(each));
    }
}
