package sluice.ndis;

/** What the wrapper itself tells the verifier about calls, handlers and states; or nothing. */
final class Journal {
    private final Ndis ndis;

    Journal(Ndis ndis) {
        this.ndis = ndis;
    }

    void calling(Party who, NdisCall call) {
        if (ndis.watch != null) ndis.watch.calling(who, call, null);
    }

    void entering(Party who, NdisHandler handler) {
        if (ndis.watch != null) ndis.watch.entering(who, handler, null);
    }

    void left(Party who, NdisHandler handler, NdisStatus answer) {
        if (ndis.watch != null) ndis.watch.left(who, handler, null, answer, 0);
    }

    void state(Party who, AdapterState state) {
        if (ndis.watch != null) ndis.watch.state(who, state);
    }

    void power(Party who, DevicePower power) {
        if (ndis.watch != null) ndis.watch.power(who, power);
    }

    void began(Party who, Operation operation) {
        if (ndis.watch != null) ndis.watch.began(who, operation);
    }

    void ended(Party who, Operation operation) {
        if (ndis.watch != null) ndis.watch.ended(who, operation);
    }
}
