package sluice.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import sluice.trace.ContractBroken;
import sluice.trace.Contracts;
import sluice.trace.Layering;

/** Packets, sharing and the account against a list of plain byte arrays. */
class LedgerProperties {
    private enum End implements Consumption {
        DELIVERED(true),
        CONSUMED(false);

        private final boolean delivered;

        End(boolean delivered) {
            this.delivered = delivered;
        }

        @Override
        public boolean delivered() {
            return delivered;
        }

        @Override
        public String area() {
            return "test";
        }

        @Override
        public String text() {
            return name();
        }
    }

    private enum Drop implements DropReason {
        DROPPED;

        @Override
        public String area() {
            return "test";
        }

        @Override
        public String text() {
            return name();
        }
    }

    record Action(int kind, int pick, int amount) {}

    /** A live packet, and what its octets must be. */
    private static final class Live {
        final Packet packet;
        byte[] expected;

        Live(Packet packet, byte[] expected) {
            this.packet = packet;
            this.expected = expected;
        }
    }

    @Provide
    Arbitrary<List<Action>> actions() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.integers().between(0, 1000),
                        Arbitraries.integers().between(0, 200))
                .as(Action::new)
                .list()
                .ofMaxSize(150);
    }

    @Property(tries = 300)
    void shouldAccountForEveryPacketAndKeepItsOctets(
            @ForAll("actions") List<Action> actions, @ForAll boolean audit) {
        var ledger = new Ledger(() -> 0, new Contracts(), null);
        var pool = new PacketPool(ledger, audit);
        Place[] places = {
            ledger.place("a", Layering.ETHERNET),
            ledger.place("b", Layering.IP),
            ledger.place("c", Layering.PAYLOAD)
        };
        var live = new ArrayList<Live>();
        long born = 0;
        long ended = 0;
        byte fill = 0;
        for (Action action : actions) {
            Place place = places[action.pick() % 3];
            if (action.kind() <= 1 || live.isEmpty()) {
                byte[] octets = new byte[action.amount()];
                Arrays.fill(octets, ++fill);
                live.add(new Live(pool.originate(place, octets, 0, octets.length), octets.clone()));
                born++;
                continue;
            }
            Live chosen = live.get(action.pick() % live.size());
            Packet packet = chosen.packet;
            int length = packet.lengthOctets();
            switch (action.kind()) {
                case 2 -> live.add(new Live(packet.copy(place), chosen.expected));
                case 3, 4 -> live.add(new Live(packet.share(place), chosen.expected));
                case 5 -> packet.passDown(place);
                case 6 -> packet.passUp(place);
                case 7 -> {
                    int count = Math.min(action.amount(), packet.headroomOctets());
                    int at = packet.push(count);
                    Arrays.fill(packet.writable(), at, at + count, ++fill);
                    byte[] wider = new byte[length + count];
                    Arrays.fill(wider, 0, count, fill);
                    System.arraycopy(chosen.expected, 0, wider, count, length);
                    chosen.expected = wider;
                }
                case 8 -> {
                    int count = Math.min(action.amount(), length);
                    packet.pull(count);
                    chosen.expected = Arrays.copyOfRange(chosen.expected, count, length);
                }
                case 9 -> {
                    int count = Math.min(action.amount(), packet.tailroomOctets());
                    int at = packet.put(count);
                    Arrays.fill(packet.writable(), at, at + count, ++fill);
                    chosen.expected = Arrays.copyOf(chosen.expected, length + count);
                    Arrays.fill(chosen.expected, length, length + count, fill);
                }
                case 10 -> {
                    int kept = Math.min(action.amount(), length);
                    packet.trim(kept);
                    chosen.expected = Arrays.copyOf(chosen.expected, kept);
                }
                case 11 -> {
                    if (length == 0) break;
                    byte[] octets = packet.writable();
                    octets[packet.offset() + action.amount() % length] = ++fill;
                    chosen.expected = chosen.expected.clone();
                    chosen.expected[action.amount() % length] = fill;
                }
                default -> {
                    Fate fate =
                            action.amount() % 3 == 0
                                    ? Drop.DROPPED
                                    : End.values()[action.amount() % 2];
                    packet.end(fate);
                    live.remove(chosen);
                    ended++;
                    if (audit)
                        assertThatThrownBy(() -> packet.end(fate))
                                .isInstanceOf(ContractBroken.class);
                }
            }
            if (action.kind() >= 2 && action.kind() <= 4) born++;
            for (Live each : live) assertThat(each.packet.toArray()).isEqualTo(each.expected);
        }
        assertThat(ledger.check()).isEmpty();
        LedgerStats totals = ledger.totals();
        assertThat(totals.injected() + totals.copied()).isEqualTo(born);
        assertThat(totals.delivered() + totals.consumed() + totals.dropped()).isEqualTo(ended);
        assertThat(totals.held()).isEqualTo(live.size());
        assertThat(ledger.alive())
                .containsExactlyInAnyOrderElementsOf(live.stream().map(l -> l.packet).toList());
        assertThat(live.stream().map(l -> l.packet.id()).distinct().count()).isEqualTo(live.size());
        for (Live each : live) each.packet.end(End.CONSUMED);
        assertThat(ledger.totals().held()).isZero();
        assertThat(ledger.check()).isEmpty();
    }
}
