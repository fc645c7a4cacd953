package sluice.tdi;

/**
 * A filter driver whose device object is attached above a transport device: gets each I/O request
 * of every client that opened the device by name, and each event on its way up.
 *
 * <p>Source: Microsoft, "TDI Filter Drivers"; {@code tdikrnl.h}. {@link TdiFilter} is the short
 * form that answers yes or no at once.
 */
public interface TdiFilterDriver {
    /**
     * A request on its way down, at THREAD level. Either pass it on and return what that returned,
     * or complete it and return the same status, or keep it and return PENDING: it is then to be
     * passed on or completed once, later. While it is kept the client is paced.
     */
    default NtStatus dispatch(TdiIrp irp, TdiDevice below) {
        return below.submit(irp);
    }

    /**
     * An event on its way up: a connection wants in, a datagram or octets are there. At THREAD or
     * DEFERRED level.
     *
     * @return false: the client does not hear of it
     */
    default boolean event(TdiIrp event) {
        return true;
    }
}
