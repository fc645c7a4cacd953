package sluice.winstack;

import sluice.ndis.OpenBlock;
import sluice.packet.Place;
import sluice.tdi.TransportDevice;
import sluice.trace.Layering;
import sluice.winstack.PointFilter.Decision;
import sluice.winstack.Seen.Direction;
import sluice.winstack.Seen.Form;

/** Puts a {@link PointFilter} in at each {@link InterceptionPoint} by what that point offers. */
final class Points {
    private final WindowsHost host;
    private final TcpIp stack;

    Points(WindowsHost host, TcpIp stack) {
        this.host = host;
        this.stack = stack;
    }

    private record Installed(InterceptionPoint point, String name, Runnable out) implements Placed {
        @Override
        public void remove() {
            out.run();
        }
    }

    Placed install(InterceptionPoint at, String nic, String name, PointFilter filter) {
        Runnable out =
                switch (at) {
                    case TDI -> tdi(name, filter);
                    case FILTER_HOOK -> filterHook(nic, filter);
                    case PROTOCOL -> protocol(nic, name, filter);
                    case INTERMEDIATE -> {
                        host.insertDriver(nic, 0, name, new FramePoints.AsIntermediate(filter));
                        yield () -> host.removeDriver(nic, name);
                    }
                    case LIGHTWEIGHT_FILTER -> {
                        host.insertDriver(nic, 0, name, new FramePoints.AsLightweight(filter));
                        yield () -> host.removeDriver(nic, name);
                    }
                    case LSP -> {
                        stack.catalogue.install(
                                name,
                                (below, process) ->
                                        new CallPoints(
                                                at, below, process, filter, stack::layerCrossed));
                        yield () -> stack.catalogue.remove(name);
                    }
                    case WINSOCK_SHIM -> {
                        stack.catalogue.replaceDll(
                                name,
                                (original, process) ->
                                        new CallPoints(
                                                at,
                                                original,
                                                process,
                                                filter,
                                                stack::layerCrossed));
                        yield () -> stack.catalogue.restoreDll(name);
                    }
                    case PACKET_FILTER -> packetFilter(nic, filter);
                    case WFP -> {
                        host.addCallout(name, new AsCallout(filter));
                        yield () -> host.removeCallout(name);
                    }
                    case NDIS_HOOK -> ndisHook(nic, filter);
                };
        return new Installed(at, name, out);
    }

    private Runnable protocol(String nic, String name, PointFilter filter) {
        var driver = new FramePoints.AsProtocol(name, filter);
        Place place = stack.host.place("ndis/" + name, Layering.ETHERNET);
        driver.open(host.adapter(nic), place);
        return driver::close;
    }

    /** Patches the open blocks of the protocols that are bound to the adapter now. */
    private Runnable ndisHook(String nic, PointFilter filter) {
        var hook = new NdisHook(filter);
        for (OpenBlock block : host.adapter(nic).openBlocks()) hook.patch(block);
        return hook::rest;
    }

    private Runnable tdi(String name, PointFilter filter) {
        var driver = new TdiPoint(filter);
        TransportDevice[] devices = {
            TransportDevice.TCP, TransportDevice.UDP, TransportDevice.RAW_IP
        };
        for (TransportDevice device : devices) stack.devices.of(device).attach(name, driver);
        return () -> {
            for (TransportDevice device : devices) stack.devices.of(device).detach(name);
        };
    }

    /** Index of the NIC, 0 for all. */
    private int interfaceIndex(String nic) {
        if (nic.isEmpty()) return 0;
        NetInterface only = stack.named(nic);
        if (only == null)
            throw new IllegalArgumentException(stack.host.name() + " has no NIC named " + nic);
        return only.index;
    }

    private Runnable packetFilter(String nic, PointFilter filter) {
        var seen = new Seen(InterceptionPoint.PACKET_FILTER);
        long handle =
                host.packetFilters()
                        .install(
                                interfaceIndex(nic),
                                (octets, at, length, in) -> {
                                    Direction way = in ? Direction.IN : Direction.OUT;
                                    seen.octets(Form.IP_PACKET, way, octets, at, length);
                                    return filter.decide(seen.withoutOctets()) == Decision.STOP;
                                });
        return () -> host.packetFilters().deleteInterface(handle);
    }

    /** A callout at the IP layers. */
    private static final class AsCallout implements WfpCallout {
        private final PointFilter filter;
        private final Seen seen = new Seen(InterceptionPoint.WFP);

        AsCallout(PointFilter filter) {
            this.filter = filter;
        }

        @Override
        public Action classify(WfpLayer layer, WfpValues values) {
            Direction way =
                    switch (layer) {
                        case INBOUND_IPPACKET -> Direction.IN;
                        case OUTBOUND_IPPACKET -> Direction.OUT;
                        case IPFORWARD -> Direction.THROUGH;
                        case INBOUND_TRANSPORT, ALE_AUTH_RECV_ACCEPT -> Direction.IN;
                        case OUTBOUND_TRANSPORT, ALE_AUTH_CONNECT -> Direction.OUT;
                    };
            Seen packet = seen.packet(Form.IP_PACKET, way, values.packet(), values.isLoopback());
            return filter.decide(packet) == Decision.STOP ? Action.BLOCK : Action.CONTINUE;
        }
    }

    private Runnable filterHook(String nic, PointFilter filter) {
        if (!host.setFilterHook(new AsHook(filter, interfaceIndex(nic))))
            throw new IllegalStateException(host + " has a filter-hook already");
        return () -> host.setFilterHook(null);
    }

    /** The filter-hook: IPv4 packets for reading. */
    private static final class AsHook implements FilterHook {
        private final PointFilter filter;
        private final int interfaceIndex;
        private final Seen seen = new Seen(InterceptionPoint.FILTER_HOOK);

        AsHook(PointFilter filter, int interfaceIndex) {
            this.filter = filter;
            this.interfaceIndex = interfaceIndex;
        }

        @Override
        public FilterHook.Action filter(
                byte[] octets, int offset, int lengthOctets, int in, int out) {
            boolean mine = interfaceIndex == 0 || in == interfaceIndex || out == interfaceIndex;
            if (!mine) return FilterHook.Action.PASS;
            Direction way =
                    in == NO_INTERFACE
                            ? Direction.OUT
                            : out == NO_INTERFACE ? Direction.IN : Direction.THROUGH;
            Seen packet = seen.octets(Form.IP_PACKET, way, octets, offset, lengthOctets);
            return filter.decide(packet) == Decision.STOP
                    ? FilterHook.Action.DROP
                    : FilterHook.Action.PASS;
        }
    }
}
