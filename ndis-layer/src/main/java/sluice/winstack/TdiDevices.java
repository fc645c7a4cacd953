package sluice.winstack;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import sluice.tdi.TdiDevice;
import sluice.tdi.TransportDevice;

/** The transport devices of one host. */
final class TdiDevices {
    private final Map<TransportDevice, TdiDevice.Stack> stacks =
            new EnumMap<>(TransportDevice.class);
    final TdiDevice.Stack tcp = new TdiDevice.Stack(TransportDevice.TCP);
    final TdiDevice.Stack udp = new TdiDevice.Stack(TransportDevice.UDP);
    final TdiDevice.Stack rawIp = new TdiDevice.Stack(TransportDevice.RAW_IP);
    final TdiDevice.Stack ip = new TdiDevice.Stack(TransportDevice.IP);

    TdiDevices() {
        stacks.put(TransportDevice.TCP, tcp);
        stacks.put(TransportDevice.UDP, udp);
        stacks.put(TransportDevice.RAW_IP, rawIp);
        stacks.put(TransportDevice.IP, ip);
    }

    TdiDevice.Stack of(TransportDevice device) {
        return Objects.requireNonNull(stacks.get(device));
    }
}
