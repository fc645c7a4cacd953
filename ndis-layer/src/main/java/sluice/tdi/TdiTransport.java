package sluice.tdi;

/** The transport itself, below all filters, and who hears how it went. */
public interface TdiTransport {
    /** Does what is asked and completes the request, now or later. */
    NtStatus perform(TdiIrp irp);

    /** The request is over; called once. */
    void completed(TdiIrp irp, NtStatus status, int information);
}
