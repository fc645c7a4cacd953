package sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import sluice.nic.NicDrop;
import sluice.trace.Born;
import sluice.trace.ContractBroken;
import sluice.trace.Contracts;
import sluice.trace.Crossed;
import sluice.trace.Ended;
import sluice.trace.Layering;
import sluice.trace.Step;

class PacketTest {
    private final Contracts contracts = new Contracts();
    private final List<Step> steps = new ArrayList<>();
    private final Ledger ledger = new Ledger(() -> 42, contracts, steps::add);
    private final PacketPool pool = new PacketPool(ledger, true);
    private final Place place = ledger.place("h/a", Layering.ETHERNET);
    private final Place other = ledger.place("h/b", Layering.IP);

    private static final byte[] DATA = {1, 2, 3, 4, 5};

    private Packet packet() {
        return pool.originate(place, DATA, 0, DATA.length);
    }

    @Test
    void shouldGiveBackPulledOctetsByPushing() {
        Packet packet = packet();
        packet.pull(3);
        assertThat(packet.toArray()).containsExactly(4, 5);
        packet.push(3);
        assertThat(packet.toArray()).containsExactly(DATA);
    }

    /** Believed: pulled octets stay in the headroom. True: not when a share was written to. */
    @Test
    void shouldGiveBackPulledOctetsOfASharedPacket() {
        Packet packet = packet();
        packet.pull(3);
        Packet shared = packet.share(other);
        shared.push(3); // makes its octets private
        assertThat(shared.toArray()).containsExactly(DATA);
        packet.push(3);
        assertThat(packet.toArray()).containsExactly(DATA);
    }

    @Test
    void shouldRefuseMoreRoomThanThereIs() {
        Packet packet = packet();
        int headroom = packet.headroomOctets();
        int tailroom = packet.tailroomOctets();
        for (Executable tooMuch :
                List.<Executable>of(
                        () -> packet.push(headroom + 1),
                        () -> packet.put(tailroom + 1),
                        () -> packet.pull(DATA.length + 1),
                        () -> packet.trim(DATA.length + 1),
                        () -> packet.push(-1),
                        () -> packet.put(-1),
                        () -> packet.pull(-1),
                        () -> packet.trim(-1))) {
            assertThatThrownBy(tooMuch::execute)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("packet 1:");
        }
        assertThat(packet.toArray()).containsExactly(DATA);
        packet.push(headroom);
        packet.put(tailroom);
        assertThat(packet.lengthOctets()).isEqualTo(packet.octets().length);
    }

    @Test
    void shouldNameEveryUseAfterTheEnd() {
        Packet packet = packet();
        packet.end(NicDrop.RUNT);
        for (Executable use :
                List.<Executable>of(
                        () -> packet.end(NicDrop.RUNT),
                        () -> packet.passDown(other),
                        () -> packet.passUp(other),
                        () -> packet.copy(other),
                        () -> packet.share(other),
                        packet::writable,
                        () -> packet.push(1),
                        () -> packet.put(1))) {
            assertThatThrownBy(use::execute)
                    .isInstanceOf(ContractBroken.class)
                    .hasMessageContaining("packet 1, owner h/a");
        }
        assertThat(contracts.all()).hasSize(8);
        assertThat(ledger.check()).isEmpty();
        assertThat(ledger.totals().held()).isZero();
    }

    @Test
    void shouldHoldAnyLengthAPacketCanHave() {
        for (int length :
                new int[] {
                    0, 1, 1920, 1921, 2048, 65_535, 66 * 1024 - 128, 66 * 1024 - 127, 200_000
                }) {
            byte[] octets = new byte[length];
            if (length > 0) octets[length - 1] = 7;
            Packet packet = pool.originate(place, octets, 0, length);
            assertThat(packet.toArray()).isEqualTo(octets);
            Packet shared = packet.share(other);
            packet.writable();
            packet.end(NicDrop.RUNT);
            assertThat(shared.toArray()).isEqualTo(octets);
            shared.end(NicDrop.RUNT);
        }
        assertThatThrownBy(() -> pool.originate(place, 128, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ledger.check()).isEmpty();
    }

    @Test
    void shouldUsePacketsAndOctetsAgainWithoutAudit() {
        var unaudited = new PacketPool(ledger, false);
        Packet first = unaudited.originate(place, DATA, 0, DATA.length);
        byte[] octets = first.octets();
        first.end(NicDrop.RUNT);
        Packet second = unaudited.originate(other, DATA, 0, DATA.length);
        assertThat(second).isSameAs(first);
        assertThat(second.octets()).isSameAs(octets);
        assertThat(second.id()).isEqualTo(2);
        assertThat(second.owner()).isSameAs(other);
        assertThat(second.parentId()).isZero();
    }

    @Test
    void shouldRememberParentAndTime() {
        Packet packet = packet();
        packet.setTimeNanos(7);
        Packet copy = packet.copy(other);
        Packet share = copy.share(place);
        Packet answer = pool.originateFrom(share, other, 10, 20);
        assertThat(copy.timeNanos()).isEqualTo(7);
        assertThat(share.timeNanos()).isEqualTo(7);
        assertThat(List.of(copy.parentId(), share.parentId(), answer.parentId()))
                .containsExactly(packet.id(), copy.id(), share.id());
        assertThat(answer.headroomOctets()).isEqualTo(10);
        assertThat(answer.timeNanos()).isEqualTo(42);
    }

    @Test
    void shouldTraceBirthCrossingsAndEnd() {
        Packet packet = packet();
        packet.passUp(other);
        packet.passDown(place);
        packet.end(NicDrop.RUNT);
        assertThat(steps).hasSize(4);
        assertThat(steps.get(0)).isEqualTo(new Born(42, 1, "h/a", "originated", 0, 5));
        assertThat(steps.get(1))
                .isInstanceOfSatisfying(
                        Crossed.class,
                        crossed -> {
                            assertThat(crossed.from() + crossed.place()).isEqualTo("h/ah/b");
                            assertThat(crossed.layering()).isEqualTo(Layering.IP);
                            assertThat(crossed.octets()).containsExactly(DATA);
                        });
        assertThat(steps.get(3))
                .isEqualTo(new Ended(42, 1, "h/a", "dropped", "nic", "RUNT", NicDrop.RUNT.text()));
    }

    @Test
    void shouldRefuseOnePlaceWithTwoLayerings() {
        assertThat(ledger.place("h/a", Layering.ETHERNET)).isSameAs(place);
        assertThatThrownBy(() -> ledger.place("h/a", Layering.IP))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
