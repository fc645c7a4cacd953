package sluice.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import sluice.nic.Nic;
import sluice.nic.NicCallbacks;
import sluice.nic.ReceiveFilter;
import sluice.packet.Octets;
import sluice.packet.Packet;

/** A NIC that looks whether the frames of each binding of {@link KitProtocol} come in order. */
final class WatchedNic implements Nic {
    private final Nic inner;
    private final Map<Integer, Integer> last = new HashMap<>();
    private final List<String> findings = new ArrayList<>();

    WatchedNic(Nic inner) {
        this.inner = inner;
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
        TxResult result = inner.transmit(frame);
        if (!kit || result != TxResult.ACCEPTED) return result;
        Integer before = last.put(binding, number);
        if (before != null && before >= number)
            findings.add("binding %d: %d comes after %d".formatted(binding, number, before));
        return result;
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public long mac() {
        return inner.mac();
    }

    @Override
    public boolean changeMac(long mac) {
        return inner.changeMac(mac);
    }

    @Override
    public long rateBitsPerSecond() {
        return inner.rateBitsPerSecond();
    }

    @Override
    public boolean changeRate(long bitsPerSecond) {
        return inner.changeRate(bitsPerSecond);
    }

    @Override
    public int mtuOctets() {
        return inner.mtuOctets();
    }

    @Override
    public boolean linkUp() {
        return inner.linkUp();
    }

    @Override
    public boolean padsFrames() {
        return inner.padsFrames();
    }

    @Override
    public void watchShortFrames(IntConsumer watcher) {
        inner.watchShortFrames(watcher);
    }

    @Override
    public void setReceiveFilter(ReceiveFilter filter) {
        inner.setReceiveFilter(filter);
    }

    @Override
    public void attach(NicCallbacks callbacks) {
        inner.attach(callbacks);
    }

    @Override
    public void enableInterrupts(boolean on) {
        inner.enableInterrupts(on);
    }

    @Override
    public @Nullable Packet pollReceived() {
        return inner.pollReceived();
    }

    @Override
    public @Nullable Packet pollTransmitted() {
        return inner.pollTransmitted();
    }

    @Override
    public void powerOff() {
        inner.powerOff();
    }

    @Override
    public boolean isLive() {
        return inner.isLive();
    }
}
