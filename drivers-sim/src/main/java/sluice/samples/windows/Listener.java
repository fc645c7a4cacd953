package sluice.samples.windows;

import java.util.Set;
import sluice.ndis.BindContext;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.PacketFilters;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.trace.Layering;

/** What is the least a protocol must do? Open each adapter it is offered, and look at frames. */
public final class Listener implements Protocol {
    private final String name;
    private long frames;

    /** A protocol of that name that has seen nothing yet. */
    public Listener(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public NdisStatus bindAdapter(BindContext bind) {
        var adapter = bind.adapter();
        var place = adapter.host().place("ndis/" + name + "/" + adapter.name(), Layering.ETHERNET);
        BindContext.Opened opened = bind.open(place);
        ProtocolBinding binding = opened.binding();
        if (binding != null) binding.setPacketFilter(PacketFilters.STATION, Set.of());
        return opened.status();
    }

    @Override
    public int receivePacket(ProtocolBinding binding, NdisPacket packet) {
        frames++;
        return 0;
    }

    @Override
    public void sendComplete(ProtocolBinding binding, NdisPacket packet, NdisStatus status) {}

    /** Frames it was shown. */
    public long frames() {
        return frames;
    }
}
