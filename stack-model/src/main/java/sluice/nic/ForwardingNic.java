package sluice.nic;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import sluice.packet.Packet;

/**
 * A NIC that hands all calls on to another one; what stands between a miniport and its NIC extends
 * it and changes the calls that it is about. Frames and lanes are as {@link Nic} says.
 */
public abstract class ForwardingNic implements Nic {
    private final Nic inner;

    /** In front of that NIC. */
    protected ForwardingNic(Nic inner) {
        this.inner = inner;
    }

    /** The NIC behind. */
    protected final Nic inner() {
        return inner;
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
    public TxResult transmit(Packet frame) {
        return inner.transmit(frame);
    }

    @Override
    public @Nullable Packet pollReceived() {
        return inner.pollReceived();
    }

    @Override
    public boolean isLive() {
        return inner.isLive();
    }

    @Override
    public @Nullable Packet pollTransmitted() {
        return inner.pollTransmitted();
    }

    @Override
    public void powerOff() {
        inner.powerOff();
    }
}
