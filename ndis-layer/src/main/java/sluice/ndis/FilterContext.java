package sluice.ndis;

/** What a lightweight filter may call in the wrapper ({@code NdisF...} functions). */
public interface FilterContext extends DriverContext {
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

    /** The same with {@link NdisFlags}: DISPATCH_LEVEL. */
    default void send(NetBufferList chain, int flags) {
        NdisFlags.check(this, flags);
        send(chain);
    }

    /** The same with {@link NdisFlags}: DISPATCH_LEVEL. */
    default void sendComplete(NetBufferList chain, int flags) {
        NdisFlags.check(this, flags);
        sendComplete(chain);
    }

    /** The same with {@link NdisFlags}: DISPATCH_LEVEL, RESOURCES. */
    default void indicateReceive(NetBufferList chain, int flags) {
        NdisFlags.check(this, flags);
        indicateReceive(chain, (flags & NdisFlags.RESOURCES) != 0);
    }

    /** The same with {@link NdisFlags}: DISPATCH_LEVEL. */
    default void returnLists(NetBufferList chain, int flags) {
        NdisFlags.check(this, flags);
        returnLists(chain);
    }

    /** NdisFIndicateStatus: up. */
    void indicateStatus(NdisStatus status);

    /** NdisCancelSendNetBufferLists: down, for lists that carry the id. */
    default void cancelSends(Object cancelId) {}

    /**
     * NdisFOidRequest: a request down, the filter's own, or one that came from above or a
     * {@linkplain OidRequest#copy clone} of it. PENDING: {@link LightweightFilter#requestComplete}
     * comes.
     *
     * <p>Differs: on Windows a filter must clone what it passes on.
     */
    default NdisStatus request(OidRequest request) {
        return NdisStatus.NOT_SUPPORTED;
    }

    /** NdisFCancelOidRequest: a request that this filter has passed down or made. */
    default void cancelRequest(OidRequest request) {}

    /** NdisFOidRequestComplete: a request from above that was answered PENDING is over. */
    default void requestComplete(OidRequest request, NdisStatus status) {}

    /** NdisFPauseComplete: a pause that was answered PENDING is over. */
    default void pauseComplete() {}

    /** NdisFRestartComplete: a restart that was answered PENDING is over. */
    default void restartComplete(NdisStatus status) {}

    /** NdisFIndicateStatus with a buffer: up. */
    default void indicateStatus(StatusIndication indication) {
        indicateStatus(indication.status());
    }
}
