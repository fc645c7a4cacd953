package sluice.winstack;

import sluice.tdi.NtStatus;
import sluice.tdi.TdiIrp;
import sluice.tdi.TdiRequest;
import sluice.tdi.TdiTransport;
import sluice.tdi.TransportDevice;

/**
 * The request that opens an address object.
 *
 * <p>Differs: the call that opens it waits for the answer on Windows; here a filter must give it at
 * once, and keeping the request is a no.
 */
final class TdiOpen implements TdiTransport {
    private boolean over;
    private boolean allowed;

    private TdiOpen() {}

    static boolean allows(TcpIp stack, TransportDevice device, TdiRequest request) {
        var open = new TdiOpen();
        var irp = new TdiIrp(device, request, open, stack.tdiHost);
        stack.devices.of(device).top().submit(irp);
        open.over = true;
        return open.allowed;
    }

    @Override
    public NtStatus perform(TdiIrp irp) {
        return irp.complete(NtStatus.SUCCESS, 0);
    }

    @Override
    public void completed(TdiIrp irp, NtStatus status, int information) {
        if (!over) allowed = status == NtStatus.SUCCESS;
    }
}
