package sluice.ndis;

import sluice.packet.Place;
import sluice.world.Host;

/** What a lightweight filter may call in the wrapper ({@code NdisF...} functions). */
public interface FilterContext {
    /** Name under which it was put in. */
    String name();

    /** The adapter it stands on. */
    NdisAdapter adapter();

    /** Its place in the ledger. */
    Place place();

    /** The machine. */
    default Host host() {
        return adapter().host();
    }

    /** A pool of lists of its own. */
    NetBufferListPool listPool(int capacityLists);

    /** NdisFSendNetBufferLists: down. */
    void send(NetBufferList chain);

    /** NdisFSendNetBufferListsComplete: up, each with the status set on it. */
    void sendComplete(NetBufferList chain);

    /** NdisFIndicateReceiveNetBufferLists: up. */
    void indicateReceive(NetBufferList chain, boolean resources);

    /** NdisFReturnNetBufferLists: down. */
    void returnLists(NetBufferList chain);

    /** NdisFIndicateStatus: up. */
    void indicateStatus(NdisStatus status);
}
