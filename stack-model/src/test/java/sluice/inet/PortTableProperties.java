package sluice.inet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** The port table against a list that is searched from end to end. */
class PortTableProperties {
    /** A socket in the model: everything the rules look at. */
    private record Model(
            int local, int port, int device, boolean reuse, int remote, int remotePort) {
        boolean accepts(int source, int sourcePort, int destination, int to, int in) {
            return port == to
                    && (local == 0 || local == destination)
                    && (device == 0 || device == in)
                    && (remotePort == 0 || (remote == source && remotePort == sourcePort));
        }

        int rank() {
            return (local != 0 ? 100 : 0) + (remotePort != 0 ? 10 : 0) + (device != 0 ? 1 : 0);
        }
    }

    @Property(tries = 400)
    void shouldBindAndFindAsANaiveListDoes(@ForAll long seed) {
        var random = new Random(seed);
        var table = new PortTable<Model>(40_000, 40_003, new Random(seed));
        var naive = new ArrayList<Model>();
        var bindings = new ArrayList<PortBinding<Model>>();
        for (int step = 0; step < 60; step++) {
            if (random.nextInt(4) == 0 && !bindings.isEmpty()) {
                int which = random.nextInt(bindings.size());
                assertThat(table.unbind(bindings.get(which))).isTrue();
                assertThat(table.unbind(bindings.remove(which))).isFalse();
                naive.remove(which);
            } else {
                bind(random, table, naive, bindings);
            }
            int source = random.nextInt(3);
            int sourcePort = random.nextInt(3);
            int to = port(random);
            int destination = 1 + random.nextInt(3);
            int in = random.nextInt(3);
            var found = table.lookup(0, source, sourcePort, 0, destination, to, in);
            assertThat(found == null ? null : found.socket())
                    .isSameAs(best(naive, source, sourcePort, destination, to, in));
            var copies = new ArrayList<Model>();
            int taken =
                    table.each(
                            0,
                            source,
                            sourcePort,
                            0,
                            destination,
                            to,
                            in,
                            b -> copies.add(b.socket()));
            assertThat(taken).isEqualTo(copies.size());
            assertThat(copies)
                    .containsExactlyInAnyOrderElementsOf(
                            naive.stream()
                                    .filter(m -> m.accepts(source, sourcePort, destination, to, in))
                                    .toList());
            assertThat(table.count()).isEqualTo(naive.size());
        }
    }

    private static void bind(
            Random random,
            PortTable<Model> table,
            List<Model> naive,
            List<PortBinding<Model>> bindings) {
        int remotePort = random.nextInt(2) * (1 + random.nextInt(2));
        var wanted =
                new Model(
                        random.nextInt(3),
                        random.nextInt(4) == 0 ? 0 : port(random),
                        random.nextInt(3),
                        random.nextBoolean(),
                        random.nextInt(3),
                        remotePort);
        var binding = table.bind(wanted, 0, wanted.local, wanted.port, wanted.device, wanted.reuse);
        boolean free;
        if (wanted.port == 0) {
            free = false;
            for (int p = 40_000; p <= 40_003; p++) free |= !taken(naive, wanted, p, false);
        } else {
            free = !taken(naive, wanted, wanted.port, wanted.reuse);
        }
        assertThat(binding != null).isEqualTo(free);
        if (binding == null) return;
        if (wanted.port == 0) {
            // The model has to know the port given: bind a copy that does.
            int given = binding.localPort();
            assertThat(given).isBetween(40_000, 40_003);
            assertThat(taken(naive, wanted, given, false)).isFalse();
            table.unbind(binding);
            wanted =
                    new Model(
                            wanted.local,
                            given,
                            wanted.device,
                            wanted.reuse,
                            wanted.remote,
                            remotePort);
            binding = table.bind(wanted, 0, wanted.local, given, wanted.device, wanted.reuse);
            assertThat(binding).isNotNull();
            if (binding == null) return;
        }
        if (remotePort != 0) binding.connect(0, wanted.local, 0, wanted.remote, remotePort);
        naive.add(wanted);
        bindings.add(binding);
    }

    private static boolean taken(List<Model> naive, Model wanted, int port, boolean reuse) {
        return naive.stream()
                .anyMatch(m ->
                        m.port == port
                                && !(m.reuse && reuse)
                                && (m.device == 0
                                        || wanted.device == 0
                                        || m.device == wanted.device)
                                && (m.local == 0 || wanted.local == 0 || m.local == wanted.local));
    }

    private static @Nullable Model best(
            List<Model> naive, int source, int sourcePort, int destination, int to, int in) {
        Model best = null;
        for (Model model : naive.reversed()) {
            if (model.accepts(source, sourcePort, destination, to, in)
                    && (best == null || model.rank() > best.rank())) best = model;
        }
        return best;
    }

    /** Ports of which some share a bucket. */
    private static int port(Random random) {
        return new int[] {53, 53 + 256, 40_000, 40_001}[random.nextInt(4)];
    }
}
