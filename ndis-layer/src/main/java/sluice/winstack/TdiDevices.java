package sluice.winstack;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import sluice.tdi.TdiDevice;
import sluice.tdi.TdiHost;
import sluice.tdi.TransportDevice;

/** The transport devices of one host. */
final class TdiDevices {
    private final Map<TransportDevice, TdiDevice.Stack> stacks =
            new EnumMap<>(TransportDevice.class);
    final TdiDevice.Stack tcp;

    TdiDevices(TdiHost host) {
        for (TransportDevice device : TransportDevice.values())
            stacks.put(device, new TdiDevice.Stack(device, host));
        tcp = of(TransportDevice.TCP);
    }

    TdiDevice.Stack of(TransportDevice device) {
        return Objects.requireNonNull(stacks.get(device));
    }
}
