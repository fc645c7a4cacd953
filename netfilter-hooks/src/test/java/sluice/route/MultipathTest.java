package sluice.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.inet.Ipv4Route;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6Route;
import sluice.inet.RouteKind;
import sluice.inet.RouteWays;

class MultipathTest {
    private static final int OWN2 = 0x0a00_0201;
    private static final int OWN3 = 0x0a00_0301;
    private static final int FLOWS = 4000;

    private final Ipv4Routing routing = new Ipv4Routing(1);
    private final RouteWays ways = new RouteWays();

    @BeforeEach
    void addRoutes() {
        routing.addAddress(0x0a00_0101, 24, 2);
        routing.addAddress(OWN2, 24, 3);
        routing.addAddress(OWN3, 24, 4);
        for (int device = 2; device <= 4; device++) routing.of(device).forwarding = true;
        ways.add(way(0x0a00_02fe, 3), 1);
        ways.add(way(0x0a00_03fe, 4), 3);
        assertThat(routing.tables().main().add(ways)).isTrue();
        routing.multipath().setSeed(42);
    }

    private Ipv4Route way(int gateway, int device) {
        return new Ipv4Route(0, 0, RouteKind.UNICAST, gateway, device, 0, 0, 0, ways);
    }

    private int forwarded(int from, int to, int fromPort) {
        var key = routing.key(from, to).transport(6, fromPort, 80);
        assertThat(routing.input(key, 2)).isEqualTo(InputResult.FORWARD);
        return Objects.requireNonNull(routing.inputRoute()).deviceIndex();
    }

    @Test
    void shouldSpreadFlowsByWeightAndKeepEachOnItsWay() {
        int first = 0;
        for (int i = 0; i < FLOWS; i++) {
            int by = forwarded(0x0a00_0105, 0xcb00_7100 + i, 40_000);
            assertThat(forwarded(0x0a00_0105, 0xcb00_7100 + i, 40_001)).isEqualTo(by);
            if (by == 3) first++;
        }
        assertThat(first).isCloseTo(FLOWS / 4, within(FLOWS / 40));
    }

    @Test
    void shouldPartConnectionsOfTheSameHostsWherePortsCount() {
        routing.multipath().setPolicy(1);
        int first = 0;
        for (int port = 0; port < FLOWS; port++)
            if (forwarded(0x0a00_0105, 0xcb00_7109, port) == 3) first++;
        assertThat(first).isCloseTo(FLOWS / 4, within(FLOWS / 40));
    }

    @Test
    void shouldTakeOtherWaysWithAnotherSeed() {
        int before = 0;
        int after = 0;
        for (int i = 0; i < Integer.SIZE; i++)
            before |= (forwarded(0x0a00_0105, 0xcb00_7100 + i, 1) - 3) << i;
        routing.multipath().setSeed(43);
        for (int i = 0; i < Integer.SIZE; i++)
            after |= (forwarded(0x0a00_0105, 0xcb00_7100 + i, 1) - 3) << i;
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void shouldSendByTheWayThatHasTheSourceAlready() {
        for (int i = 0; i < 100; i++) {
            assertThat(routing.output(OWN2, 0xcb00_7100 + i, 0).deviceIndex()).isEqualTo(3);
            assertThat(routing.output(OWN3, 0xcb00_7100 + i, 0).deviceIndex()).isEqualTo(4);
            OutputResult free = routing.output(0, 0xcb00_7100 + i, 0);
            assertThat(free.source()).isEqualTo(free.deviceIndex() == 3 ? OWN2 : OWN3);
        }
    }

    @Test
    void shouldFindTheWayOfADeviceThatIsSaid() {
        assertThat(routing.output(0, 0xcb00_7109, 3).nextHop()).isEqualTo(0x0a00_02fe);
        assertThat(routing.output(0, 0xcb00_7109, 4).nextHop()).isEqualTo(0x0a00_03fe);
    }

    @Test
    void shouldLetTheOthersTakeTheFlowsOfADeviceThatWentDown() {
        routing.deviceChanged(3, false);
        for (int i = 0; i < 100; i++)
            assertThat(forwarded(0x0a00_0105, 0xcb00_7100 + i, 1)).isEqualTo(4);
        assertThat(ways.count()).isEqualTo(1);
    }

    @Test
    void shouldAcceptASourceThatIsReachedByAnyWay() {
        for (int device = 3; device <= 4; device++) {
            routing.of(device).rpFilter = 1;
            for (int i = 0; i < 20; i++)
                assertThat(routing.input(0xcb00_7100 + i, 0x0a00_0105, 6, device))
                        .isEqualTo(InputResult.FORWARD);
        }
    }

    @Test
    void shouldSpreadFlowsOfIpv6() {
        var six = new Ipv6Routing(1);
        var two = new RouteWays();
        for (int device = 3; device <= 4; device++)
            two.add(
                    new Ipv6Route(
                            Ipv6Address.ANY,
                            0,
                            RouteKind.UNICAST,
                            new Ipv6Address(0xfe80L << 48, device),
                            device,
                            Ipv6Address.ANY,
                            1024,
                            two),
                    1);
        assertThat(six.main().add(two)).isTrue();
        six.setForwarding(true);
        int first = 0;
        for (int i = 0; i < FLOWS; i++) {
            assertThat(six.input(six.key(0x2001_0db8L << 32, 5, 0x2001_0db9L << 32, i), 2))
                    .isEqualTo(InputResult.FORWARD);
            if (Objects.requireNonNull(six.inputRoute()).deviceIndex() == 3) first++;
        }
        assertThat(first).isCloseTo(FLOWS / 2, within(FLOWS / 20));
    }
}
