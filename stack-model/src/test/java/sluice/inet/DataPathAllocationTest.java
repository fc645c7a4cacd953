package sluice.inet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What runs for each packet allocates nothing, counted by the JVM. */
class DataPathAllocationTest {
    // By name: the module under test does not read jdk.management, and must not for a test's sake.
    private static final MethodHandle ALLOCATED = allocatedOctets();
    private static final int CALLS = 20_000;

    private long sink;

    @Test
    void shouldNotAllocateForRouteLookups() throws Throwable {
        var tables = new Ipv4RouteTables();
        tables.addAddress(Ipv4InterfaceAddress.primary(0x0a000001, 24, 2), false);
        tables.main().add(Ipv4Route.via(0, 0, 0x0a0000fe, 2));
        assertNoAllocation(i -> kind(tables.lookup(0x0a000000 + (int) i)));
        var six = new Ipv6Routes();
        six.add(Ipv6Route.onLink(Ipv6Address.require("2001:db8::"), 64, 2));
        six.add(Ipv6Route.via(Ipv6Address.ANY, 0, Ipv6Address.LOOPBACK, 2));
        assertNoAllocation(i -> kind(six.lookup(0x2001_0db8_0000_0000L + (i & 1), i)));
    }

    @Test
    void shouldNotAllocateForSourceChoice() throws Throwable {
        var addresses = List.of(Ipv4InterfaceAddress.primary(0x0a000001, 24, 2));
        assertNoAllocation(
                i -> SourceAddressChoice.ipv4(addresses, 2, (int) i, AddressScope.GLOBAL));
    }

    @Test
    void shouldNotAllocateForNeighbourHits() throws Throwable {
        var table = new NeighbourTable<String>(NeighbourTimings.LINUX);
        for (int at = 0; at < 8; at++) {
            table.putPermanent(2, 0, at, at, 0, NO_NEIGHBOURS);
        }
        assertNoAllocation(i -> table.use(2, (int) i & 7, i));
    }

    @Test
    void shouldNotAllocateForPortLookups() throws Throwable {
        var table = new PortTable<String>(32_768, 60_999, new Random(1));
        for (int at = 0; at < 50; at++) table.bind("s", 0, at & 1, 1000 + at, 0, true);
        PortTable.Visitor<String> visitor = binding -> binding.localPort() > 0;
        assertNoAllocation(i -> {
            var found = table.lookup(0, i, 1, 0, 1, 1000 + (int) (i & 63), 1);
            int copies = table.each(0, i, 1, 0, 1, 1000 + (int) (i & 63), 1, visitor);
            return (long) copies + (found == null ? 0 : found.localPort());
        });
    }

    @Test
    void shouldNotAllocateForHeaderChecksAndSplitting() throws Throwable {
        byte[] packet = Datagrams.ipv4(4000, 1, new Random(1));
        var fragmenter = new Ipv4Fragmenter();
        FragmentSink count = (header, headerOctets, at, octets) -> sink += octets;
        assertNoAllocation(i ->
                (Ipv4Input.checkHeader(packet, 0, packet.length) == null ? 1 : 0)
                        + fragmenter.fragment(packet, 0, packet.length, 1500, count).ordinal());
    }

    private static int kind(@Nullable Route route) {
        return route == null ? -1 : route.kind().code();
    }

    private static MethodHandle allocatedOctets() {
        try {
            var lookup = MethodHandles.publicLookup();
            var factory = Class.forName("java.lang.management.ManagementFactory");
            Object threads = factory.getMethod("getThreadMXBean").invoke(null);
            return lookup.findVirtual(
                            Class.forName("com.sun.management.ThreadMXBean"),
                            "getCurrentThreadAllocatedBytes",
                            MethodType.methodType(long.class))
                    .bindTo(threads);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JVM does not count allocation", e);
        }
    }

    private void assertNoAllocation(LongUnaryOperator call) throws Throwable {
        for (int at = 0; at < CALLS; at++) sink += call.applyAsLong(at);
        long before = (long) ALLOCATED.invokeExact();
        for (int at = 0; at < CALLS; at++) sink += call.applyAsLong(at);
        long allocated = (long) ALLOCATED.invokeExact() - before;
        // The JVM itself allocates a little while it links; one object a call would be 16 * CALLS.
        assertThat(allocated).isLessThan(CALLS);
        assertThat(sink).isNotEqualTo(Long.MIN_VALUE);
    }

    private static final NeighbourSink<String> NO_NEIGHBOURS =
            new NeighbourSink<>() {
                @Override
                public void request(
                        int deviceIndex, long high, long low, long mac, @Nullable String newest) {}

                @Override
                public void ready(String packet, int deviceIndex, long hardwareAddress) {}

                @Override
                public void failed(String packet, int deviceIndex, long high, long low) {}

                @Override
                public void overflowed(String packet, int deviceIndex, long high, long low) {}
            };
}
