package sluice.firewall;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.packet.Octets;

/** How a packet's addresses were changed on its way. */
final class Translation {
    private Translation() {}

    /** In words, {@code source 10.0.0.5:40000 became 192.0.2.1:40000}; empty if they were not. */
    static String between(byte @Nullable [] first, byte @Nullable [] last) {
        if (first == null || last == null || first.length < 20 || last.length < 20) return "";
        List<String> changes = new ArrayList<>();
        for (boolean destination : new boolean[] {false, true}) {
            String before = endpoint(first, destination);
            String after = endpoint(last, destination);
            if (!before.equals(after))
                changes.add(
                        "%s %s became %s"
                                .formatted(destination ? "destination" : "source", before, after));
        }
        return String.join(", ", changes);
    }

    private static String endpoint(byte[] packet, boolean destination) {
        boolean ipv6 = packet[0] >>> 4 == 6;
        if (ipv6 && packet.length < 40) return "";
        int protocol = Octets.u8(packet, ipv6 ? 6 : 9);
        int at = ipv6 ? 40 : (packet[0] & 15) * 4;
        IpAddress address =
                ipv6
                        ? new IpAddress(
                                Octets.i64(packet, destination ? 24 : 8),
                                Octets.i64(packet, destination ? 32 : 16))
                        : IpAddress.v4(Octets.i32(packet, destination ? 16 : 12));
        boolean ports = protocol == 6 || protocol == 17;
        if (!ports || packet.length < at + 4) return address.toString();
        String text = ipv6 ? "[" + address + "]" : address.toString();
        return text + ":" + Octets.u16(packet, at + (destination ? 2 : 0));
    }
}
