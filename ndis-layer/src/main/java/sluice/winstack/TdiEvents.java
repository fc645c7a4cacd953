package sluice.winstack;

import sluice.tdi.NtStatus;
import sluice.tdi.TdiIrp;
import sluice.tdi.TdiRequest;
import sluice.tdi.TdiTransport;
import sluice.tdi.TransportDevice;

/** Events of the transports, in the form that filter drivers see: nobody is to complete them. */
final class TdiEvents implements TdiTransport {
    private static final TdiEvents NOBODY = new TdiEvents();

    private TdiEvents() {}

    static TdiIrp of(TcpIp stack, TransportDevice device, TdiRequest request) {
        return new TdiIrp(device, request, NOBODY, stack.tdiHost);
    }

    @Override
    public NtStatus perform(TdiIrp irp) {
        return irp.complete(NtStatus.INVALID_DEVICE_REQUEST, 0);
    }

    @Override
    public void completed(TdiIrp irp, NtStatus status, int information) {}
}
