package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sluice.bpf.PacketMetadata;
import sluice.netdev.PacketTap;
import sluice.netdev.VlanTag;
import sluice.netfilter.NetInterface;
import sluice.netfilter.PacketType;

/** What is to be seen of the device under test in one step, in order. */
final class Observation implements PacketTap {
    /** A frame at a packet socket. */
    record Seen(long packetId, String device, String direction, String packetType, byte[] octets) {
        /** As {@link KernelCase.SeenFrame#where}. */
        String where() {
            return device + " " + direction + " " + packetType;
        }
    }

    final Map<String, List<byte[]>> sent = new LinkedHashMap<>();
    final List<Seen> seen = new ArrayList<>();
    final List<SocketEvent> told = new ArrayList<>();
    private long count;

    /** Things seen since the beginning of all steps. */
    long count() {
        return count;
    }

    /** Begins a step. */
    void clear() {
        sent.clear();
        seen.clear();
        told.clear();
    }

    void left(String device, byte[] frame) {
        sent.computeIfAbsent(device, _ -> new ArrayList<>()).add(frame);
        count++;
    }

    void told(SocketEvent event) {
        told.add(event);
        count++;
    }

    @Override
    public void saw(
            NetInterface device,
            PacketType type,
            long packetId,
            byte[] octets,
            int offset,
            int lengthOctets,
            PacketMetadata metadata) {
        byte[] frame = VlanTag.onWire(octets, offset, lengthOctets, metadata);
        String direction = type == PacketType.OUTGOING ? "tx" : "rx";
        seen.add(new Seen(packetId, device.name(), direction, type.name(), frame));
        count++;
    }

    // The recorder read its packet socket when a step was over. Frames end alike, whatever their
    // link header.
    @Override
    public void overwritten(long packetId, byte[] octets, int offset, int lengthOctets) {
        for (Seen each : seen) {
            if (each.packetId != packetId || !each.direction.equals("rx")) continue;
            int same = Math.min(lengthOctets, each.octets.length);
            System.arraycopy(
                    octets,
                    offset + lengthOctets - same,
                    each.octets,
                    each.octets.length - same,
                    same);
        }
    }
}
