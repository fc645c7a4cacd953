package sluice.winstack;

import sluice.edge.IpAddress;
import sluice.tdi.NtStatus;
import sluice.tdi.TdiDevice;
import sluice.tdi.TdiFilterDriver;
import sluice.tdi.TdiIrp;
import sluice.tdi.TdiRequest;
import sluice.tdi.TransportDevice;
import sluice.winstack.PointFilter.Decision;
import sluice.winstack.Seen.Direction;
import sluice.winstack.Seen.Form;

/** A {@link PointFilter} as a filter driver on the transport devices. */
final class TdiPoint implements TdiFilterDriver {
    private final PointFilter filter;
    private final Seen outgoing = new Seen(InterceptionPoint.TDI);
    private final Seen incoming = new Seen(InterceptionPoint.TDI);

    TdiPoint(PointFilter filter) {
        this.filter = filter;
    }

    @Override
    public NtStatus dispatch(TdiIrp irp, TdiDevice below) {
        if (stops(outgoing, Direction.OUT, irp)) return irp.complete(NtStatus.ACCESS_DENIED, 0);
        return below.submit(irp);
    }

    @Override
    public boolean event(TdiIrp event) {
        return !stops(incoming, Direction.IN, event);
    }

    private boolean stops(Seen seen, Direction way, TdiIrp irp) {
        TdiRequest request = irp.request();
        boolean carries = irp.lengthOctets() > 0;
        Form form =
                !carries
                        ? Form.REQUEST
                        : irp.device() == TransportDevice.TCP ? Form.STREAM : Form.DATAGRAM;
        seen.between(
                form,
                way,
                request.process(),
                request.protocol(),
                new IpAddress(request.localHigh(), request.localLow()),
                request.localPort(),
                new IpAddress(request.remoteHigh(), request.remoteLow()),
                request.remotePort());
        var packet = irp.packet();
        if (packet != null) seen.payload(packet);
        else seen.inPlace(irp.octets(), irp.offset(), irp.lengthOctets());
        return filter.decide(seen) == Decision.STOP;
    }
}
