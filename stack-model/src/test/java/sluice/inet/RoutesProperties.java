package sluice.inet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Longest-prefix match against a list that is searched from end to end. */
class RoutesProperties {
    /** One change of a table and the addresses asked for after it. */
    record Change(int operation, Ipv4Route route, int asked) {}

    @Property(tries = 500)
    void shouldFindWhatANaiveListFinds(@ForAll("changes") List<Change> changes) {
        var routes = new Ipv4Routes();
        var naive = new ArrayList<Ipv4Route>();
        for (Change change : changes) {
            switch (change.operation) {
                case 0 -> {
                    boolean exists = naive.stream().anyMatch(r -> sameKey(r, change.route));
                    if (!exists) naive.add(change.route);
                    assertThat(routes.add(change.route)).isEqualTo(!exists);
                }
                case 1 -> {
                    naive.add(change.route);
                    routes.append(change.route);
                }
                case 2 -> {
                    int at = 0;
                    while (at < naive.size() && !sameKey(naive.get(at), change.route)) at++;
                    if (at < naive.size()) naive.set(at, change.route);
                    else naive.add(change.route);
                    routes.replace(change.route);
                }
                default ->
                        assertThat(routes.remove(change.route))
                                .isEqualTo(naive.remove(change.route));
            }
            assertThat(routes.lookup(change.asked)).isEqualTo(best(naive, change.asked, -1));
            assertThat(routes.lookup(change.asked)).isEqualTo(best(naive, change.asked, -1));
            assertThat(routes.lookupBy(change.asked, 2)).isEqualTo(best(naive, change.asked, 2));
            assertThat(routes.count()).isEqualTo(naive.size());
            assertThat(routes.routes()).containsExactlyInAnyOrderElementsOf(naive);
        }
    }

    @Property(tries = 300)
    void shouldFindTheLongestOfNestedIpv6Prefixes(
            @ForAll long high, @ForAll long low, @ForAll List<Byte> lengths) {
        var routes = new Ipv6Routes();
        int longest = -1;
        var address = new Ipv6Address(high, low);
        for (byte b : lengths) {
            int length = (b & 0xff) % 129;
            longest = Math.max(longest, length);
            routes.replace(Ipv6Route.onLink(address, length, length + 1));
        }
        Ipv6Route found = routes.lookup(high, low);
        assertThat(found == null ? -1 : found.prefixLength()).isEqualTo(longest);
        // One flipped bit leaves only the prefixes that end before it.
        int bit = (int) (high & 127);
        long flippedHigh = bit < 64 ? high ^ Long.MIN_VALUE >>> bit : high;
        long flippedLow = bit < 64 ? low : low ^ Long.MIN_VALUE >>> (bit - 64);
        int expected = -1;
        for (byte b : lengths) {
            int length = (b & 0xff) % 129;
            if (length <= bit) expected = Math.max(expected, length);
        }
        found = routes.lookup(flippedHigh, flippedLow);
        assertThat(found == null ? -1 : found.prefixLength()).isEqualTo(expected);
    }

    private static boolean sameKey(Ipv4Route a, Ipv4Route b) {
        return a.prefix() == b.prefix()
                && a.prefixLength() == b.prefixLength()
                && a.metric() == b.metric();
    }

    private static @Nullable Ipv4Route best(List<Ipv4Route> naive, int asked, int device) {
        Ipv4Route best = null;
        for (Ipv4Route route : naive) {
            if (device >= 0 && route.deviceIndex() != device) continue;
            if (!Ipv4Addresses.inPrefix(asked, route.prefix(), route.prefixLength())) continue;
            if (best == null
                    || route.prefixLength() > best.prefixLength()
                    || (route.prefixLength() == best.prefixLength()
                            && route.metric() < best.metric())) best = route;
        }
        return best;
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        // Few different addresses and lengths, so that prefixes nest, repeat and are taken out.
        var addresses = Arbitraries.of(0, 0x0a000001, 0x0a000002, 0x0a0000ff, 0x0a800001, -1);
        var routes =
                Combinators.combine(
                                addresses,
                                Arbitraries.of(0, 1, 8, 9, 24, 31, 32),
                                Arbitraries.of(RouteKind.class),
                                Arbitraries.integers().between(1, 3),
                                Arbitraries.integers().between(0, 2))
                        .as((prefix, length, kind, device, metric) ->
                                new Ipv4Route(prefix, length, kind, 0, device, 0, metric));
        return Combinators.combine(Arbitraries.integers().between(0, 3), routes, addresses)
                .as(Change::new)
                .list()
                .ofMaxSize(40);
    }
}
