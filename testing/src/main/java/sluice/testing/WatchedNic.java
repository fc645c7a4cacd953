package sluice.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sluice.nic.ForwardingNic;
import sluice.nic.Nic;
import sluice.packet.Octets;
import sluice.packet.Packet;

/** A NIC that looks whether the frames of each binding of {@link KitProtocol} come in order. */
final class WatchedNic extends ForwardingNic {
    private final Map<Integer, Integer> last = new HashMap<>();
    private final List<String> findings = new ArrayList<>();

    WatchedNic(Nic inner) {
        super(inner);
    }

    /** What came out of order. */
    List<String> findings() {
        return findings;
    }

    @Override
    public TxResult transmit(Packet frame) {
        int binding = -1;
        int number = 0;
        byte[] octets = frame.octets();
        int at = frame.offset();
        boolean kit =
                frame.lengthOctets() >= 19 && Octets.u16(octets, at + 12) == KitProtocol.ETHER_TYPE;
        if (kit) {
            binding = octets[at + 14];
            number = Octets.i32(octets, at + 15);
        }
        TxResult result = super.transmit(frame);
        if (!kit || result != TxResult.ACCEPTED) return result;
        Integer before = last.put(binding, number);
        if (before != null && before >= number)
            findings.add("binding %d: %d comes after %d".formatted(binding, number, before));
        return result;
    }
}
