package sluice.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import sluice.packet.Octets;

/** Of the elements that cover a key the first is found, however many there are. */
class PartIntervalsProperties {
    private static final SetType TYPE =
            new SetType(List.of("ipv4_addr", "inet_service"), new int[] {4, 2}, List.of(), 0);
    private static final int PORTS = 0x1_0000;

    record Box(int address, int addresses, int port, int ports) {
        SetElement element() {
            return new SetElement(
                    key(address, port),
                    key(address + addresses, Math.min(port + ports, PORTS - 1)),
                    null,
                    null,
                    null,
                    List.of());
        }
    }

    private static byte[] key(int address, int port) {
        byte[] key = new byte[8];
        Octets.put32(key, 0, address);
        Octets.put16(key, 4, port);
        return key;
    }

    @Provide
    Arbitrary<List<Box>> boxes() {
        // Few addresses or few ports, so that intervals overlap; the last of each, too.
        Arbitrary<Integer> address =
                Arbitraries.oneOf(
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.integers().between(0x7fff_fff0, 0x7fff_ffff),
                        Arbitraries.integers().between(0, 5000));
        Arbitrary<Integer> width =
                Arbitraries.oneOf(
                        Arbitraries.just(0),
                        Arbitraries.integers().between(0, 20),
                        Arbitraries.integers().between(0, 4000));
        return Combinators.combine(
                        address.map(number -> number > 0x7000_0000 ? number ^ 0x8000_0000 : number),
                        width,
                        Arbitraries.integers().between(0, PORTS - 1),
                        width)
                .as((at, wide, port, ports) ->
                        new Box(at, at < 0 ? Math.min(wide, -1 - at) : wide, port, ports))
                .list()
                .ofMaxSize(400);
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void shouldFindTheFirstThatCoversAKey(@ForAll("boxes") List<Box> boxes, @ForAll long seed) {
        var index = new PartIntervals(TYPE);
        List<SetElement> all = new ArrayList<>();
        var random = new sluice.time.SeededRandom(seed, "keys");
        for (Box box : boxes) {
            SetElement element = box.element();
            all.add(element);
            index.add(element);
            Box near = boxes.get((int) random.below(boxes.size()));
            byte[] key =
                    key(
                            near.address() + (int) random.below(3) - 1,
                            near.port() + (int) random.below(3) - 1 & PORTS - 1);
            assertThat(index.find(key, 0, 8, 0)).isSameAs(first(all, key));
        }
    }

    private static @org.jspecify.annotations.Nullable SetElement first(
            List<SetElement> all, byte[] key) {
        for (SetElement each : all) {
            boolean address =
                    Integer.compareUnsigned(Octets.i32(each.from(), 0), Octets.i32(key, 0)) <= 0
                            && Integer.compareUnsigned(Octets.i32(each.to(), 0), Octets.i32(key, 0))
                                    >= 0;
            int port = Octets.u16(key, 4);
            if (address && Octets.u16(each.from(), 4) <= port && port <= Octets.u16(each.to(), 4))
                return each;
        }
        return null;
    }
}
