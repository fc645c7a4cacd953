package sluice.winstack;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import sluice.nic.ForwardingNic;
import sluice.nic.Nic;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.trace.Layering;
import sluice.world.Host;

/**
 * A NIC with a side door: code that drives the hardware itself sends through it, below every layer
 * of the stack, and no interception point can see that. What comes back in answer goes the usual
 * way up, where it is seen.
 *
 * <p>Put it between miniport and NIC: {@code WindowsHost.on(host, preset, nic -> new
 * SimMiniport(doors.computeIfAbsent(nic, ...), false))}.
 */
public final class SideDoorNic extends ForwardingNic {
    private final Place place;
    private final ArrayDeque<Packet> own = new ArrayDeque<>();

    /** A door into a NIC of that host; its frames start at place {@code host/side-door/NIC}. */
    public SideDoorNic(Host host, Nic inner) {
        super(inner);
        this.place = host.place("side-door/" + inner.name(), Layering.ETHERNET);
    }

    /** The place that frames sent through the door start at. */
    public Place place() {
        return place;
    }

    /**
     * Sends a frame that belongs to {@link #place}.
     *
     * @return BUSY: the ring is full, and the frame is still the caller's
     */
    public TxResult send(Packet frame) {
        TxResult result = inner().transmit(frame);
        if (result == TxResult.ACCEPTED) own.addLast(frame);
        return result;
    }

    @Override
    public @Nullable Packet pollTransmitted() {
        // The ring is in order, so a frame of the door's is over when it is the first of those.
        for (Packet frame = inner().pollTransmitted();
                frame != null;
                frame = inner().pollTransmitted()) {
            if (frame != own.peekFirst()) return frame;
            own.removeFirst();
            frame.end(WindowsEnd.TRANSMITTED_BESIDE);
        }
        return null;
    }

    @Override
    public void powerOff() {
        own.clear();
        inner().powerOff();
    }
}
